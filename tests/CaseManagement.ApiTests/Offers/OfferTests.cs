using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Offers;

/// <summary>For a need: offers in a provable order with their reasons; what is pointed out tells nobody anything, and a gap is of nobody.</summary>
public sealed class OfferTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task Offers_that_fit_come_first_and_each_says_why()
    {
        var (of, client, need) = await Need();
        await api.Given.Address(of.OrganisationId, of.ClientId);
        var near = await Service(of.Lead!, "Nah", new { address = Address("73207", "Plochingen", "Stumpenhof"), capacity = "yes" });
        var far = await Service(of.Lead!, "Fern", new { address = Address("70173", "Stuttgart", null), capacity = "waiting_list" });
        var full = await Service(of.Lead!, "Voll", new { address = Address("73207", "Plochingen", null), capacity = "no" });
        var young = await Service(of.Lead!, "Jung", new { maximumAge = 17, capacity = "yes" });
        var elsewhere = await Service(of.Lead!, "Andere", new { capacity = "yes", areas = new[] { new { city = "Esslingen" } } });
        await Service(of.Lead!, "Sprache", new { capacity = "yes", needAreas = new[] { "language" } });

        var plain = await client.Read($"/api/v1/clients/{of.ClientId}/needs/{need}/offers");
        var quarter = await api.Given.Quarter(of.OrganisationId);
        await api.Execute($"update app.client_address set ags = '08116056', quarter_id = '{quarter}' where client_id = '{of.ClientId}'");
        var found = await client.Read($"/api/v1/clients/{of.ClientId}/needs/{need}/offers");
        Assert.Equal("housing", found.Text("needArea"));
        Guid[] own = [near, far, full, young, elsewhere]; // The directory is one for all tests.
        var ranked = found["items"]!.AsArray().Where(item => own.Contains(item!.Value<Guid>("serviceId"))).ToList();
        Assert.Equal([near, far], ranked.Where(item => item!.Value<bool>("fits")).Select(item => item!.Value<Guid>("serviceId")));
        Assert.Equal(own[2..].Order(), ranked.Skip(2).Select(item => item!.Value<Guid>("serviceId")).Order());
        Assert.Equal(found["items"]!.AsArray().Count(item => item!.Value<bool>("fits")), found.Number("fitting"));
        Assert.Equal(("good", "same_quarter"), Reason(found, near, "place"));
        Assert.Equal(("fair", "elsewhere"), Reason(found, far, "place"));
        Assert.Equal(("fair", "waiting_list"), Reason(found, far, "capacity"));
        Assert.Equal(("bad", "no"), Reason(found, full, "capacity"));
        Assert.Equal(("bad", null), Reason(found, young, "age"));
        Assert.Equal(("bad", null), Reason(found, elsewhere, "responsibility"));
        Assert.Equal(("unknown", null), Reason(found, near, "waiting_time"));
        Assert.Equal(("good", "same_postal_code"), Reason(plain, near, "place"));
        // Where somebody lives is in no address: what is said there changes nothing.
        Assert.Equal(found.ToJsonString(), (await client.Read($"/api/v1/clients/{of.ClientId}/needs/{need}/offers?quarter=Anderswo")).ToJsonString());
    }

    [Fact]
    public async Task A_confidential_offer_is_found_without_its_place_and_nobody_elses_need_is()
    {
        var (of, client, need) = await Need();
        var refuge = await Service(of.Lead!, "Schutz", new { address = Address("73207", "Plochingen", null), capacity = "yes", isConfidential = true });
        var found = await client.Read($"/api/v1/clients/{of.ClientId}/needs/{need}/offers");
        Assert.Equal(("unknown", null), Reason(found, refuge, "place"));
        Assert.DoesNotContain("Plochingen", found.ToJsonString(), StringComparison.Ordinal);
        await client.Post($"/api/v1/services/{refuge}/point-out").ExpectProblem(409, "service-confidential");
        await client.GetAsync($"/api/v1/clients/{of.ClientId}/needs/{Guid.NewGuid()}/offers").ExpectProblem(404, "not-found");
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.GetAsync($"/api/v1/clients/{of.ClientId}/needs/{need}/offers").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task What_is_pointed_out_is_handed_over_and_counted_and_nothing_else_is_kept()
    {
        var (of, client, _) = await Need();
        var service = await Service(of.Lead!, "Hinweis", new { address = Address("73207", "Plochingen", null), capacity = "yes" });
        var first = await (await client.Post($"/api/v1/services/{service}/point-out").Expect(200)).Json();
        Assert.Equal(("73207", 1), (first.Text("address/postalCode"), first.Number("timesToday")));
        Assert.Equal(2, (await (await client.Post($"/api/v1/services/{service}/point-out").Expect(200)).Json()).Number("timesToday"));
        Assert.Equal(2, await api.Sql<int>($"select times from app.service_pointer where service_id = '{service}'"));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.disclosure where organisation_id = '{of.OrganisationId}'"));
        Assert.Equal(0L, await api.Sql<long>("select count(*) from audit.inbox where action = 'PointOutService' and cardinality(client_ids) > 0"));
    }

    [Fact]
    public async Task A_gap_is_counted_by_area_language_and_quarter_and_small_numbers_are_told_together_with_others()
    {
        var (of, client, _) = await Need();
        await api.Execute($"update app.team set districts = '{{Stumpenhof}}' where id = '{of.TeamId}'");
        var refused = await client.Post("/api/v1/service-gaps", new { needArea = "housing", language = "prs", quarter = "Bei Frau Haddad" })
            .ExpectProblem(400, "validation-failed");
        Assert.Equal(("/quarter", "quarter-unknown"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        Assert.DoesNotContain("Haddad", refused.ToJsonString(), StringComparison.Ordinal);
        var planner = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor));
        await client.Post("/api/v1/service-gaps", new { needArea = "work" }).Expect(200);
        var running = await planner.Read("/api/v1/service-gaps");
        // Two answers of one quarter would tell by their difference.
        Assert.Equal((0, 0), (running.Number("total"), running["withheldPeriods"]!.AsArray().Count));
        var none = await Told("/api/v1/service-gaps");
        Assert.Equal((0, 0, 1), (none["items"]!.AsArray().Count, none.Number("total"), none["withheldPeriods"]!.AsArray().Count));
        for (var i = 0; i < 3; i++)
        {
            await client.Post("/api/v1/service-gaps", new { needArea = "housing", language = "prs", quarter = "Stumpenhof" }).Expect(200);
        }
        // Of four one would be the rest of the total: they are told together.
        var four = await Told("/api/v1/service-gaps");
        Assert.Equal((4, 4, "need_area language quarter"),
            (four.Number("total"), four.Number("items/0/times"), string.Join(' ', four["items"]![0]!.Values<string>("withheld/*"))));
        await client.Post("/api/v1/service-gaps", new { needArea = "housing", language = "ara", quarter = "Stumpenhof" }).Expect(200);
        await client.Post("/api/v1/service-gaps", new { needArea = "work", language = "ara" }).Expect(200);
        var six = await Told("/api/v1/service-gaps?groupBy=need_area,language");
        Assert.Equal((6, 2), (six.Number("total"), six["items"]!.AsArray().Count));
        Assert.Contains(six["items"]!.AsArray(), row => row.Text("language") == "prs" && row.Number("times") == 3 && row!["withheld"]!.AsArray().Count == 0);
        Assert.Contains(six["items"]!.AsArray(), row => row.Text("needArea") is null && row.Number("times") == 3 && row!["withheld"]!.AsArray().Count == 2);
        // Page by page the same.
        var page = await planner.Read("/api/v1/service-gaps?groupBy=need_area,language&limit=1");
        var next = await planner.Read($"/api/v1/service-gaps?groupBy=need_area,language&limit=1&cursor={page.Text("nextCursor")}");
        Assert.Equal(six["items"]!.ToJsonString(), $"[{page["items"]![0]!.ToJsonString()},{next["items"]![0]!.ToJsonString()}]");
        Assert.Null(next.Text("nextCursor"));
        await planner.GetAsync($"/api/v1/service-gaps?groupBy=kind&cursor={page.Text("nextCursor")}").ExpectProblem(400, "cursor-invalid");
        await planner.GetAsync("/api/v1/service-gaps?from=2026-01-02").ExpectProblem(400, "validation-failed");
        await planner.GetAsync("/api/v1/service-gaps?from=2026-04-01&until=2026-01-01").ExpectProblem(400, "validation-failed");
        await client.GetAsync("/api/v1/service-gaps").ExpectProblem(403, "not-permitted");
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        Assert.Equal(0, (await stranger.Read("/api/v1/service-gaps")).Number("total"));
        // Nor does the running quarter come by asking for it.
        await client.Post("/api/v1/service-gaps", new { needArea = "housing", language = "ara", quarter = "Stumpenhof" }).Expect(200);
        Assert.Equal(6, (await planner.Read($"/api/v1/service-gaps?until={api.Given.Today.Year + 1}-01-01")).Number("total"));

        // As if it had been recorded on the last day of the quarter before.
        async Task<JsonNode> Told(string path)
        {
            await api.Execute($"""
                update app.service_gap set recorded_on = date_trunc('quarter', date '{api.Given.Today:O}')::date - 1
                where organisation_id = '{of.OrganisationId}'
                """);
            return await planner.Read(path);
        }
    }

    [Fact]
    public async Task Referrals_that_came_to_nothing_are_unmet_needs_by_who_ended_them_and_of_a_confidential_service_without_its_area()
    {
        var of = await api.Given.CaseOfAged(35);
        await api.Execute($"""
            insert into app.client_language (id, organisation_id, client_id, language, is_mother_tongue, interpreter_needed)
            values (gen_random_uuid(), '{of.OrganisationId}', '{of.ClientId}', 'deu', false, false),
                (gen_random_uuid(), '{of.OrganisationId}', '{of.ClientId}', 'prs', true, false)
            """);
        for (var i = 0; i < 3; i++)
        {
            var rejected = await (await api.Given.Referral(of, byConsent: false)).Sent();
            await rejected.Answer("reject", new { declinedBy = "provider", reasonCode = "no-capacity" }).Expect(200);
            var declined = await (await api.Given.Referral(of, byConsent: false)).Sent();
            await declined.Answer("reject", new { declinedBy = "client", reasonCode = "client-does-not-want" }).Expect(200);
            var failed = await (await api.Given.Referral(of, byConsent: false)).InProgress();
            await api.Execute($"update app.service set is_confidential = true where id = '{failed.Service}'");
            await failed.Answer("fail", new { reasonCode = "client-broke-off" }).Expect(200);
            await (await api.Given.Referral(of, byConsent: false)).Sent(); // Runs: nothing is unmet.
        }
        api.Clock.Offset += TimeSpan.FromDays(92); // The quarter is over.
        var planner = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor));
        var told = await planner.Read("/api/v1/service-gaps?groupBy=kind,need_area,language,period");
        Assert.Equal(9, told.Number("total"));
        Assert.Equal([("rejected", "language"), ("declined", "language"), ("failed", null)],
            told["items"]!.AsArray().Select(row => (row.Text("kind")!, row.Text("needArea"))).OrderBy(row => row.Item1 switch
            {
                "rejected" => 0,
                "declined" => 1,
                _ => 2,
            }));
        Assert.All(told["items"]!.AsArray(), row => Assert.Equal(("prs", 3), (row.Text("language"), row.Number("times"))));
        Assert.Equal(0, (await planner.Read($"/api/v1/service-gaps?until={told.Text("items/0/period")}")).Number("total"));
        Assert.Equal(9, (await planner.Read($"/api/v1/service-gaps?from={told.Text("items/0/period")}")).Number("total"));
    }

    private async Task<(GivenCase Of, HttpClient Client, Guid Need)> Need()
    {
        var of = await api.Given.CaseOfAged(35);
        var assessment = await api.Given.CompletedAssessment(of, new GivenNeed("housing", "high", "Wohnungshilfe"));
        return (of, await api.As(of.Lead!), await api.Sql<Guid>(
            $"select id from app.assessment_area where assessment_id = '{assessment}' and area = 'housing'"));
    }

    private async Task<Guid> Service(Person keeper, string name, object more)
    {
        var body = new JsonObject { ["providerName"] = "Verein", ["name"] = name, ["needAreas"] = new JsonArray("housing"), ["answerDays"] = 5 };
        foreach (var (member, value) in System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject())
        {
            body[member] = value?.DeepClone();
        }
        return await (await (await api.As(keeper)).Post("/api/v1/services", body).Expect(201)).Id();
    }

    private static object Address(string postalCode, string city, string? quarter) => new { postalCode, city, quarter };

    private static (string, string?) Reason(JsonNode found, Guid service, string criterion)
    {
        var reason = found["items"]!.AsArray().Single(item => item!.Value<Guid>("serviceId") == service)!["reasons"]!.AsArray()
            .Single(one => one!.Text("criterion") == criterion)!;
        return (reason.Text("verdict")!, reason["detail"]?.GetValue<string>());
    }
}
