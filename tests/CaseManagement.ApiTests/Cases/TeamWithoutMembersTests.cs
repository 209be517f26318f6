using System.Net;
using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Cases;

/// <summary>Nothing comes to a team, nor stays with one, where nobody would see it.</summary>
public sealed class TeamWithoutMembersTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly object Reason = new { reason = "Neuordnung" };

    // Into such a team ------------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_case_goes_to_no_team_in_which_nobody_works_on_cases_until_somebody_joins()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var team = await api.Given.Team(of.OrganisationId);
        await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer, team); // Could not read it.
        var path = $"/api/v1/cases/{of.CaseId}";
        var moved = new { teamId = team, leadStaffId = (Guid?)null, reason = "Umzug" };
        var tag = (await client.GetAsync(path).Expect(200)).Tag();

        var refused = await client.Post($"{path}/reassign", moved, tag).ExpectProblem(409, "team-without-members");
        Assert.Contains("administrator", refused.Text("title"), StringComparison.Ordinal);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        Assert.Contains("Administration", (await client.Post($"{path}/reassign", moved, tag).ExpectProblem(409, "team-without-members")).Text("title"),
            StringComparison.Ordinal);
        await client.Post("/api/v1/cases", new { clientId = await api.Given.Client(of.OrganisationId), teamId = team })
            .ExpectProblem(409, "team-without-members");
        await client.GetAsync(path).Expect(200);

        await api.Given.Staff(of.OrganisationId, Role.Caseworker, team);
        await client.Post($"{path}/reassign", moved, tag).Expect(200);
    }

    [Fact]
    public async Task A_case_that_waits_for_the_last_to_leave_the_team_does_not_come_to_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var team = await api.Given.Team(of.OrganisationId);
        await api.Given.Staff(of.OrganisationId, Role.Caseworker, team);
        var path = $"/api/v1/cases/{of.CaseId}";
        var tag = (await client.GetAsync(path).Expect(200)).Tag();

        await WhileTheLastLeaves(team, () => client.Post($"{path}/reassign", new { teamId = team, leadStaffId = (Guid?)null, reason = "Umzug" }, tag));
        await client.GetAsync(path).Expect(200);
    }

    [Fact]
    public async Task A_household_is_handed_over_to_no_team_in_which_nobody_works_on_cases()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        await Leave(handover.ReceivingTeam);
        await handover.Move(handover.From, "submit").ExpectProblem(409, "team-without-members");
        Assert.Equal("team-without-members", Reasons(await handover.Get(handover.From))["submit"]);

        var receiver = await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker, handover.ReceivingTeam);
        await handover.Submitted();
        // Who is in the team as it is asked has gone from it before the household comes.
        var client = await api.As(receiver);
        var tag = await handover.Tag(client);
        await WhileTheLastLeaves(handover.ReceivingTeam, () => client.Post($"{handover.Path}/accept", new { }, tag));
        Assert.Equal(("submitted", handover.Sender.OrganisationId), (await handover.Status(),
            await api.Sql<Guid>($"select organisation_id from app.\"case\" where id = '{handover.Cases[0].CaseId}'")));
    }

    [Fact]
    public async Task Nor_to_one_in_which_nobody_may_accept_or_decline()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Ready();
        await Leave(handover.ReceivingTeam);
        await api.Given.Staff(handover.Receiver.OrganisationId, Role.AccommodationStaff, handover.ReceivingTeam);
        var refused = await handover.Move(handover.From, "submit").ExpectProblem(409, "handover-nobody-receives");
        Assert.Contains("caseworker", refused.Text("title"), StringComparison.Ordinal);
        Assert.Equal("handover-nobody-receives", Reasons(await handover.Get(handover.From))["submit"]);

        var decides = await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker, handover.ReceivingTeam);
        await handover.Submitted();
        // Whoever alone may decide does not leave it to those who may not.
        var admin = await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator));
        var (team, member) = ($"/api/v1/teams/{handover.ReceivingTeam}", await Membership(decides, handover.ReceivingTeam));
        await End(admin, team, member, null).ExpectProblem(409, "team-last-member");
        var client = await api.As(decides);
        await client.Post($"{handover.Path}/decline", new { reasonCode = "not-responsible" }, await handover.Tag(client)).Expect(200);
        await End(admin, team, member, null).Expect(200);
    }

    [Fact]
    public async Task A_list_allocates_nobody_to_a_team_in_which_nobody_works_on_cases()
    {
        var office = await api.Given.ImportOffice();
        var content = AllocationFile.Of(AllocationFile.Row("Haddad", "Samir", "01.02.1990"));
        Assert.NotEqual("refused", (await office.Rows(await office.Check(content)))[0].Text("verdict"));
        await Leave(office.TeamId);
        var refused = (await office.Rows(await office.Check(content)))[0];
        Assert.Equal(("refused", "accommodation-without-team"), (refused.Text("verdict"), refused.Text("findings/0/code")));
    }

    [Theory]
    [InlineData("row_by_row", "applied")]
    [InlineData("all_or_nothing", "checked")]
    public async Task Nor_does_a_list_that_is_being_applied_while_the_last_leaves(string mode, string status)
    {
        var office = await api.Given.ImportOffice();
        var id = await office.Check(AllocationFile.Of(AllocationFile.Row("Haddad", "Samir", "01.02.1990")));
        await office.RequestApply(id, mode).Expect(202);

        await api.While(LastLeaves(office.TeamId), office.Process);
        var row = (await office.Rows(id))[0];
        Assert.Equal((status, "refused", "accommodation-without-team", 0L),
            (await office.Status(id), row.Text("verdict"), row.Text("findings/0/code"), await office.Count("app.\"case\"")));
    }

    // Out of one ------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task The_last_who_works_on_cases_stays_in_a_team_that_has_some_until_somebody_joins_or_they_are_given_away()
    {
        var of = await api.Given.CaseWithLead();
        await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer, of.TeamId);
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var (team, last) = ($"/api/v1/teams/{of.TeamId}", await Membership(of.Lead!, of.TeamId));

        var refused = await End(admin, team, last, null).ExpectProblem(409, "team-last-member");
        Assert.Contains("Add a member", refused.Text("title"), StringComparison.Ordinal);
        await End(admin, team, last, api.Given.Today.AddDays(30)).ExpectProblem(409, "team-last-member"); // Nor on a later day.
        await (await api.As(of.Lead!)).GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200);

        // Somebody comes after a month: who is there until then does not go before.
        var next = await api.Given.Staff(of.OrganisationId, Role.Caseworker);
        await admin.Post($"{team}/add-member", new { next.StaffId, from = api.Given.Today.AddDays(30) }, (await admin.GetAsync(team)).Tag()).Expect(200);
        await End(admin, team, last, api.Given.Today.AddDays(29)).ExpectProblem(409, "team-last-member");
        await End(admin, team, last, api.Given.Today.AddDays(30)).Expect(200);
        await End(admin, team, await Membership(next, of.TeamId), null).ExpectProblem(409, "team-last-member"); // He is needed from then on.

        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await End(admin, team, last, null).Expect(200);
        await End(admin, team, await Membership(next, of.TeamId), null).Expect(200);
        await End(admin, team, await Membership(supervisor, of.TeamId), null).ExpectProblem(409, "team-last-member");
        var other = await api.Given.Team(of.OrganisationId);
        await api.Given.Staff(of.OrganisationId, Role.Caseworker, other);
        var (client, path) = (await api.As(supervisor), $"/api/v1/cases/{of.CaseId}");
        await client.Post($"{path}/reassign", new { teamId = other, leadStaffId = (Guid?)null, reason = "Neuordnung" },
            (await client.GetAsync(path)).Tag()).Expect(200);
        await End(admin, team, await Membership(supervisor, of.TeamId), null).Expect(200);
    }

    [Fact]
    public async Task Nor_does_the_last_leave_a_team_to_which_a_handover_is_on_its_way()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var admin = await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator));
        var (team, last) = ($"/api/v1/teams/{handover.ReceivingTeam}", await Membership(handover.Receiver, handover.ReceivingTeam));
        await End(admin, team, last, null).ExpectProblem(409, "team-last-member");
        await handover.Move(handover.From, "withdraw", new { reasonCode = "allocation-cancelled" }).Expect(200);
        await End(admin, team, last, null).Expect(200);
    }

    [Fact]
    public async Task Of_two_who_leave_a_team_at_once_one_stays()
    {
        var of = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var team = $"/api/v1/teams/{of.TeamId}";
        var tag = (await admin.GetAsync(team).Expect(200)).Tag();
        Guid[] members = [await Membership(of.Lead!, of.TeamId), await Membership(colleague, of.TeamId)];

        var answers = await Task.WhenAll(members.Select(member => admin.Post($"{team}/members/{member}/end", new { }, tag)));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], answers.Select(answer => answer.StatusCode).Order());
        var left = await api.Sql<Guid>($"select id from app.team_member where team_id = '{of.TeamId}' and until_date is null");
        await End(admin, team, left, null).ExpectProblem(409, "team-last-member");
    }

    [Fact]
    public async Task Nor_does_the_last_leave_while_a_case_is_coming()
    {
        var of = await api.Given.CaseWithLead();
        var team = await api.Given.Team(of.OrganisationId);
        var last = await api.Given.Staff(of.OrganisationId, Role.Caseworker, team);
        var admin = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        var (path, membership) = ($"/api/v1/teams/{team}", await Membership(last, team));

        await api.While(api.Given.Giving(of, team), () => End(admin, path, membership, null)).ExpectProblem(409, "team-last-member");
    }

    [Fact]
    public async Task Why_a_team_cannot_be_dissolved_is_told_before()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        var admin = await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator));
        var path = $"/api/v1/teams/{handover.ReceivingTeam}";
        Assert.Equal("team-awaits-handover", Reasons(await admin.Read(path))["close"]);
        await handover.Move(handover.To, "accept", new { }).Expect(200);
        Assert.Equal("team-in-use", Reasons(await admin.Read(path))["close"]);
        Assert.Null(Reasons(await admin.Read(path))["change"]);
        Assert.Equal("not-permitted", Reasons(await (await handover.From).Read(path))["close"]); // Of another organisation it is told to nobody.

        var empty = await api.Given.Team(handover.Receiver.OrganisationId);
        Assert.Null(Reasons(await admin.Read($"/api/v1/teams/{empty}"))["close"]);
        await api.Given.Accommodation(handover.Receiver.OrganisationId, empty);
        Assert.Equal("team-in-use", Reasons(await admin.Read($"/api/v1/teams/{empty}"))["close"]);
        await admin.Post($"/api/v1/teams/{empty}/close", Reason, (await admin.GetAsync($"/api/v1/teams/{empty}")).Tag()).ExpectProblem(409, "team-in-use");
    }

    private static Dictionary<string, string?> Reasons(JsonNode shown) =>
        shown["allowedActions"]!.AsArray().ToDictionary(action => action!.Text("action")!, action => action!.Text("code"));

    private Task<Guid> Membership(Person of, Guid team) =>
        api.Sql<Guid>($"select id from app.team_member where staff_id = '{of.StaffId}' and team_id = '{team}'");

    private static async Task<HttpResponseMessage> End(HttpClient admin, string team, Guid membership, DateOnly? until) =>
        await admin.Post($"{team}/members/{membership}/end", new { until }, (await admin.GetAsync(team).Expect(200)).Tag());

    private Task Leave(Guid team) => api.Execute($"update app.team_member set until_date = from_date + 1 where team_id = '{team}'");

    // The team is locked as for EndTeamMembership; who asks meanwhile waits.
    private Task WhileTheLastLeaves(Guid team, Func<Task<HttpResponseMessage>> ask) =>
        api.While(LastLeaves(team), ask).ExpectProblem(409, "team-without-members");

    private static string LastLeaves(Guid team) => $"""
        select from app.team where id = '{team}' for update;
        update app.team_member set until_date = from_date + 1 where team_id = '{team}';
        """;
}
