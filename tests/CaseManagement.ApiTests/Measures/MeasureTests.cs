using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Measures;

/// <summary>The grid of measures: who does what for whom until when, and nobody twice.</summary>
public sealed class MeasureTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/measures";

    [Fact]
    public async Task It_is_planned_started_and_done_with_its_result_and_the_timeline_tells_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var planned = await client.Post(Path, Body(of)).Expect(201);
        var path = planned.Headers.Location!.ToString();
        var read = await client.GetAsync(path).Expect(200);
        var shown = await read.Json();
        Assert.Equal(("planned", "partner", "Volkshochschule"), (shown.Text("status"), shown.Text("responsible/kind"), shown.Text("responsible/name")));
        Assert.Equal((of.ClientId, false), (shown.Value<Guid>("clientId"), shown.Value<bool>("isOverdue")));
        Assert.Equal(["correct", "drop", "start"], Allowed(shown));

        await client.Post($"{path}/done", new { resultCode = "achieved" }, read.Tag()).ExpectProblem(409, "measure-transition");
        var started = await client.Post($"{path}/start", new { }, read.Tag()).Expect(200);
        await client.Post($"{path}/start", new { }, read.Tag()).ExpectProblem(412, "stale");
        await client.Post($"{path}/done", new { resultCode = "achieved" }).ExpectProblem(428, "if-match-required");
        await client.Post($"{path}/done", new { resultCode = "gut" }, started.Tag()).Expect(400);
        var done = await client.Post($"{path}/done", new { resultCode = "achieved", result = "B1 bestanden" }, started.Tag()).Expect(200);
        shown = await client.Read(path);
        Assert.Equal(("done", "achieved", $"{api.Given.Today:yyyy-MM-dd}"), (shown.Text("status"), shown.Text("resultCode"), shown.Text("endedOn")));
        await client.Post($"{path}/drop", new { reasonCode = "other" }, done.Tag()).ExpectProblem(409, "measure-transition");
        var told = (await client.Read($"/api/v1/cases/{of.CaseId}/timeline"))["items"]!.AsArray().Select(item => item!.Text("kind")).ToList();
        Assert.Contains("measure_planned", told);
        Assert.Contains("measure_done", told);
    }

    [Fact]
    public async Task One_of_an_actor_runs_in_an_area_of_a_household_and_the_second_is_told_the_first()
    {
        var (first, second) = await Family();
        var client = await api.As(first.Lead!);
        var today = api.Given.Today;
        var running = await (await client.Post(Path, Body(first, body => body["startedOn"] = $"{today:O}")).Expect(201)).Id();
        // Whoever of the household it is for, and however the name is written.
        foreach (var body in new[] { Body(second), OfHousehold(first) })
        {
            (body["startedOn"], body["responsible"]!["name"], body["what"]) = ($"{today:O}", " volkshochschule ", "Noch ein Kurs");
            var refused = await client.Post(Path, body).ExpectProblem(409, "measure-already-running");
            Assert.Equal(running, refused.Value<Guid>("measureId"));
        }
        var planned = await client.Post(Path, Body(second, body => body["what"] = "Noch ein Kurs")).Expect(201);
        var again = await client.Post($"{planned.Headers.Location}/start", new { }, planned.Tag()).ExpectProblem(409, "measure-already-running");
        Assert.Equal(running, again.Value<Guid>("measureId"));
        await client.Post(Path, Body(second, body => (body["startedOn"], body["area"]) = ($"{today:O}", "housing"))).Expect(201);
        // The constraint holds where the check is gone round.
        var refusedByDatabase = await Assert.ThrowsAnyAsync<Exception>(() => api.Given.Measure(second, runs: true));
        Assert.Contains("measure_one_running", refusedByDatabase.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_of_another_actor_in_the_same_area_and_time_is_warned_of_on_both_sides_and_told_to_who_was_first()
    {
        var (first, second) = await Family();
        var colleague = await api.Given.Staff(first.OrganisationId, Role.Caseworker, first.TeamId);
        var (client, other) = (await api.As(first.Lead!), await api.As(colleague));
        var one = await (await client.Post(Path, Body(first)).Expect(201)).Json();
        Assert.Empty(one["overlaps"]!.AsArray());
        var planned = await (await other.Post(Path, Body(second, body => body["responsible"]!["name"] = "Freundeskreis Asyl")).Expect(201)).Json();
        var beside = Assert.Single(planned["overlaps"]!.AsArray())!;
        Assert.Equal(one.Value<Guid>("id"), beside.Value<Guid>("id"));
        Assert.Equal("Volkshochschule", (await other.Read(beside.Text("href")!)).Text("responsible/name"));

        Assert.Equal(planned.Value<Guid>("id"), Assert.Single((await client.Read($"{Path}/{one.Text("id")}"))["overlaps"]!.AsArray()).Value<Guid>("id"));
        var notice = (await client.Read("/api/v1/notices"))["items"]!.AsArray().Single(row => row!.Text("kind") == "measure-overlap")!;
        Assert.Equal(one.Text("id"), notice.Text("subjectId"));

        // Later, elsewhere, or by the same one: nothing to coordinate.
        foreach (var harmless in new Action<JsonObject>[]
        {
            body => (body["from"], body["dueOn"]) = ($"{api.Given.Today.AddDays(91):O}", $"{api.Given.Today.AddDays(120):O}"),
            body => body["area"] = "leisure",
        })
        {
            var body = Body(second, harmless);
            body["responsible"]!["name"] = "Sportverein";
            Assert.Empty((await (await client.Post(Path, body).Expect(201)).Json())["overlaps"]!.AsArray());
        }
    }

    [Fact]
    public async Task Of_two_that_come_in_the_same_instant_one_is_warned_at_once_and_both_when_they_look()
    {
        var (first, second) = await Family();
        var client = await api.As(first.Lead!);
        string[] actors = ["AWO", "Caritas", "Diakonie", "DRK"];
        var answers = await Task.WhenAll(actors.Select(async (actor, i) =>
            await (await client.Post(Path, Body(i % 2 == 0 ? first : second, body => body["responsible"]!["name"] = actor)).Expect(201)).Json()));
        Assert.Equal([0, 1, 2, 3], answers.Select(answer => answer["overlaps"]!.AsArray().Count).Order());
        foreach (var answer in answers)
        {
            Assert.Equal(3, (await client.Read($"{Path}/{answer.Text("id")}"))["overlaps"]!.AsArray().Count);
        }
        var grid = await client.Read($"/api/v1/households/{first.HouseholdId}/counselling-grid");
        Assert.Equal(6, Row(grid, "language")["overlaps"]!.AsArray().Count);
        // One and the same at once: one of them is on record.
        var twice = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.Post(Path, Body(first, body => body["area"] = "work"))));
        Assert.Equal([201, 409, 409], twice.Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task A_confidential_organisation_that_does_it_is_named_to_who_may_refer_there_and_in_no_package()
    {
        var refuge = await api.Given.Organisation();
        await api.Execute($"update app.organisation set is_confidential = true, name = 'Zufluchtshaus' where id = '{refuge}'");
        var handover = await api.Given.HouseholdToHandOver(1);
        var of = handover.Cases[0];
        var staff = await handover.From;
        await staff.Post(Path, Body(of, body => body["responsible"] = new JsonObject { ["kind"] = "partner", ["id"] = refuge })).Expect(201);
        await handover.Submitted();
        foreach (var path in (string[])[$"{Path}?caseId={of.CaseId}", $"/api/v1/households/{of.HouseholdId}/counselling-grid"])
        {
            Assert.DoesNotContain("Zufluchtshaus", (await staff.Read(path)).ToJsonString(), StringComparison.Ordinal);
            var worker = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId));
            Assert.Contains("Zufluchtshaus", (await worker.Read(path)).ToJsonString(), StringComparison.Ordinal);
        }
        var package = await handover.Package(handover.To);
        Assert.Contains("Sprachkurs mit Kinderbetreuung", package.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Zufluchtshaus", package.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_grid_shows_areas_by_actors_with_names_in_one_call()
    {
        var (first, second) = await Family();
        var client = await api.As(first.Lead!);
        await client.Post(Path, Body(first)).Expect(201);
        await client.Post(Path, OfHousehold(first, body => (body["area"], body["responsible"]) = ("housing", Staff(first.Lead!.StaffId)))).Expect(201);
        await client.Post(Path, Body(second, body => (body["area"], body["responsible"]) = ("housing", new JsonObject { ["kind"] = "client" }))).Expect(201);
        var dropped = await client.Post(Path, Body(second, body => body["area"] = "leisure")).Expect(201);
        await client.Post($"{dropped.Headers.Location}/drop", new { reasonCode = "double-work" }, dropped.Tag()).Expect(200);

        var grid = await client.Read($"/api/v1/households/{first.HouseholdId}/counselling-grid");
        Assert.Equal(["staff", "partner", "client"], grid["actors"]!.AsArray().Select(actor => actor!.Text("kind")));
        Assert.All(grid["actors"]!.AsArray(), actor => Assert.NotNull(actor.Text("name")));
        var housing = Row(grid, "housing");
        Assert.Equal([0, 2], housing["cells"]!.AsArray().Select(cell => cell.Number("actor")!.Value));
        Assert.Equal(("Housing", 1), (housing.Text("areaLabel"), housing["overlaps"]!.AsArray().Count));
        Assert.Empty(Row(grid, "leisure")["cells"]!.AsArray());
        var whole = await client.Read($"/api/v1/households/{first.HouseholdId}/counselling-grid?include=ended");
        Assert.Equal("dropped", Row(whole, "leisure").Text("cells/0/measures/0/status"));
        Assert.Equal(3, (await client.Read($"{Path}?householdId={first.HouseholdId}&sort=dueOn"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var today = api.Given.Today;
        foreach (var (change, pointer, code) in new (Action<JsonObject>, string, string)[]
        {
            (body => body["householdId"] = Guid.NewGuid(), "/caseId", "measure-subject"),
            (body => body.Remove("caseId"), "/caseId", "measure-subject"),
            (body => body["dueOn"] = $"{today.AddDays(-1):O}", "/dueOn", "measure-due-before-from"),
            (body => body["dueOn"] = $"{today.AddYears(20).AddDays(1):O}", "/dueOn", "due-too-far"),
            (body => body["startedOn"] = $"{today.AddDays(1):O}", "/startedOn", "measure-in-future"),
            (body => body["area"] = "sprache", "/area", "unknown-code"),
            (body => body["agreedIn"] = "flur", "/agreedIn", "unknown-code"),
            (body => body["needId"] = Guid.NewGuid(), "/needId", "measure-need-unknown"),
            (body => body["responsible"] = new JsonObject { ["kind"] = "partner" }, "/responsible/id", "measure-actor-id-or-name"),
            (body => body["responsible"] = new JsonObject { ["kind"] = "staff", ["name"] = "Kim" }, "/responsible/name", "measure-actor-by-id"),
            (body => body["responsible"] = Staff(Guid.NewGuid()), "/responsible/id", "measure-actor-unknown"),
            (body => body["responsible"] = new JsonObject { ["kind"] = "client", ["id"] = Guid.NewGuid() }, "/responsible/id", "measure-actor-unknown"),
            (body => body["what"] = " ", "/what", "required"),
        })
        {
            var problem = await (await client.Post(Path, Body(of, change)).Expect(400)).Json();
            Assert.Contains((pointer, code), problem["errors"]!.AsArray().Select(error => (error.Text("pointer"), error.Text("code"))));
        }
        var first = await client.Post(Path, Body(of), key: "zweimal").Expect(201);
        Assert.Equal(await first.Id(), await (await client.Post(Path, Body(of), key: "zweimal").Expect(201)).Id());
        var exists = await client.Post(Path, Body(of)).ExpectProblem(409, "measure-exists");
        Assert.Equal(await first.Id(), exists.Value<Guid>("measureId"));
    }

    [Fact]
    public async Task A_correction_says_why_and_a_need_of_the_person_is_served()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        await api.Given.CompletedAssessment(of, new GivenNeed("language", "high", "Sprachkurs"));
        var need = (await client.Read($"/api/v1/clients/{of.ClientId}/needs")).Text("items/0/id");
        var planned = await client.Post(Path, Body(of, body => body["needId"] = need)).Expect(201);
        var corrected = Body(of, body => (body["responsible"], body["goal"], body["reason"]) = (Staff(of.Lead!.StaffId), "B1", "Neu verteilt"));
        corrected.Remove("caseId");
        await client.Put(planned.Headers.Location!.ToString(), corrected).ExpectProblem(428, "if-match-required");
        await client.Put(planned.Headers.Location!.ToString(), corrected, planned.Tag()).Expect(200);
        await client.Put(planned.Headers.Location!.ToString(), corrected, planned.Tag()).ExpectProblem(412, "stale");
        var shown = await client.Read(planned.Headers.Location!.ToString());
        Assert.Equal(("B1", of.Lead!.StaffId), (shown.Text("goal"), shown.Value<Guid>("responsible/id")));
        corrected["needId"] = need;
        corrected["area"] = "housing";
        var refused = await (await client.Put(planned.Headers.Location!.ToString(), corrected,
            (await client.GetAsync(planned.Headers.Location)).Tag()).Expect(400)).Json();
        Assert.Equal("measure-need-unknown", refused.Text("errors/0/code"));
    }

    [Fact]
    public async Task Another_team_and_another_organisation_find_nothing_and_an_administrator_may_not_look()
    {
        var of = (await Family()).First;
        var id = await api.Given.Measure(of);
        foreach (var organisation in new[] { of.OrganisationId, await api.Given.Organisation() })
        {
            var other = await api.As(await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation)));
            await other.GetAsync($"{Path}/{id}").ExpectProblem(404, "not-found");
            await other.Post(Path, Body(of)).ExpectProblem(404, "not-found");
            await other.Post(Path, OfHousehold(of)).ExpectProblem(404, "not-found");
            await other.Post($"{Path}/{id}/start", new { }, "\"1\"").ExpectProblem(404, "not-found");
            await other.GetAsync($"/api/v1/households/{of.HouseholdId}/counselling-grid").ExpectProblem(404, "not-found");
            Assert.Empty((await other.Read($"{Path}?clientId={of.ClientId}"))["items"]!.AsArray());
        }
        await (await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator))).GetAsync($"{Path}/{id}").ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_restricted_one_is_seen_by_who_is_admitted_and_stands_in_no_grid_and_in_nobodys_way()
    {
        var (first, _) = await Family();
        var lead = await api.As(first.Lead!);
        var colleague = await api.As(await api.Given.Staff(first.OrganisationId, Role.Caseworker, first.TeamId));
        var today = $"{api.Given.Today:O}";
        // The area says it: health is restricted.
        var planned = await lead.Post(Path, Body(first, body => (body["area"], body["startedOn"]) = ("health", today))).Expect(201);
        var path = planned.Headers.Location!.ToString();
        Assert.Equal("health", (await lead.Read(path)).Text("compartment"));
        await colleague.GetAsync(path).ExpectProblem(404, "not-found");
        await colleague.Post(Path, Body(first, body => body["area"] = "health")).ExpectProblem(403, "measure-compartment-closed");
        var ofAll = await (await lead.Post(Path, OfHousehold(first, body => body["area"] = "health")).Expect(400)).Json();
        Assert.Equal(("/area", "measure-restricted-of-person"), (ofAll.Text("errors/0/pointer"), ofAll.Text("errors/0/code")));

        var hidden = await lead.Post(Path, Body(first, body => (body["compartment"], body["startedOn"]) = ("protection", today))).Expect(201);
        Assert.Empty((await (await colleague.Post(Path, Body(first, body => (body["startedOn"], body["what"]) = (today, "Kurs"))).Expect(201)).Json())
            ["overlaps"]!.AsArray());
        var grid = await lead.Read($"/api/v1/households/{first.HouseholdId}/counselling-grid?include=ended");
        Assert.DoesNotContain((await hidden.Id()).ToString(), grid.ToJsonString(), StringComparison.Ordinal);
        Assert.Single((await colleague.Read($"{Path}?caseId={first.CaseId}"))["items"]!.AsArray());
        Assert.Equal(3, (await lead.Read($"{Path}?caseId={first.CaseId}"))["items"]!.AsArray().Count);
        Assert.Single((await lead.Read($"{Path}?householdId={first.HouseholdId}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_is_due_stands_in_the_day_of_who_does_it_and_of_who_leads_the_case()
    {
        var (first, _) = await Family();
        var colleague = await api.Given.Staff(first.OrganisationId, Role.Caseworker, first.TeamId);
        var stranger = await api.Given.Staff(first.OrganisationId, Role.Caseworker, first.TeamId);
        var client = await api.As(first.Lead!);
        var id = await (await client.Post(Path, OfHousehold(first, body =>
            (body["responsible"], body["dueOn"]) = (Staff(colleague.StaffId), $"{api.Given.Today.AddDays(3):O}"))).Expect(201)).Id();
        api.Clock.Offset += TimeSpan.FromDays(4);
        foreach (var who in new[] { first.Lead!, colleague })
        {
            var part = (await Day(who, "measures_due"))!;
            Assert.Equal((1, id), (part.Number("count"), part.Value<Guid>("items/0/id")));
            Assert.Equal(who == colleague, (await (await api.As(who)).Read("/api/v1/notices")).At("items")!.AsArray()
                .Any(notice => notice.Text("kind") == "measure-assigned" && notice.Value<Guid>("subjectId") == id));
            Assert.Equal("[\"drop\",\"start\"]", part.At("items/0/actions")!.ToJsonString());
        }
        Assert.Null(await Day(stranger, "measures_due"));
        // Of another team nobody would see it, unless he takes part.
        var elsewhere = await api.Given.Staff(first.OrganisationId, Role.Caseworker, await api.Given.Team(first.OrganisationId));
        var taken = Body(first, body => (body["responsible"], body["what"]) = (Staff(elsewhere.StaffId), "Wohnungssuche"));
        client = await api.As(first.Lead!);
        Assert.Equal("measure-actor-unknown", (await (await client.Post(Path, taken).Expect(400)).Json()).Text("errors/0/code"));
        var file = $"/api/v1/cases/{first.CaseId}";
        await client.Post($"{file}/add-participant", new { staffId = elsewhere.StaffId }, (await client.GetAsync(file)).Tag()).Expect(200);
        var assigned = await client.Post(Path, taken).Expect(201);
        await (await api.As(elsewhere)).GetAsync(assigned.Headers.Location).Expect(200);
        Assert.True((await (await api.As(first.Lead!)).Read($"{Path}/{id}")).Value<bool>("isOverdue"));
    }

    [Fact]
    public async Task Closing_drops_what_has_not_begun_and_waits_for_the_result_of_what_runs()
    {
        var of = (await Family()).First;
        var client = await api.As(of.Lead!);
        var (planned, running) = (await api.Given.Measure(of), await api.Given.Measure(of, "housing", runs: true));
        var preview = await client.GetAsync($"/api/v1/cases/{of.CaseId}/close-preview").Expect(200);
        var shown = await preview.Json();
        Assert.Equal(("measure-still-running", running), (shown.Text("obstacles/0/code"), shown.Value<Guid>("obstacles/0/id")));
        Assert.Equal((false, "measure-still-running"), (shown.Value<bool>("allowedActions/0/allowed"), shown.Text("allowedActions/0/code")));
        var refused = await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, preview.Tag())
            .ExpectProblem(409, "measure-still-running");
        Assert.Equal(running, refused.Value<Guid>("measureId"));
        var tag = (await client.GetAsync($"{Path}/{running}").Expect(200)).Tag();
        await client.Post($"{Path}/{running}/done", new { resultCode = "partly-achieved" }, tag).Expect(200);
        await client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, preview.Tag()).Expect(200);
        var dropped = await client.Read($"{Path}/{planned}");
        Assert.Equal(("dropped", "case-closed"), (dropped.Text("status"), dropped.Text("dropReason")));
        await client.Post(Path, Body(of)).ExpectProblem(409, "measure-case-closed");
    }

    [Fact]
    public async Task Closing_and_planning_at_once_leaves_nothing_open_in_a_closed_case()
    {
        for (var round = 0; round < 3; round++)
        {
            var of = await api.Given.CaseWithLead();
            var client = await api.As(of.Lead!);
            var tag = (await client.GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200)).Tag();
            var plans = Enumerable.Range(0, 5).Select(i => client.Post(Path, Body(of, body => body["responsible"]!["name"] = $"Stelle {i}"))).ToList();
            var closes = client.Post($"/api/v1/cases/{of.CaseId}/close", new { reasonCode = "goals-reached" }, tag);
            var answers = await Task.WhenAll([.. plans, closes]);
            Assert.Equal(200, (int)answers[^1].StatusCode);
            Assert.All(answers[..^1], answer => Assert.Contains((int)answer.StatusCode, new[] { 201, 409 }));
            Assert.Equal(0, await api.Sql<long>($"select count(*) from app.measure where case_id = '{of.CaseId}' and status in ('planned', 'running')"));
        }
    }

    private async Task<(GivenCase First, GivenCase Second)> Family()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var cases = await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), 2);
        return (cases[0], cases[1]);
    }

    private async Task<JsonNode?> Day(Person who, string part) =>
        (await (await api.As(who)).Read("/api/v1/my-day"))["parts"]!.AsArray()
            .SingleOrDefault(shown => shown.Text("kind") == part);

    private static JsonNode Row(JsonNode grid, string area) => grid["rows"]!.AsArray().Single(row => row.Text("area") == area)!;

    private static IEnumerable<string> Allowed(JsonNode shown) => shown["allowedActions"]!.AsArray()
        .Where(action => action.Value<bool>("allowed")).Select(action => action.Text("action")!).Order(StringComparer.Ordinal);

    private static JsonObject Staff(Guid id) => new() { ["kind"] = "staff", ["id"] = id };

    private JsonObject OfHousehold(GivenCase of, Action<JsonObject>? change = null) => Body(of, body =>
    {
        body.Remove("caseId");
        body["householdId"] = of.HouseholdId;
        change?.Invoke(body);
    });

    private JsonObject Body(GivenCase of, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["caseId"] = of.CaseId, ["area"] = "language", ["what"] = "Sprachkurs mit Kinderbetreuung", ["agreedIn"] = "round-table",
            ["responsible"] = new JsonObject { ["kind"] = "partner", ["name"] = "Volkshochschule" },
            ["from"] = $"{api.Given.Today:O}", ["dueOn"] = $"{api.Given.Today.AddDays(90):O}",
        };
        change?.Invoke(body);
        return body;
    }
}
