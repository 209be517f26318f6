using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Measures;

/// <summary>No measure is lost when households change, are handed over, or colleagues go.</summary>
public sealed class MeasuresOnTheMoveTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/measures";

    [Fact]
    public async Task They_go_along_stand_in_the_package_and_wait_to_be_taken_over()
    {
        var handover = await api.Given.HouseholdToHandOver(2);
        var from = await handover.From;
        var own = await Plan(from, new { caseId = handover.Cases[0].CaseId, area = "language", responsible = Staff(handover.Sender) });
        var whole = await Plan(from, new
        {
            householdId = handover.Household, area = "housing", responsible = new { kind = "partner", name = "Baugenossenschaft" },
        });
        var colleague = await api.Given.Staff(handover.Sender.OrganisationId, Role.AccommodationStaff, handover.SendingTeam);
        var alike = await Plan(from, new { caseId = handover.Cases[0].CaseId, area = "language", responsible = Staff(colleague) });
        await handover.Accepted();

        var records = (await handover.Package(handover.To)).At("package/records")!.AsArray();
        Assert.Equal(["measures", "measures", "measures"], records.Select(record => record!.Text("section")));
        Assert.Contains(records, record => record!.At("content")!.Value<bool>("ofHousehold") && record.Text("content/actorName") == "Baugenossenschaft");

        var to = await handover.To;
        var shown = await to.Read($"{Path}/{own}");
        Assert.Equal(("staff", null), (shown.Text("responsible/kind"), shown.Text("responsible/id")));
        var grid = await to.Read($"/api/v1/households/{handover.Household}/counselling-grid");
        Assert.Equal(2, grid["actors"]!.AsArray().Count);
        var part = (await to.Read("/api/v1/my-day"))["parts"]!.AsArray().Single(shown => shown.Text("kind") == "measures_to_take_over");
        Assert.Equal(new[] { own, alike }.Order(), part!["items"]!.AsArray().Select(item => item.Value<Guid>("id")).Order());
        // The sender reads on for the time of grace, and changes nothing.
        var read = await (await handover.From).GetAsync($"{Path}/{whole}").Expect(200);
        await (await handover.From).Post($"{Path}/{whole}/start", new { }, read.Tag()).ExpectProblem(403, "case-handed-over");
        await to.Post($"{Path}/{whole}/start", new { }, read.Tag()).Expect(200);
        api.Clock.Offset += TimeSpan.FromDays(15);
        await (await handover.From).GetAsync($"{Path}/{whole}").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_restricted_one_goes_only_where_it_is_included_and_else_is_kept()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var from = await handover.From;
        var stays = await Plan(from, new
        {
            caseId = handover.Cases[0].CaseId, area = "language", compartment = "health", responsible = Staff(handover.Sender),
        });
        var goes = await Plan(from, new { caseId = handover.Cases[0].CaseId, area = "health", responsible = Staff(handover.Sender) });
        await (await handover.Ready([goes])).Accepted();
        api.Clock.Offset += TimeSpan.FromDays(15);
        await (await handover.To).GetAsync($"{Path}/{stays}").ExpectProblem(404, "not-found");
        await (await handover.To).GetAsync($"{Path}/{goes}").Expect(200);
        from = await handover.From;
        await from.GetAsync($"{Path}/{stays}").Expect(200);
        await from.GetAsync($"{Path}/{goes}").ExpectProblem(404, "not-found");
        var kept = (await from.Read("/api/v1/left-behind"))["items"]!.AsArray().Single(row => row!.Value<Guid>("clientId") == handover.Cases[0].ClientId)!;
        var path = $"/api/v1/left-behind/{kept.Text("id")}";
        // Who it is stands in the package that was handed over; what the receiver has made of the name since is not told.
        var name = await api.Sql<string>($"select family_name || ', ' || given_name from app.client where id = '{handover.Cases[0].ClientId}'");
        await api.Execute($"update app.client set family_name = 'Neu' where id = '{handover.Cases[0].ClientId}'");
        Assert.Equal((name, name), (kept.Text("clientName"), (await from.Read(path)).Text("clientName")));
        Assert.Equal(kept.Text("teamName"), (await from.Read(path)).Text("teamName"));
        var item = Assert.Single((await from.Read(path))["items"]!.AsArray(), item => item.Value<Guid>("itemId") == stays);
        Assert.Equal(("section", "measures"), (item.Text("kind"), item.Text("content/section")));
        var tag = (await from.GetAsync(path).Expect(200)).Tag();
        await from.Post($"{path}/items/{stays}/correct", new { text = "Anders", reason = "Auf Antrag" }, tag).ExpectProblem(409, "left-behind-measure");
        await from.Post($"{path}/items/{stays}/erase", new { reason = "Auf Antrag" }, tag).Expect(200);
    }

    [Fact]
    public async Task They_follow_who_moves_and_stay_with_the_household_until_the_last_has_left()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var (left, joined) = (await api.Given.CasesOfHousehold(team, lead, 2), await api.Given.CasesOfHousehold(team, lead, 1));
        var client = await api.As(lead);
        var today = $"{api.Given.Today:O}";
        var vhs = new { kind = "partner", name = "VHS" };
        var whole = await Plan(client, new { householdId = left[0].HouseholdId, area = "housing", responsible = vhs });
        var mine = await Plan(client, new { caseId = left[0].CaseId, area = "language", responsible = vhs, startedOn = today });
        var there = await Plan(client, new { caseId = joined[0].CaseId, area = "language", responsible = vhs, startedOn = today });

        await Move(client, left[0], joined[0].HouseholdId!.Value);
        var moved = await client.Read($"{Path}/{mine}");
        Assert.Equal((joined[0].HouseholdId, true), (moved.Value<Guid>("householdId"), moved.Value<bool>("cameAlong"))); // Both run on.
        Assert.Equal("running", (await client.Read($"{Path}/{there}")).Text("status"));
        Assert.Equal(left[0].HouseholdId, (await client.Read($"{Path}/{whole}")).Value<Guid>("householdId"));

        await Move(client, left[1], joined[0].HouseholdId!.Value);
        Assert.Equal(joined[0].HouseholdId, (await client.Read($"{Path}/{whole}")).Value<Guid>("householdId"));
        var grid = await client.Read($"/api/v1/households/{joined[0].HouseholdId}/counselling-grid");
        Assert.Equal(3, grid["rows"]!.AsArray().SelectMany(row => row!["cells"]!.AsArray()).SelectMany(cell => cell!["measures"]!.AsArray()).Count());
    }

    [Fact]
    public async Task Who_lives_alone_and_moves_out_keeps_what_was_the_households()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var of = (await api.Given.CasesOfHousehold(team, lead, 1))[0];
        var client = await api.As(lead);
        var whole = await Plan(client, new { householdId = of.HouseholdId, area = "housing", responsible = Staff(lead) });
        var household = $"/api/v1/households/{of.HouseholdId}";
        var tag = (await client.GetAsync(household).Expect(200)).Tag();
        await client.Post($"{household}/members/{of.ClientId}/remove", new { reason = "Ausgezogen" }, tag).Expect(200);
        var shown = await client.Read($"{Path}/{whole}");
        Assert.Equal((of.CaseId, of.ClientId, null), (shown.Value<Guid>("caseId"), shown.Value<Guid>("clientId"), shown.Text("householdId")));
    }

    [Fact]
    public async Task What_a_colleague_who_goes_still_had_to_do_waits_for_the_team()
    {
        var of = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var client = await api.As(of.Lead!);
        var id = await Plan(client, new { caseId = of.CaseId, area = "language", responsible = Staff(colleague) });
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var tag = (await admin.GetAsync($"/api/v1/staff/{colleague.StaffId}").Expect(200)).Tag();
        await admin.Post($"/api/v1/staff/{colleague.StaffId}/disable", new { reason = "geht" }, tag).Expect(200);
        Assert.Null((await client.Read($"{Path}/{id}")).Text("responsible/id"));
        Assert.Contains((await client.Read("/api/v1/my-day"))["parts"]!.AsArray(), part => part.Text("kind") == "measures_to_take_over");
    }

    private static object Staff(Person who) => new { kind = "staff", id = who.StaffId };

    private static async Task Move(HttpClient client, GivenCase who, Guid to)
    {
        var path = $"/api/v1/households/{who.HouseholdId}";
        var tag = (await client.GetAsync(path).Expect(200)).Tag();
        await client.Post($"{path}/members/{who.ClientId}/move", new { toHouseholdId = to, role = "other" }, tag).Expect(200);
    }

    private async Task<Guid> Plan(HttpClient client, object what)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(what)!.AsObject();
        (body["what"], body["agreedIn"]) = ("Beratung", "talk");
        (body["from"], body["dueOn"]) = ($"{api.Given.Today:O}", $"{api.Given.Today.AddDays(60):O}");
        return await (await client.Post(Path, body).Expect(201)).Id();
    }
}
