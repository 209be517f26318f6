using CaseManagement.ApiTests.Fixture;
using CaseManagement.ApiTests.Ledger;

namespace CaseManagement.ApiTests.Counselling;

/// <summary>Under which programme a case is counselled, how demanding it is, and which programme pays whom.</summary>
public sealed class ProgrammesAndPostsTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_programme_ends_without_another_one_and_the_next_begins_when_it_is_chosen()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var today = api.Given.Today;
        await client.Post($"{Path(of)}/end-programme", new { }, await Tag(client, of)).ExpectProblem(409, "counselling-no-programme");
        await api.Given.Programme(of);
        foreach (var until in new[] { today.AddDays(1), today.AddDays(-30) })
        {
            var refused = await client.Post($"{Path(of)}/end-programme", new { until = $"{until:O}" }, await Tag(client, of)).Expect(400);
            Assert.Equal("/until", (await refused.Json()).Text("errors/0/pointer"));
        }
        await client.Post($"{Path(of)}/end-programme", new { }).ExpectProblem(428, "if-match-required");
        await client.Post($"{Path(of)}/end-programme", new { until = $"{today.AddDays(-10):O}" }, await Tag(client, of)).Expect(200);
        await client.Post($"{Path(of)}/end-programme", new { }, await Tag(client, of)).ExpectProblem(409, "counselling-no-programme");
        await client.Post($"{Path(of)}/choose-programme", new { programme = "mbe", from = $"{today.AddDays(-11):O}" }, await Tag(client, of))
            .ExpectProblem(409, "counselling-programmes-overlap");
        await client.Post($"{Path(of)}/choose-programme", new { programme = "mbe" }, await Tag(client, of)).Expect(200);

        var history = await client.Read($"{Path(of)}/counselling-history");
        Assert.Equal([("mbe", $"{today:O}", null), ("bw-integrationsmanagement", $"{today.AddDays(-30):O}", $"{today.AddDays(-10):O}")],
            history["programmes"]!.AsArray().Select(p => (p.Text("programme")!, p.Text("from")!, p.Text("until"))));
        Assert.Equal(["choose-programme true", "end-programme true", "rate-complexity true"],
            history["allowedActions"]!.AsArray().Select(action => $"{action.Text("action")} {(action.Value<bool>("allowed") ? "true" : "false")}"));
        Assert.Equal("programme_begun, programme_ended, programme_begun", await Kinds(of.ClientId, "programme"));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Another_complexity_ends_the_present_one_and_the_same_day_puts_it_right()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var today = api.Given.Today;
        async Task<HttpResponseMessage> Rate(object body, string? tag = null) =>
            await client.Post($"{Path(of)}/rate-complexity", body, tag ?? await Tag(client, of));
        await Rate(new { complexity = "high", from = $"{today.AddDays(-20):O}", note = "Drei Kinder, eines krank" }).Expect(200);
        await Rate(new { complexity = "very-high", from = $"{today.AddDays(-20):O}" }).Expect(200);
        await Rate(new { complexity = "medium" }).Expect(200);
        await Rate(new { complexity = "medium" }).Expect(200);
        await Rate(new { complexity = "easy" }).ExpectProblem(400, "validation-failed");
        await Rate(new { complexity = "low", from = $"{today.AddDays(1):O}" }).ExpectProblem(400, "validation-failed");
        await Rate(new { complexity = "low" }, "\"1\"").ExpectProblem(412, "stale");

        var history = await client.Read($"{Path(of)}/counselling-history");
        Assert.Equal([("medium", null), ("very-high", $"{today:O}")],
            history["complexities"]!.AsArray().Select(c => (c.Text("complexity")!, c.Text("until"))));
        Assert.NotNull(history.Text("complexities/0/recordedByName"));
        var timeline = await client.Read($"{Path(of)}/timeline?kind=complexity_rated");
        Assert.Equal(["medium", "very-high"], timeline.Values<string>("items/*/code"));
        // The present one in what is counted of that day.
        var benefit = new { regime = "sgb2", from = $"{today.AddDays(-5):O}" };
        var person = $"/api/v1/clients/{of.ClientId}";
        await client.Post($"{person}/benefits", benefit, (await client.GetAsync(person)).Tag()).Expect(200);
        Assert.Equal("very-high", await api.Sql<string>($"""
            select e.dimensions ->> 'complexity' from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{of.ClientId}' and e.kind = 'benefit_begun' order by e.no desc limit 1
            """));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task Two_who_rate_at_once_leave_one_and_a_closed_case_is_not_rated()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var tag = await Tag(client, of);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.Post($"{Path(of)}/rate-complexity", new { complexity = "high" }, tag)));
        Assert.Equal([200, 412, 412, 412], answers.Select(answer => (int)answer.StatusCode).Order());
        await client.Post($"{Path(of)}/close", new { reasonCode = "goals-reached" }, await Tag(client, of)).Expect(200);
        await client.Post($"{Path(of)}/rate-complexity", new { complexity = "low" }, await Tag(client, of)).ExpectProblem(409, "counselling-case-closed");
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await stranger.Post($"{Path(of)}/rate-complexity", new { complexity = "low" }, "\"1\"").ExpectProblem(404, "not-found");
        await stranger.GetAsync($"{Path(of)}/counselling-history").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Complexity_and_programme_go_with_the_household_that_is_handed_over()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0] with { Lead = handover.Sender };
        await api.Given.Programme(of);
        await api.Given.Complexity(of, "high");
        await handover.Submitted();
        var records = (await handover.Package(handover.To))["package"]!["records"]!.AsArray();
        Assert.Equal("high", records.Single(record => record.Text("section") == "complexity").Text("content/complexity"));
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
        var history = await (await handover.To).Read($"{Path(of)}/counselling-history");
        Assert.Equal(("high", "bw-integrationsmanagement"), (history.Text("complexities/0/complexity"), history.Text("programmes/0/programme")));
        await KeptLedger.AgreesWithTheFacts(api);
    }

    [Fact]
    public async Task A_supervisor_says_which_share_of_a_colleague_a_programme_pays()
    {
        var (supervisor, worker) = await Office();
        var body = Body(worker.StaffId, 60, "2026-01-01");
        var created = await supervisor.Post("/api/v1/funded-posts", body).Expect(201);
        var path = $"/api/v1/funded-posts/{await created.Id()}";
        await (await api.As(worker)).GetAsync(path).ExpectProblem(403, "not-permitted");
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.Put(path, Change(body, "x"), await PostTag(supervisor, path)).ExpectProblem(404, "not-found");
        await stranger.Post("/api/v1/funded-posts", body).ExpectProblem(400, "validation-failed"); // not a colleague of theirs
        foreach (var (wrong, pointer) in new (object, string)[]
        {
            (Body(worker.StaffId, 0, "2026-01-01"), "/share"), (Body(worker.StaffId, 100.01m, "2026-01-01"), "/share"),
            (Body(worker.StaffId, 10, "2026-01-01", "2026-01-01"), "/until"), (Body(Guid.CreateVersion7(), 10, "2026-01-01"), "/staffId"),
            (Body(worker.StaffId, 10, "1999-01-01"), "/programme"),
        })
        {
            var refused = await supervisor.Post("/api/v1/funded-posts", wrong).ExpectProblem(400, "validation-failed");
            Assert.Equal(pointer, refused.Text("errors/0/pointer"));
        }

        var shown = await supervisor.Read(path);
        Assert.Equal((60m, "2026-01-01", true), (shown.Value<decimal>("share"), shown.Text("from"), shown.Text("staffName") is not null));
        await supervisor.Put(path, Change(body, "x"), "\"1\"").ExpectProblem(412, "stale");
        await supervisor.Put(path, Change(Body(worker.StaffId, 60, "2026-01-01", "2026-02-01"), "Bewilligung endet"), await PostTag(supervisor, path))
            .Expect(200);
        Assert.Empty((await supervisor.Read($"/api/v1/funded-posts?staffId={worker.StaffId}"))["items"]!.AsArray());
        Assert.Equal(["2026-02-01"], (await supervisor.Read("/api/v1/funded-posts?include=ended&programme=bw-integrationsmanagement"))
            .Values<string>("items/*/until"));
    }

    [Fact]
    public async Task The_shares_of_one_colleague_are_a_full_post_at_most_on_every_day()
    {
        var (supervisor, worker) = await Office();
        await supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 60, "2025-01-01", "2025-07-01")).Expect(201);
        await supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 60, "2025-07-01")).Expect(201); // half-open: the day on which one ends
        await supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 40, "2025-03-01")).Expect(201);
        await supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 0.01m, "2025-06-30", "2025-07-01")).ExpectProblem(409, "funded-shares-too-large");
        // Fits on its own first day, not on that of one that follows.
        await supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 40.01m, "2025-02-01")).ExpectProblem(409, "funded-shares-too-large");
        var fitting = await (await supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 40, "2025-02-01", "2025-03-01")).Expect(201)).Id();
        var path = $"/api/v1/funded-posts/{fitting}";
        await supervisor.Put(path, Change(Body(worker.StaffId, 40, "2025-02-01", "2025-03-02"), "x"), await PostTag(supervisor, path))
            .ExpectProblem(409, "funded-shares-too-large");
        Assert.True(await api.Sql<bool>($"""
            select bool_and((select sum(share) from app.funded_post p where p.staff_id = '{worker.StaffId}'
                and p.from_date <= d::date and (p.until_date is null or p.until_date > d::date)) <= 100)
            from generate_series(date '2025-01-01', date '2025-12-31', '1 day') d
            """));
    }

    [Fact]
    public async Task Two_at_once_do_not_get_more_than_a_full_post_together()
    {
        var (supervisor, worker) = await Office();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 40, "2026-01-01"))));
        Assert.Equal([201, 201, 409, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task Nobody_is_paid_for_after_the_day_on_which_he_has_left()
    {
        var (supervisor, worker) = await Office();
        var post = await (await supervisor.Post("/api/v1/funded-posts", Body(worker.StaffId, 50, "2026-01-01")).Expect(201)).Id();
        var administrator = await api.As(await api.Given.Staff(worker.OrganisationId, Role.Administrator));
        var staff = $"/api/v1/staff/{worker.StaffId}";
        await administrator.Post($"{staff}/disable", new { reason = "Neue Stelle" }, (await administrator.GetAsync(staff).Expect(200)).Tag()).Expect(200);
        await api.SendAsSystem(worker.OrganisationId, new CaseManagement.Api.Organisations.GiveBackDuties());
        Assert.Equal(api.Given.Today, await api.Sql<DateOnly>($"select until_date from app.funded_post where id = '{post}'"));
    }

    [Fact]
    public async Task A_post_for_a_time_ends_as_well_when_another_employer_lets_its_colleague_go()
    {
        var (supervisor, worker) = await Office();
        var agency = await api.Given.Organisation();
        var guest = await api.Given.Staff(worker.OrganisationId, Role.Caseworker, employerId: agency);
        var until = $"{api.Given.Today.AddYears(1):yyyy-MM-dd}";
        var post = await (await supervisor.Post("/api/v1/funded-posts", Body(guest.StaffId, 50, "2026-01-01", until)).Expect(201)).Id();
        await api.SendAsSystem(worker.OrganisationId, new CaseManagement.Api.Organisations.GiveBackDuties());
        Assert.Equal(until, await api.Sql<string>($"select until_date::text from app.funded_post where id = '{post}'"));

        var administrator = await api.As(await api.Given.Staff(agency, Role.Administrator));
        var staff = $"/api/v1/staff/{guest.StaffId}";
        await administrator.Post($"{staff}/disable", new { reason = "Neue Stelle" }, (await administrator.GetAsync(staff).Expect(200)).Tag()).Expect(200);
        await api.SendAsSystem(worker.OrganisationId, new CaseManagement.Api.Organisations.GiveBackDuties());
        Assert.Equal(api.Given.Today, await api.Sql<DateOnly>($"select until_date from app.funded_post where id = '{post}'"));
    }

    private async Task<(HttpClient Supervisor, Person Worker)> Office()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        return (await api.As(await api.Given.Staff(town, Role.Supervisor, team)), await api.Given.Staff(town, Role.Caseworker, team));
    }

    private static object Body(Guid staffId, decimal share, string from, string? until = null) =>
        new { programme = "bw-integrationsmanagement", staffId, share, from, until };

    private static System.Text.Json.Nodes.JsonNode Change(object body, string reason)
    {
        var changed = System.Text.Json.JsonSerializer.SerializeToNode(body)!;
        changed["reason"] = reason;
        return changed;
    }

    private static string Path(GivenCase of) => $"/api/v1/cases/{of.CaseId}";
    private static async Task<string> Tag(HttpClient client, GivenCase of) => (await client.GetAsync(Path(of)).Expect(200)).Tag();
    private static async Task<string> PostTag(HttpClient client, string path) => (await client.GetAsync(path).Expect(200)).Tag();

    private Task<string> Kinds(Guid client, string like) => api.Sql<string>($"""
        select string_agg(e.kind, ', ' order by e.on_date, e.no) from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
        where x.unit_id = '{client}' and e.kind like '{like}%' and e.reversal_of is null and not exists (select from ledger.entry r where r.reversal_of = e.no)
        """);
}
