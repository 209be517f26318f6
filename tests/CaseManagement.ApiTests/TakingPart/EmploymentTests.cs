using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.TakingPart;

/// <summary>Jobs: several at once, each from a day until a day.</summary>
public sealed class EmploymentTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/employments";

    [Fact]
    public async Task Two_jobs_stand_beside_each_other_and_each_key_date_says_who_works_on_the_first_labour_market()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var mini = await client.Post(Path, Body(of, body => (body["kind"], body["from"]) = ("mini-job", Iso(-60)))).Expect(201);
        await client.Post(Path, Body(of, body => (body["kind"], body["from"], body["employer"]) = ("apprenticeship", Iso(-30), "Autohaus"))).Expect(201);
        var path = mini.Headers.Location!.ToString();
        await client.Post($"{path}/end", new { until = Iso(-10), reasonCode = "other-job" }, mini.Tag()).Expect(200);

        var shown = await client.Read(path);
        Assert.Equal((Iso(-60), Iso(-10), "other-job", true),
            (shown.Text("from"), shown.Text("until"), shown.Text("endReason"), shown.Value<bool>("firstLabourMarket")));
        Assert.Equal(("", "mini-job", "mini-job", ""), (await On(-61), await On(-60), await On(-11), await On(-10)));
        Assert.Equal(["apprenticeship"], (await client.Read($"{Path}?caseId={of.CaseId}")).Values<string>("items/*/kind"));
        Assert.Equal(2, (await client.Read($"{Path}?clientId={of.ClientId}&on={Iso(-20)}&count=true")).Number("count"));
        Assert.Equal($"job_begun {Iso(-60)} mini-job true, job_begun {Iso(-30)} apprenticeship false, job_ended {Iso(-10)} mini-job true", await Told(of));
        Assert.Equal(["job_recorded", "job_recorded"],
            (await client.Read($"/api/v1/cases/{of.CaseId}/timeline")).Values<string>("items/*/kind").Take(2));
        await KeptLedger.AgreesWithTheFacts(api);

        async Task<string> On(int days) => string.Join(' ',
            (await client.Read($"{Path}?teamId={of.TeamId}&firstLabourMarket=true&on={Iso(days)}")).Values<string>("items/*/kind"));
    }

    [Fact]
    public async Task It_ends_once_is_corrected_and_removed_with_a_reason_and_nothing_is_changed_unread()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var recorded = await client.Post(Path, Body(of)).Expect(201);
        var path = recorded.Headers.Location!.ToString();
        await client.Post(Path, Body(of)).ExpectProblem(409, "employment-exists");
        await client.Post($"{path}/end", new { until = Iso(0), reasonCode = "resigned" }).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/end", new { until = Iso(-30), reasonCode = "resigned" }, recorded.Tag()).ExpectProblem(400, "validation-failed");
        var ended = (await client.Post($"{path}/end", new { until = Iso(0), reasonCode = "resigned" }, recorded.Tag()).Expect(200)).Tag();
        await client.Post($"{path}/end", new { until = Iso(0), reasonCode = "resigned" }, recorded.Tag()).ExpectProblem(412, "stale");
        await client.Post($"{path}/end", new { until = Iso(0), reasonCode = "resigned" }, ended).ExpectProblem(409, "employment-ended");

        var correction = Body(of, body => (body["from"], body["reason"]) = (Iso(-40), "Vertrag gesehen"));
        correction.Remove("caseId");
        var goesOn = (await client.Put(path, correction, ended).Expect(200)).Tag();
        var shown = await client.Read(path);
        Assert.Equal((Iso(-40), null, null), (shown.Text("from"), shown.Text("until"), shown.Text("endReason")));
        Assert.Equal($"job_begun {Iso(-40)} part-time true", await Told(of));
        await client.Post($"{path}/remove", new { reason = "Anderer" }, goesOn).Expect(204);
        await client.GetAsync(path).ExpectProblem(404, "not-found");
        Assert.Equal("", await Told(of));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        foreach (var (member, value, pointer, code) in new (string, JsonNode?, string, string)[]
        {
            ("kind", "job", "/kind", "unknown-code"),
            ("from", Iso(1), "/from", "employment-in-future"),
            ("until", Iso(-30), "/until", "employment-ends-before"),
            ("endReason", "resigned", "/endReason", "employment-reason-without-end"),
        })
        {
            var problem = await (await client.Post(Path, Body(of, body => body[member] = value)).Expect(400)).Json();
            Assert.Equal((pointer, code), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        }
    }

    [Fact]
    public async Task Of_two_who_end_it_at_once_one_is_told()
    {
        for (var i = 0; i < 5; i++)
        {
            var of = await api.Given.CaseWithLead();
            var client = await api.As(of.Lead!);
            var recorded = await client.Post(Path, Body(of)).Expect(201);
            var answers = await Task.WhenAll(
                client.Post($"{recorded.Headers.Location}/end", new { until = Iso(0), reasonCode = "resigned" }, recorded.Tag()),
                client.Post($"{recorded.Headers.Location}/end", new { until = Iso(-1), reasonCode = "dismissed" }, recorded.Tag()));
            Assert.Equal([200, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        }
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Others_find_nothing_and_a_restricted_one_shows_to_who_is_admitted_alone()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        var open = (await client.Post(Path, Body(of)).Expect(201)).Headers.Location!.ToString();
        var secret = (await client.Post(Path, Body(of, body => (body["employer"], body["compartment"]) = ("Werkstatt", "health"))).Expect(201))
            .Headers.Location!.ToString();
        await colleague.GetAsync(open).Expect(200);
        await colleague.GetAsync(secret).ExpectProblem(404, "not-found");
        await colleague.Post(Path, Body(of, body => body["compartment"] = "health")).ExpectProblem(403, "employment-compartment-closed");
        await stranger.GetAsync(open).ExpectProblem(404, "not-found");
        await stranger.Post($"{open}/end", new { until = Iso(0), reasonCode = "resigned" }, "\"1\"").ExpectProblem(404, "not-found");
        await stranger.Post(Path, Body(of)).ExpectProblem(404, "not-found");
        Assert.Single((await client.Read($"{Path}?teamId={of.TeamId}"))["items"]!.AsArray());
        Assert.Equal("false, true", await api.Sql<string>($"""
            select string_agg(distinct e.withheld::text, ', ' order by e.withheld::text) from ledger.entry e
            join ledger.subject x on x.pseudonym = e.pseudonym where x.unit_id = '{of.ClientId}' and e.kind = 'job_begun'
            """));
    }

    [Fact]
    public async Task They_go_along_at_a_handover_and_the_restricted_ones_stay()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var from = await handover.From;
        var goes = await (await from.Post(Path, Body(handover.Cases[0])).Expect(201)).Id();
        var stays = await (await from.Post(Path, Body(handover.Cases[0], body => body["compartment"] = "health")).Expect(201)).Id();
        await handover.Accepted();
        var record = (await handover.Package(handover.To)).At("package/records")!.AsArray().Single(record => record.Text("section") == "employments");
        Assert.Equal(("part-time", "Bäckerei Kornblume"), (record.Text("content/kind"), record.Text("content/employer")));
        var to = await handover.To;
        var taken = await to.GetAsync($"{Path}/{goes}").Expect(200);
        await to.GetAsync($"{Path}/{stays}").ExpectProblem(404, "not-found");
        from = await handover.From;
        await from.Post($"{Path}/{goes}/end", new { until = Iso(0), reasonCode = "resigned" }, (await from.GetAsync($"{Path}/{goes}").Expect(200)).Tag())
            .ExpectProblem(403, "case-handed-over");
        await to.Post($"{Path}/{goes}/end", new { until = Iso(0), reasonCode = "resigned" }, taken.Tag()).Expect(200);
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var left = $"/api/v1/left-behind/{kept.Text("id")}";
        var tag = (await from.GetAsync(left).Expect(200)).Tag();
        await from.Post($"{left}/items/{stays}/correct", new { text = "Anders", reason = "Auf Antrag" }, tag).ExpectProblem(409, "left-behind-employment");
        await from.Post($"{left}/items/{stays}/erase", new { reason = "Auf Antrag" }, tag).Expect(200);
        await KeptLedger.AgreesWithTheFacts(api);
    }

    // What nothing has reversed.
    private Task<string> Told(GivenCase of) => api.Sql<string>($"""
        select coalesce(string_agg(concat_ws(' ', e.kind, e.on_date, e.attributes ->> 'kind', e.attributes ->> 'firstLabourMarket'), ', '
            order by e.on_date), '')
        from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{of.ClientId}' and e.kind like 'job%' and e.reversal_of is null
          and not exists (select from ledger.entry r where r.reversal_of = e.no)
        """);

    private string Iso(int days) => $"{api.Given.Today.AddDays(days):yyyy-MM-dd}";

    private JsonObject Body(GivenCase of, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["caseId"] = of.CaseId, ["kind"] = "part-time", ["employer"] = "Bäckerei Kornblume", ["occupation"] = "Bäcker", ["hoursPerWeek"] = 19.5,
            ["from"] = Iso(-30),
        };
        change?.Invoke(body);
        return body;
    }
}
