using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

public sealed class TeamTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_team_is_created_changed_and_dissolved_with_its_quarters()
    {
        var admin = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var created = await admin.Post("/api/v1/teams", new { name = "Integrationsmanagement", kind = "integration_management", districts = new[] { "Stumpenhof", "Lettenäcker" } }).Expect(201);
        var path = $"/api/v1/teams/{await created.Id()}";
        await admin.Post("/api/v1/teams", new { name = "integrationsmanagement", kind = "accommodation" }).ExpectProblem(409, "team-name-taken");
        var changed = await admin.Put(path, new { name = "Integrationsmanagement", districts = new[] { "Stumpenhof" } }, created.Tag()).Expect(200);
        await admin.Put(path, new { name = "Anders", districts = Array.Empty<string>() }, created.Tag()).ExpectProblem(412, "stale");
        var view = await (await admin.GetAsync(path).Expect(200)).Json();
        Assert.Equal(["Stumpenhof"], view["districts"]!.AsArray().Select(district => district!.GetValue<string>()));

        var closed = await admin.Post($"{path}/close", new { reason = "Neuordnung" }, changed.Tag()).Expect(200);

        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, closed.Tag()).ExpectProblem(409, "team-transition");
        var found = await (await admin.GetAsync("/api/v1/teams?district=Stumpenhof&includeClosed=true").Expect(200)).Json();
        Assert.Single(found["items"]!.AsArray());
        Assert.Empty((await (await admin.GetAsync("/api/v1/teams?district=Stumpenhof").Expect(200)).Json())["items"]!.AsArray());
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
        await admin.Post($"/api/v1/teams/{team}/members", new { staffId = Guid.NewGuid() }, tag).ExpectProblem(404, "not-found");
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

    [Fact]
    public async Task A_team_to_which_a_handover_is_on_its_way_is_not_dissolved()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var admin = await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator));
        var path = $"/api/v1/teams/{handover.ReceivingTeam}";
        var tag = (await admin.GetAsync(path).Expect(200)).Tag();

        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, tag).ExpectProblem(409, "team-awaits-handover");
        await handover.Move(handover.To, "review-items", new { items = new[] { new { place = $"/persons/{handover.Cases[0].ClientId}", question = "Wer kommt mit?" } } }).Expect(200);
        await handover.Move(handover.To, "request-clarification", new { note = "Bitte klären." }).Expect(200);
        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, tag).ExpectProblem(409, "team-awaits-handover");
        await handover.Move(handover.From, "withdraw", new { reasonCode = "allocation-cancelled" }).Expect(200);
        await admin.Post($"{path}/close", new { reason = "Neuordnung" }, tag).Expect(200);
    }

    [Fact]
    public async Task Colleagues_of_several_employers_sit_in_one_team_from_and_until_a_day()
    {
        var (town, caritas) = (await api.Given.Organisation(), await api.Given.Organisation(CaseManagement.Api.Organisations.OrganisationKind.WelfareAssociation));
        var team = await api.Given.Team(town);
        var admin = await api.As(await api.Given.Staff(town, Role.Administrator));
        var (own, other) = (await api.Given.Staff(town, Role.Caseworker), await api.Given.Staff(town, Role.Caseworker, employerId: caritas));
        var stranger = await api.Given.Staff(caritas, Role.Caseworker);
        var path = $"/api/v1/teams/{team}";
        var tag = (await admin.GetAsync(path)).Tag();
        await admin.Post($"{path}/members", new { stranger.StaffId }, tag).ExpectProblem(400, "validation-failed");
        var first = await admin.Post($"{path}/members", new { own.StaffId }, tag).Expect(200);
        await admin.Post($"{path}/members", new { other.StaffId }, tag).ExpectProblem(412, "stale");
        var second = await admin.Post($"{path}/members", new { other.StaffId }, first.Tag()).Expect(200);
        await admin.Post($"{path}/members", new { other.StaffId }, second.Tag()).ExpectProblem(409, "team-member-overlap");
        var members = (await (await admin.GetAsync($"{path}/members").Expect(200)).Json())["items"]!.AsArray();
        Assert.Equal([town, caritas], members.Select(member => member!["employerId"]!.GetValue<Guid>()));
        var me = await (await (await api.As(other)).GetAsync("/api/v1/me").Expect(200)).Json();
        Assert.Equal(team, me["teams"]![0]!["teamId"]!.GetValue<Guid>());

        var membership = members[1]!["id"]!.GetValue<Guid>();
        var ended = await admin.Post($"{path}/members/{membership}/end", new { }, second.Tag()).Expect(200);

        Assert.Single((await (await admin.GetAsync($"{path}/members").Expect(200)).Json())["items"]!.AsArray());
        await admin.Post($"{path}/members/{membership}/end", new { }, ended.Tag()).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Accommodations_are_named_once_and_kept_by_their_operator()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var admin = await api.As(await api.Given.Staff(organisation, Role.Administrator));
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Administrator));
        var body = new { name = "Unterkunft am Fluss", kind = "gemeinschaftsunterkunft", teamId = team, address = new { street = "Filsweg 9", postalCode = "73207", town = "Plochingen", ags = "08116056" }, places = 60 };
        var created = await admin.Post("/api/v1/accommodations", body).Expect(201);
        var path = $"/api/v1/accommodations/{await created.Id()}";
        await admin.Post("/api/v1/accommodations", body).ExpectProblem(409, "accommodation-name-taken");
        var wrong = await admin.Post("/api/v1/accommodations", body with { name = "Andere", kind = "palast" }).ExpectProblem(400, "validation-failed");
        Assert.Equal("/kind", wrong["errors"]![0]!["pointer"]!.GetValue<string>());
        await stranger.Put(path, body, created.Tag()).ExpectProblem(404, "not-found");
        var changed = await admin.Put(path, body with { places = 80 }, created.Tag()).Expect(200);
        await admin.Put(path, body, created.Tag()).ExpectProblem(412, "stale");
        var view = await (await stranger.GetAsync(path).Expect(200)).Json();
        Assert.Equal(80, view["places"]!.GetValue<int>());
        Assert.Equal("Filsweg 9", view["street"]!.GetValue<string>());
        var closed = await admin.Post($"{path}/close", new { reason = "Abriss" }, changed.Tag()).Expect(200);
        await admin.Put(path, body, closed.Tag()).ExpectProblem(409, "accommodation-transition");
        Assert.Empty((await (await admin.GetAsync($"/api/v1/accommodations?teamId={team}").Expect(200)).Json())["items"]!.AsArray());
    }
}
