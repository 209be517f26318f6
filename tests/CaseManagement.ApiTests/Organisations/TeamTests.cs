using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

public sealed class TeamTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_team_is_created_changed_and_dissolved_with_its_quarters()
    {
        var admin = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var created = await admin.Post("/api/v1/teams", new
        {
            name = "Integrationsmanagement", kind = "integration_management", districts = new[] { "Stumpenhof", "Lettenäcker" },
        }).Expect(201);
        var path = $"/api/v1/teams/{await created.Id()}";
        await admin.Post("/api/v1/teams", new { name = "integrationsmanagement", kind = "accommodation" }).ExpectProblem(409, "team-name-taken");
        var changed = await admin.Put(path, new { name = "Integrationsmanagement", districts = new[] { "Stumpenhof" } }, created.Tag()).Expect(200);
        await admin.Put(path, new { name = "Anders", districts = Array.Empty<string>() }, created.Tag()).ExpectProblem(412, "stale");
        var view = await admin.Read(path);
        Assert.Equal(["Stumpenhof"], view.Values<string>("districts/*"));

        var closed = await admin.Post($"{path}/close", new { reason = "Neuordnung" }, changed.Tag()).Expect(200);

        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, closed.Tag()).ExpectProblem(409, "team-transition");
        Assert.Single((await admin.Read("/api/v1/teams?district=Stumpenhof&include=ended"))["items"]!.AsArray());
        Assert.Empty((await admin.Read("/api/v1/teams?district=Stumpenhof"))["items"]!.AsArray());
        await admin.GetAsync("/api/v1/teams?include=closed").ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task Teams_and_houses_of_a_confidential_organisation_are_there_for_who_hands_over_or_refers_and_for_itself()
    {
        var refuge = await api.Given.Organisation(OrganisationKind.PartnerAgency);
        var team = await api.Given.Team(refuge);
        var house = await api.Given.Accommodation(refuge, team, "Haus am See");
        await api.Execute($"update app.organisation set is_confidential = true where id = '{refuge}'");
        var other = await api.Given.Organisation();
        foreach (var (organisation, role, isTold) in ((Guid, Role, bool)[])[(other, Role.Administrator, false), (other, Role.DataProtectionOfficer, false),
            (other, Role.AccommodationStaff, true), (other, Role.Caseworker, true), (refuge, Role.Administrator, true)])
        {
            var client = await api.As((await api.Given.Staff(organisation, role)) with { IsOperator = false });
            foreach (var (path, id) in ((string, Guid)[])[("/api/v1/teams", team), ("/api/v1/accommodations", house)])
            {
                Assert.Equal(isTold ? [id] : [], (await client.Read($"{path}?organisationId={refuge}")).Values<Guid>("items/*/id"));
                Assert.Equal(isTold ? 200 : 404, (int)(await client.GetAsync($"{path}/{id}")).StatusCode);
            }
        }
    }

    [Fact]
    public async Task Somebody_elses_team_is_readable_but_not_to_be_changed()
    {
        var team = await api.Given.Team(await api.Given.Organisation());
        var admin = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var tag = (await admin.GetAsync($"/api/v1/teams/{team}").Expect(200)).Tag();
        await admin.Put($"/api/v1/teams/{team}", new { name = "Meins", districts = Array.Empty<string>() }, tag).ExpectProblem(404, "not-found");
        await admin.Post($"/api/v1/teams/{team}/close", new { reason = "Meins" }, tag).ExpectProblem(404, "not-found");
        await admin.GetAsync($"/api/v1/teams/{team}/members").ExpectProblem(404, "not-found");
        await admin.Post($"/api/v1/teams/{team}/add-member", new { staffId = Guid.NewGuid() }, tag).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_caseworker_manages_no_teams()
    {
        var organisation = await api.Given.Organisation();
        var caseworker = await api.As(await api.Given.Staff(organisation, Role.Caseworker));
        await caseworker.Post("/api/v1/teams", new { name = "X", kind = "accommodation" }).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task A_team_with_open_cases_is_not_dissolved()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        await api.Given.Case(organisation, await api.Given.Client(organisation), team);
        var admin = await api.As(await api.Given.Staff(organisation, Role.Administrator));
        var tag = (await admin.GetAsync($"/api/v1/teams/{team}")).Tag();
        await admin.Post($"/api/v1/teams/{team}/close", new { reason = "Neuordnung" }, tag).ExpectProblem(409, "team-in-use");
    }

    [Theory]
    [InlineData("open")]
    [InlineData("reopen")]
    [InlineData("reassign")]
    public async Task A_team_that_is_being_dissolved_gets_no_case(string how)
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var loose = await api.Given.Client(of.OrganisationId);
        var (path, team) = ($"/api/v1/cases/{of.CaseId}", of.TeamId);
        var tag = (await supervisor.GetAsync(path).Expect(200)).Tag();
        if (how == "reopen")
        {
            tag = (await supervisor.Post($"{path}/close", new { reasonCode = "goals-reached" }, tag).Expect(200)).Tag();
        }
        if (how == "reassign")
        {
            team = await api.Given.Team(of.OrganisationId);
        }

        var refused = await api.While($"update app.team set closed_at = '{api.Given.Now:O}' where id = '{team}'", () => how switch
        {
            "open" => supervisor.Post("/api/v1/cases", new { clientId = loose, teamId = team }),
            "reopen" => supervisor.Post($"{path}/reopen", new { reasonCode = "returned" }, tag),
            _ => supervisor.Post($"{path}/reassign", new { teamId = team, leadStaffId = (Guid?)null, reason = "Umzug" }, tag),
        }).ExpectProblem(400, "validation-failed");
        Assert.Equal("case-team-unknown", refused.Text("errors/0/code"));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.\"case\" where team_id = '{team}' and status = 'open' and id <> '{of.CaseId}'"));
    }

    [Fact]
    public async Task A_team_that_is_getting_a_case_is_not_dissolved()
    {
        var of = await api.Given.CaseWithLead();
        var team = await api.Given.Team(of.OrganisationId);
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var path = $"/api/v1/teams/{team}";
        var tag = (await admin.GetAsync(path).Expect(200)).Tag();

        await api.While(api.Given.Giving(of, team), () => admin.Post($"{path}/close", new { reason = "Neuordnung" }, tag)).ExpectProblem(409, "team-in-use");
    }

    [Fact]
    public async Task A_team_to_which_a_handover_is_on_its_way_is_not_dissolved()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var admin = await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator));
        var path = $"/api/v1/teams/{handover.ReceivingTeam}";
        var tag = (await admin.GetAsync(path).Expect(200)).Tag();

        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, tag).ExpectProblem(409, "team-awaits-handover");
        await handover.Move(handover.To, "review-items", new
        {
            items = new[] { new { place = $"/persons/{handover.Cases[0].ClientId}", question = "Wer kommt mit?" } },
        }).Expect(200);
        await handover.Move(handover.To, "request-clarification", new { note = "Bitte klären." }).Expect(200);
        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, tag).ExpectProblem(409, "team-awaits-handover");
        await handover.Move(handover.From, "withdraw", new { reasonCode = "allocation-cancelled" }).Expect(200);
        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, tag).Expect(200);
    }

    [Fact]
    public async Task Colleagues_of_several_employers_sit_in_one_team_from_and_until_a_day()
    {
        var town = await api.Given.Organisation(name: "Stadt am Fluss");
        var caritas = await api.Given.Organisation(OrganisationKind.WelfareAssociation, "Caritas am Fluss");
        var team = await api.Given.Team(town);
        var admin = await api.As(await api.Given.Staff(town, Role.Administrator));
        var (own, other) = (await api.Given.Staff(town, Role.Caseworker), await api.Given.Staff(town, Role.Caseworker, employerId: caritas));
        var stranger = await api.Given.Staff(caritas, Role.Caseworker);
        var path = $"/api/v1/teams/{team}";
        var tag = (await admin.GetAsync(path)).Tag();
        await admin.Post($"{path}/add-member", new { stranger.StaffId }, tag).ExpectProblem(400, "validation-failed");
        var first = await admin.Post($"{path}/add-member", new { own.StaffId }, tag).Expect(200);
        await admin.Post($"{path}/add-member", new { other.StaffId }, tag).ExpectProblem(412, "stale");
        var second = await admin.Post($"{path}/add-member", new { other.StaffId }, first.Tag()).Expect(200);
        await admin.Post($"{path}/add-member", new { other.StaffId }, second.Tag()).ExpectProblem(409, "team-member-overlap");
        var members = (await admin.Read($"{path}/members"))["items"]!.AsArray();
        Assert.Equal([town, caritas], members.Select(member => member.Value<Guid>("employerId")));
        Assert.Equal(["Stadt am Fluss", "Caritas am Fluss"], members.Select(member => member.Text("employerName")));
        var me = await (await (await api.As(other)).GetAsync("/api/v1/me").Expect(200)).Json();
        Assert.Equal(team, me.Value<Guid>("teams/0/teamId"));

        var membership = members.Value<Guid>("1/id");
        var ended = await admin.Post($"{path}/members/{membership}/end", new { }, second.Tag()).Expect(200);

        Assert.Single((await admin.Read($"{path}/members"))["items"]!.AsArray());
        await admin.Post($"{path}/members/{membership}/end", new { }, ended.Tag()).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Past_members_are_listed_where_they_are_asked_for()
    {
        var town = await api.Given.Organisation();
        var team = await api.Given.Team(town);
        var worker = await api.Given.Staff(town, Role.Caseworker, team); // since yesterday
        var admin = await api.As(await api.Given.Staff(town, Role.Administrator));
        var path = $"/api/v1/teams/{team}";
        var membership = (await admin.Read($"{path}/members")).Text("items/0/id");

        await admin.Post($"{path}/members/{membership}/end", new { until = api.Given.Today }, (await admin.GetAsync(path)).Tag()).Expect(200);

        Assert.Empty((await admin.Read($"{path}/members"))["items"]!.AsArray());
        var past = await admin.Read($"{path}/members?include=ended");
        Assert.Equal((worker.StaffId.ToString(), $"{api.Given.Today:O}"), (past.Text("items/0/staffId"), past.Text("items/0/until")));
    }

    [Fact]
    public async Task Allowed_actions_are_spelt_as_in_the_path_and_a_change_shows_its_result_where_asked()
    {
        var town = await api.Given.Organisation(name: "Stadt der Wege");
        var admin = await api.As(await api.Given.Staff(town, Role.Administrator));
        var team = $"/api/v1/teams/{await api.Given.Team(town)}";
        var shown = await admin.Read(team);
        Assert.Equal(["add-member", "change", "close"], shown["allowedActions"]!.AsArray().Select(action => action.Text("action")));
        Assert.Equal("Stadt der Wege", shown.Text("organisationName"));

        admin.DefaultRequestHeaders.Add("Prefer", "return=representation");
        var changed = await (await admin.Put(team, new { name = "Neu" }, (await admin.GetAsync(team)).Tag()).Expect(200)).Json();
        Assert.Equal("Neu", changed.Text("name"));
        Assert.Empty(changed["districts"]!.AsArray());
    }

    [Fact]
    public async Task Accommodations_are_named_once_and_kept_by_their_operator()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var admin = await api.As(await api.Given.Staff(organisation, Role.Administrator));
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var body = new
        {
            name = "Unterkunft am Fluss", kind = "gemeinschaftsunterkunft", teamId = team,
            address = new { street = "Filsweg 9", postalCode = "73207", town = "Plochingen", ags = "08116056" }, places = 60,
        };
        var created = await admin.Post("/api/v1/accommodations", body).Expect(201);
        var path = $"/api/v1/accommodations/{await created.Id()}";
        await admin.Post("/api/v1/accommodations", body).ExpectProblem(409, "accommodation-name-taken");
        var wrong = await admin.Post("/api/v1/accommodations", body with { name = "Andere", kind = "palast" }).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/kind", "unknown-code"), (wrong.Text("errors/0/pointer"), wrong.Text("errors/0/code")));
        await stranger.Put(path, body, created.Tag()).ExpectProblem(404, "not-found");
        var changed = await admin.Put(path, body with { places = 80 }, created.Tag()).Expect(200);
        await admin.Put(path, body, created.Tag()).ExpectProblem(412, "stale");
        var view = await stranger.Read(path);
        Assert.Equal(80, view.Number("places"));
        Assert.Equal("Filsweg 9", view.Text("street"));
        Assert.StartsWith("Team", view.Text("teamName"), StringComparison.Ordinal);
        var closed = await admin.Post($"{path}/close", new { reason = "Abriss" }, changed.Tag()).Expect(200);
        await admin.Put(path, body, closed.Tag()).ExpectProblem(409, "accommodation-transition");
        Assert.Empty((await admin.Read($"/api/v1/accommodations?teamId={team}"))["items"]!.AsArray());
        Assert.Equal(1, (await admin.Read($"/api/v1/accommodations?teamId={team}&include=ended&kind=gemeinschaftsunterkunft&count=true")).Number("count"));
        await admin.GetAsync("/api/v1/accommodations?kind=palast").ExpectProblem(400, "validation-failed");
    }
}
