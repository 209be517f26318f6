using System.Text.Json.Nodes;
using CaseManagement.Api.Persistence;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>A household that goes to another team of its organisation takes its handover along: nobody is ever without an owner.</summary>
public sealed class HandoversFollowCasesTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_draft_goes_with_the_household_to_another_team_once_nobody_of_it_is_left_with_the_first()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Ready();
        var (team, worker) = await Next(handover.Sender.OrganisationId, Role.AccommodationStaff);
        await Reassign(handover.Sender.OrganisationId, handover.SendingTeam, team, worker, handover.Cases[0]);
        Assert.Equal(handover.SendingTeam, (await handover.Get(handover.From)).Value<Guid>("sender/teamId"));
        Assert.Equal(handover.Id, await AlreadyOpen(await handover.From, handover));

        await Reassign(handover.Sender.OrganisationId, handover.SendingTeam, team, worker, handover.Cases[1]);
        await (await handover.From).GetAsync(handover.Path).ExpectProblem(404, "not-found");
        var client = await api.As(worker);
        var shown = await client.Read(handover.Path);
        Assert.Equal((team, true), (shown.Value<Guid>("sender/teamId"), shown.Value<bool>("isSender")));
        Assert.Equal(handover.Id, await AlreadyOpen(client, handover));
        Assert.Equal(handover.Id, (await client.Read("/api/v1/handovers?direction=sent")).Value<Guid>("items/0/id"));

        // The first team is free to go; the other one goes on.
        var admin = await api.As(await api.Given.Staff(handover.Sender.OrganisationId, Role.Administrator));
        await Close(admin, handover.SendingTeam).Expect(200);
        await handover.Move(api.As(worker), "submit").Expect(200);
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
    }

    [Fact]
    public async Task What_is_before_the_receiver_goes_along_and_is_outdated_only_while_the_household_is_with_two_teams()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Submitted();
        var (team, worker) = await Next(handover.Sender.OrganisationId, Role.AccommodationStaff);
        await Reassign(handover.Sender.OrganisationId, handover.SendingTeam, team, worker, handover.Cases[0]);
        Assert.True((await handover.Get(handover.To)).Value<bool>("isOutdated"));
        await Reassign(handover.Sender.OrganisationId, handover.SendingTeam, team, worker, handover.Cases[1]);
        Assert.False((await handover.Get(handover.To)).Value<bool>("isOutdated"));
        Assert.Equal("submitted", (await handover.Get(api.As(worker))).Text("status"));

        // Questions come to who has the household.
        var place = $"/persons/{handover.Cases[0].ClientId}";
        await handover.Move(handover.To, "request-clarification", new { items = new[] { new { place, question = "Welche?" } } }).Expect(200);
        var (third, next) = await Next(handover.Sender.OrganisationId, Role.AccommodationStaff);
        foreach (var of in handover.Cases)
        {
            await Reassign(handover.Sender.OrganisationId, team, third, next, of);
        }
        await (await api.As(worker)).GetAsync(handover.Path).ExpectProblem(404, "not-found");
        Assert.Equal(handover.Id, Part(await (await api.As(next)).Read("/api/v1/my-day"), "handovers_in_question").Value<Guid>("items/0/id"));
        await handover.Move(api.As(next), "answer-queries", new { answers = new[] { new { place, answer = "Diese." } } }).Expect(200);
        await handover.Move(api.As(next), "submit").Expect(200);
        await handover.Move(handover.To, "accept", new { leadStaffId = handover.Receiver.StaffId }).Expect(200);
    }

    [Fact]
    public async Task What_was_accepted_goes_with_the_household_to_the_team_that_has_to_speak_with_it()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var (team, worker) = await Next(handover.Receiver.OrganisationId, Role.Caseworker);
        foreach (var of in handover.Cases)
        {
            await Reassign(handover.Receiver.OrganisationId, handover.ReceivingTeam, team, worker, of);
        }
        await (await handover.To).GetAsync(handover.Path).ExpectProblem(404, "not-found");
        await AssertWaitsWith(handover, team, worker);

        // Its to return, too.
        Assert.Null(Code(await handover.Get(api.As(worker)), "return"));
        var body = new { householdId = handover.Household, returnsHandoverId = handover.Id, returnReason = "housing-lost" };
        await (await api.As(worker)).Post("/api/v1/handovers", body).Expect(201);

        foreach (var of in handover.Cases)
        {
            await api.Given.ContactWith(of, worker, team);
        }
        await handover.Move(api.As(worker), "complete").Expect(200);
    }

    [Fact]
    public async Task So_does_one_whose_household_is_handed_on_inside_the_organisation_before_anybody_has_spoken_with_it()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Accepted();
        var (team, worker) = await Next(handover.Receiver.OrganisationId, Role.Caseworker);
        var there = handover.Cases
            .Select(of => of with { OrganisationId = handover.Receiver.OrganisationId, TeamId = handover.ReceivingTeam, Lead = handover.Receiver }).ToList();
        await new GivenHandover(api, handover.Receiver, worker, team, there).Accepted();
        Assert.Equal((team, "accepted"),
            (await api.Sql<Guid>($"select receiver_team_id from app.handover where id = '{handover.Id}'"), await handover.Status()));
        await (await api.As(worker)).GetAsync(handover.Path).Expect(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_is_to_take_the_household_over_and_has_it_already_needs_no_handover(bool isSubmitted)
    {
        var handover = await (await api.Given.HouseholdToHandOver(2, sameOrganisation: true)).Ready();
        if (isSubmitted)
        {
            await handover.Submitted();
        }
        foreach (var of in handover.Cases)
        {
            await Reassign(handover.Sender.OrganisationId, handover.SendingTeam, handover.ReceivingTeam, handover.Receiver, of);
        }
        Assert.Equal(isSubmitted ? "withdrawn household-changed" : "discarded",
            await api.Sql<string>($"select coalesce(max(status || ' ' || end_reason), 'discarded') from app.handover where id = '{handover.Id}'"));
        var onwards = await api.Given.Team(await api.Given.Organisation());
        await (await handover.To).Post("/api/v1/handovers", new { householdId = handover.Household, receivingTeamId = onwards }).Expect(201);
    }

    [Fact]
    public async Task A_team_that_has_begun_a_handover_is_neither_dissolved_nor_left_by_its_last_member()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Prepared();
        var (from, path) = (await handover.From, $"/api/v1/cases/{handover.Cases[0].CaseId}");
        await from.Post($"{path}/close", new { reasonCode = "moved-away" }, (await from.GetAsync(path).Expect(200)).Tag()).Expect(200);
        var admin = await api.As(await api.Given.Staff(handover.Sender.OrganisationId, Role.Administrator));
        var (team, member) = ($"/api/v1/teams/{handover.SendingTeam}",
            await api.Sql<Guid>($"select id from app.team_member where staff_id = '{handover.Sender.StaffId}' and team_id = '{handover.SendingTeam}'"));

        Assert.Equal("team-sends-handover", Code(await admin.Read(team), "close"));
        await Close(admin, handover.SendingTeam).ExpectProblem(409, "team-sends-handover");
        await End().ExpectProblem(409, "team-last-member");
        await from.Send(HttpMethod.Delete, handover.Path, ifMatch: await handover.Tag(from)).Expect(204);
        await End().Expect(200);
        await Close(admin, handover.SendingTeam).Expect(200);

        async Task<HttpResponseMessage> End() =>
            await admin.Post($"{team}/members/{member}/end", new { }, (await admin.GetAsync(team).Expect(200)).Tag());
    }

    [Fact]
    public async Task Those_that_stayed_behind_before_are_given_to_the_team_that_has_the_household()
    {
        var (draft, accepted) = (await (await api.Given.HouseholdToHandOver(1)).Prepared(), await (await api.Given.HouseholdToHandOver(1)).Accepted());
        var (left, right) = (await api.Given.Team(draft.Sender.OrganisationId), await api.Given.Team(accepted.Receiver.OrganisationId));
        await api.Execute($"""
            set session_replication_role = replica;
            update app.handover set sender_team_id = '{left}' where id = '{draft.Id}';
            update app.handover set receiver_team_id = '{right}' where id = '{accepted.Id}';
            update app.team set closed_at = '{api.Given.Now:O}' where id in ('{left}', '{right}');
            reset session_replication_role;
            """);
        await (await draft.From).GetAsync(draft.Path).ExpectProblem(404, "not-found");
        await (await accepted.To).GetAsync(accepted.Path).ExpectProblem(404, "not-found");

        await api.Execute(SqlFiles.OfThisBuild.Migrations.Single(file => file.Name.StartsWith("0167", StringComparison.Ordinal)).Text);
        Assert.Equal(draft.SendingTeam, (await draft.Get(draft.From)).Value<Guid>("sender/teamId"));
        Assert.Equal(accepted.ReceivingTeam, (await accepted.Get(accepted.To)).Value<Guid>("receiver/teamId"));
    }

    private async Task AssertWaitsWith(GivenHandover handover, Guid team, Person worker)
    {
        var client = await api.As(worker);
        var shown = await client.Read(handover.Path);
        Assert.Equal((team, true), (shown.Value<Guid>("receiver/teamId"), shown.Value<bool>("isReceiver")));
        Assert.Equal(handover.Cases.Select(of => of.ClientId).Order(),
            Part(await client.Read("/api/v1/my-day"), "first_contacts").Values<Guid>("items/*/clientId").Order());
        var reminder = Assert.Single((await client.Read("/api/v1/reminders?kind=first_contact"))["items"]!.AsArray());
        Assert.Equal((handover.Id.ToString(), worker.StaffId.ToString(), team.ToString()),
            (reminder.Text("subjectId"), reminder.Text("assigneeId"), reminder.Text("teamId")));
    }

    private async Task<(Guid Team, Person Worker)> Next(Guid organisation, Role role)
    {
        var team = await api.Given.Team(organisation);
        return (team, await api.Given.Staff(organisation, role, team));
    }

    private async Task Reassign(Guid organisation, Guid from, Guid team, Person lead, GivenCase of)
    {
        var (supervisor, path) = (await api.As(await api.Given.Staff(organisation, Role.Supervisor, from)), $"/api/v1/cases/{of.CaseId}");
        await supervisor.Post($"{path}/reassign", new { teamId = team, leadStaffId = lead.StaffId, reason = "Neuordnung" },
            (await supervisor.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private static async Task<Guid> AlreadyOpen(HttpClient client, GivenHandover handover) =>
        (await client.Post("/api/v1/handovers", new { householdId = handover.Household, receivingTeamId = handover.ReceivingTeam })
            .ExpectProblem(409, "handover-already-open")).Value<Guid>("handoverId");

    private static async Task<HttpResponseMessage> Close(HttpClient admin, Guid team) =>
        await admin.Post($"/api/v1/teams/{team}/close", new { reason = "Neuordnung" }, (await admin.GetAsync($"/api/v1/teams/{team}").Expect(200)).Tag());

    private static JsonNode Part(JsonNode day, string kind) => day["parts"]!.AsArray().Single(part => part.Text("kind") == kind)!;

    private static string? Code(JsonNode shown, string action) =>
        shown["allowedActions"]!.AsArray().Single(one => one.Text("action") == action).Text("code");
}
