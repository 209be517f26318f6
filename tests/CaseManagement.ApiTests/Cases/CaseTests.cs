using CaseManagement.Api.Cases;
using CaseManagement.Api.Organisations;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Cases;

public sealed class CaseTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    // Open ------------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_caseworker_opens_a_case_for_himself_in_the_own_team()
    {
        var (organisation, team, worker) = await Team();
        var (household, clients) = await api.Given.HouseholdOf(organisation, 1);
        var http = await api.As(worker);

        var id = await (
            await http.Post(
                    "/api/v1/cases",
                    new
                    {
                        clientId = clients[0],
                        teamId = team,
                        leadStaffId = worker.StaffId,
                        phase = "anschlussunterbringung",
                    })
                .Expect(201)).Id();

        var got = await http.Read($"/api/v1/cases/{id}");
        Assert.Equal("open", got.Value<string>("status"));
        Assert.Equal(household, got.Value<Guid>("householdId"));
        Assert.Equal("anschlussunterbringung", got.Value<string>("phase"));
        var history = (await http.Read($"/api/v1/cases/{id}/responsibilities"))["items"]!.AsArray();
        var only = Assert.Single(history)!;
        Assert.Equal((team, worker.StaffId), (only.Value<Guid>("teamId"), only.Value<Guid>("leadStaffId")));
        Assert.Null(only["until"]);
    }

    [Fact]
    public async Task A_case_is_opened_with_effect_from_a_day_in_the_past_and_says_when_that_was_recorded()
    {
        var (organisation, team, worker) = await Team();
        var http = await api.As(worker);
        var client = await api.Given.Client(organisation);
        var body = new { clientId = client, teamId = team, leadStaffId = worker.StaffId, openedOn = "2024-07-01" };
        var id = await (await http.Post("/api/v1/cases", body).Expect(201)).Id();
        var got = await http.Read($"/api/v1/cases/{id}");
        var since = new DateTimeOffset(2024, 6, 30, 22, 0, 0, TimeSpan.Zero); // The day begins in Germany.
        Assert.Equal(since, got.Value<DateTimeOffset>("openedAt"));
        Assert.True(got.Value<DateTimeOffset>("recordedAt") > since.AddYears(1));
        var history = (await http.Read($"/api/v1/cases/{id}/responsibilities"))["items"]!.AsArray();
        Assert.Equal(since, Assert.Single(history)!.Value<DateTimeOffset>("from"));
        Assert.Equal("2024-07-01", await api.Sql<string>($"""
            select e.on_date::text from ledger.entry e join ledger.subject x on x.pseudonym = e.pseudonym
            where x.unit_id = '{client}' and e.kind = 'case_opened' and e.dimensions ->> 'team' = '{team}'
            """));

        // It goes on from there, without a gap; the next one does not begin before its end.
        await http.Post($"/api/v1/cases/{id}/close", new { reasonCode = "goals-reached" }, (await http.GetAsync($"/api/v1/cases/{id}")).Tag()).Expect(200);
        await http.Post("/api/v1/cases", body).ExpectProblem(409, "case-overlaps-former");
        await http.Post("/api/v1/cases", new { body.clientId, body.teamId, openedOn = $"{api.Given.Today:O}" }).Expect(201);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-20_000)]
    public async Task A_case_does_not_begin_on_a_day_ahead_or_long_ago(int days)
    {
        var (organisation, team, worker) = await Team();
        var body = new { clientId = await api.Given.Client(organisation), teamId = team, openedOn = $"{api.Given.Today.AddDays(days):O}" };
        var problem = await (await api.As(worker)).Post("/api/v1/cases", body).ExpectProblem(400, "validation-failed");
        Assert.Equal("case-opened-on", problem.Text("errors/0/code"));
    }

    [Fact]
    public async Task A_second_open_case_of_a_client_is_refused_with_the_id_of_the_first()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(given.Lead!);
        var problem = await http.Post("/api/v1/cases", new { given.ClientId, given.TeamId }).ExpectProblem(409, "case-already-open");
        Assert.Equal(given.CaseId, problem.Value<Guid>("caseId"));
    }

    [Fact]
    public async Task Of_two_who_open_a_case_at_once_one_wins_and_nothing_is_doubled()
    {
        var (organisation, team, worker) = await Team();
        var client = await api.Given.Client(organisation);
        var https = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.As(worker)));

        var statuses = await Task.WhenAll(
            https.Select(async http => (int)(await http.Post("/api/v1/cases", new { clientId = client, teamId = team })).StatusCode));

        Assert.Equal(1, statuses.Count(status => status == 201));
        Assert.Equal(5, statuses.Count(status => status == 409));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.\"case\" where client_id = '{client}'"));
    }

    [Fact]
    public async Task The_same_key_opens_one_case()
    {
        var (organisation, team, worker) = await Team();
        var body = new { clientId = await api.Given.Client(organisation), teamId = team };
        var http = await api.As(worker);
        var first = await (await http.Post("/api/v1/cases", body, key: "open-1").Expect(201)).Id();
        Assert.Equal(first, await (await http.Post("/api/v1/cases", body, key: "open-1").Expect(201)).Id());
    }

    [Fact]
    public async Task Opening_for_somebody_elses_client_finds_nothing()
    {
        var given = await api.Given.CaseWithLead();
        var (_, team, stranger) = await Team();
        await (await api.As(stranger)).Post("/api/v1/cases", new { given.ClientId, teamId = team }).ExpectProblem(404, "not-found");
        // Nor for a client of the own organisation whom another team counsels.
        var otherTeam = await api.Given.Team(given.OrganisationId);
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, otherTeam);
        await (await api.As(colleague)).Post("/api/v1/cases", new { given.ClientId, teamId = otherTeam }).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Opening_needs_the_own_team_a_member_of_it_and_codes_that_exist()
    {
        var (organisation, team, worker) = await Team();
        var client = await api.Given.Client(organisation);
        var other = await api.Given.Team(organisation);
        var foreign = await api.Given.Team(await api.Given.Organisation());
        var colleague = await api.Given.Staff(organisation, Role.Caseworker, team);
        var outsider = await api.Given.Staff(organisation, Role.Caseworker, other);
        var http = await api.As(worker);
        var supervisor = await api.As(await api.Given.Staff(organisation, Role.Supervisor, team));

        await http.Post("/api/v1/cases", new { clientId = client, teamId = other }).ExpectProblem(403, "case-not-your-team");
        await Invalid(http.Post("/api/v1/cases", new { clientId = client, teamId = foreign }), "/teamId", "case-team-unknown");
        await http.Post("/api/v1/cases", new { clientId = client, teamId = team, leadStaffId = colleague.StaffId }).ExpectProblem(403, "case-assigns-others");
        await supervisor.Post("/api/v1/cases", new { clientId = client, teamId = team, leadStaffId = outsider.StaffId })
            .ExpectProblem(409, "case-lead-not-in-team");
        await Invalid(http.Post("/api/v1/cases", new { clientId = client, teamId = team, phase = "nowhere" }), "/phase", "unknown-code");
        await Invalid(http.Post("/api/v1/cases", new { clientId = client, teamId = team, phase = "schutzeinrichtung" }), "/phase", "case-phase-restricted");
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.\"case\" where client_id = '{client}'"));
        await supervisor.Post("/api/v1/cases", new { clientId = client, teamId = team, leadStaffId = colleague.StaffId }).Expect(201);
    }

    [Fact]
    public async Task A_data_protection_officer_gets_no_case_content()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer, given.TeamId));
        await http.GetAsync("/api/v1/cases").ExpectProblem(403, "not-permitted");
        await http.GetAsync($"/api/v1/cases/{given.CaseId}/timeline").ExpectProblem(403, "not-permitted");
    }

    // Assign, take, reassign --------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_supervisor_assigns_a_member_of_the_team_and_the_history_says_who_led_when()
    {
        var given = await api.Given.CaseWithLead();
        var next = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        var http = await api.As(await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId));

        await http.Post($"{Url(given)}/assign", new { leadStaffId = next.StaffId, reason = "Elternzeit" }, await Tag(http, given)).Expect(200);

        var history = (await http.Read($"{Url(given)}/responsibilities"))["items"]!.AsArray();
        Assert.Equal([given.Lead!.StaffId, next.StaffId], history.Select(row => row.Value<Guid>("leadStaffId")));
        Assert.Equal("reassigned", history.Value<string>("0/endedBy"));
        Assert.Equal(history.Value<string>("0/until"), history.Value<string>("1/from"));
        Assert.Equal("Elternzeit", history.Value<string>("1/reason"));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where action = 'AssignCase' and table_name = 'app.case' and row_id = '{given.CaseId}' and reason = 'Elternzeit'
            """));
    }

    [Fact]
    public async Task Somebody_who_is_not_in_the_team_is_not_assigned()
    {
        var given = await api.Given.CaseWithLead();
        var outsider = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var former = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        await api.Execute($"update app.team_member set until_date = from_date + 1 where staff_id = '{former.StaffId}'");
        var clerk = await api.Given.Staff(given.OrganisationId, Role.Administrator, given.TeamId);
        var http = await api.As(await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId));
        var tag = await Tag(http, given);

        foreach (var person in (Person[])[outsider, former, clerk])
        {
            await http.Post($"{Url(given)}/assign", new { leadStaffId = person.StaffId }, tag).ExpectProblem(409, "case-lead-not-in-team");
        }
        Assert.Equal(tag, await Tag(http, given));
    }

    [Fact]
    public async Task A_caseworker_does_not_assign_and_a_supervisor_of_another_team_finds_nothing()
    {
        var given = await api.Given.CaseWithLead();
        var worker = await api.As(given.Lead!);
        await worker.Post($"{Url(given)}/assign", new { leadStaffId = given.Lead!.StaffId }, await Tag(worker, given)).ExpectProblem(403, "not-permitted");

        var other = await api.Given.Staff(given.OrganisationId, Role.Supervisor, await api.Given.Team(given.OrganisationId));
        await (await api.As(other)).Post($"{Url(given)}/assign", new { leadStaffId = given.Lead.StaffId }, "\"1\"").ExpectProblem(404, "not-found");

        await Join(given, other);
        var http = await api.As(other);
        await http.Post($"{Url(given)}/assign", new { leadStaffId = given.Lead.StaffId }, await Tag(http, given)).ExpectProblem(403, "case-not-your-team");
    }

    [Fact]
    public async Task A_caseworker_takes_an_unassigned_case_of_the_own_team_once()
    {
        var (organisation, team, worker) = await Team();
        var id = await api.Given.Case(organisation, await api.Given.Client(organisation), team);
        var colleague = await api.As(await api.Given.Staff(organisation, Role.Caseworker, team));
        var http = await api.As(worker);
        var tag = (await http.GetAsync($"/api/v1/cases/{id}").Expect(200)).Tag();

        var after = (await http.Post($"/api/v1/cases/{id}/take", ifMatch: tag).Expect(200)).Tag();

        await colleague.Post($"/api/v1/cases/{id}/take", ifMatch: tag).ExpectProblem(412, "stale");
        await colleague.Post($"/api/v1/cases/{id}/take", ifMatch: after).ExpectProblem(409, "case-already-assigned");
        Assert.Equal(worker.StaffId, await api.Sql<Guid>($"select lead_staff_id from app.\"case\" where id = '{id}'"));
    }

    [Fact]
    public async Task Who_assigns_cases_leads_one_himself_only_with_a_reason_and_the_former_lead_and_the_officer_are_told()
    {
        var given = await api.Given.CaseWithLead();
        var officer = await api.As(await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer));
        var supervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId);
        var http = await api.As(supervisor);
        var tag = await Tag(http, given);

        foreach (var reason in (string?[])[null, "", "  "])
        {
            await Invalid(http.Post($"{Url(given)}/assign", new { leadStaffId = supervisor.StaffId, reason }, tag), "/reason", "case-lead-needs-reason");
        }
        Assert.Equal(tag, await Tag(http, given));
        Assert.Empty(await Told(officer));
        await http.Post($"{Url(given)}/assign", new { leadStaffId = supervisor.StaffId, reason = "Urlaub" }, tag).Expect(200);

        Assert.Equal([given.CaseId], await Told(officer));
        Assert.Equal([given.CaseId], await Told(await api.As(given.Lead!)));
        Assert.Empty(await Told(http));
    }

    [Fact]
    public async Task Nor_does_the_way_over_an_unassigned_case_or_a_new_one_leave_the_reason_out()
    {
        var given = await api.Given.CaseWithLead();
        var officer = await api.As(await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer));
        var supervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId);
        var http = await api.As(supervisor);
        await http.Post($"{Url(given)}/assign", new { leadStaffId = (Guid?)null }, await Tag(http, given)).Expect(200);
        Assert.Empty(await Told(officer));

        await http.Post($"{Url(given)}/take", ifMatch: await Tag(http, given)).ExpectProblem(409, "case-lead-by-assigning");
        var take = (await http.Read(Url(given)))["allowedActions"]!.AsArray().Single(action => action.Text("action") == "take");
        Assert.Equal("case-lead-by-assigning", take.Text("code"));

        await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, await Tag(http, given)).Expect(200);
        var own = new { given.ClientId, given.TeamId, leadStaffId = supervisor.StaffId };
        await http.Post("/api/v1/cases", own).ExpectProblem(409, "case-lead-by-assigning");
        var reopened = new { reasonCode = "returned", leadStaffId = supervisor.StaffId };
        await http.Post($"{Url(given)}/reopen", reopened, await Tag(http, given)).Expect(200);
        Assert.Equal([given.CaseId], await Told(officer));
        Assert.Equal([given.CaseId], await Told(await api.As(given.Lead!)));
    }

    private static async Task<List<Guid>> Told(HttpClient client) =>
        [.. (await client.Read("/api/v1/notices"))["items"]!.AsArray().Where(notice => notice.Text("kind") == "case-lead-by-own-hand")
            .Select(notice => notice.Value<Guid>("subjectId"))];

    [Fact]
    public async Task Whoever_leads_a_case_from_now_on_is_told_by_whom_it_is_not_himself_and_once()
    {
        var given = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        var supervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId);
        var other = await api.Given.Team(given.OrganisationId);
        var elsewhere = await api.Given.Staff(given.OrganisationId, Role.Caseworker, other);
        var (http, lead) = (await api.As(supervisor), new { leadStaffId = colleague.StaffId });

        await http.Post($"{Url(given)}/assign", lead, await Tag(http, given)).Expect(200);
        await http.Post($"{Url(given)}/assign", lead, await Tag(http, given)).ExpectProblem(409, "case-responsibility-unchanged");
        Assert.Equal([given.CaseId], await Assigned(colleague));
        Assert.Empty(await Assigned(given.Lead!));
        Assert.Empty(await Assigned(supervisor));

        await http.Post("/api/v1/cases/assign", new
        {
            items = new[] { new { id = given.CaseId, eTag = await Tag(http, given) } }, leadStaffId = given.Lead!.StaffId,
        }).Expect(200);
        Assert.Equal([given.CaseId], await Assigned(given.Lead));
        await http.Post($"{Url(given)}/assign", new { leadStaffId = (Guid?)null }, await Tag(http, given)).Expect(200);
        var own = await api.As(colleague);
        await own.Post($"{Url(given)}/take", ifMatch: await Tag(own, given)).Expect(200);
        Assert.Single(await Assigned(colleague)); // By himself he knows.
        var moved = new { teamId = other, leadStaffId = elsewhere.StaffId, reason = "Umzug" };
        await http.Post($"{Url(given)}/reassign", moved, await Tag(http, given)).Expect(200);
        Assert.Equal([given.CaseId], await Assigned(elsewhere));

        var opened = await http.Post("/api/v1/cases",
            new { clientId = await api.Given.Client(given.OrganisationId), given.TeamId, leadStaffId = colleague.StaffId }).Expect(201);
        Assert.Equal([await opened.Id(), given.CaseId], await Assigned(colleague));

        async Task<List<Guid>> Assigned(Person who)
        {
            var told = (await (await api.As(who)).Read("/api/v1/notices"))["items"]!.AsArray().Where(notice => notice.Text("kind") == "case-assigned").ToList();
            Assert.All(told, notice => Assert.Equal(("case", "You are the lead worker of a case now."), (notice.Text("subjectType"), notice.Text("text"))));
            return told.ConvertAll(notice => notice.Value<Guid>("subjectId"));
        }
    }

    [Fact]
    public async Task A_closed_case_is_not_offered_to_be_reopened_while_the_person_has_another()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(given.Lead!);
        await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, await Tag(http, given)).Expect(200);
        Assert.Equal((true, null), await Reopen());
        var second = await api.Given.Case(given.OrganisationId, given.ClientId, await api.Given.Team(given.OrganisationId)); // Of another team, unseen.
        Assert.Equal((false, "case-already-open"), await Reopen());
        await http.Post($"{Url(given)}/reopen", new { reasonCode = "returned" }, await Tag(http, given)).ExpectProblem(409, "case-already-open");
        await http.GetAsync($"/api/v1/cases/{second}").ExpectProblem(404, "not-found");

        async Task<(bool, string?)> Reopen()
        {
            var shown = (await http.Read(Url(given)))["allowedActions"]!.AsArray().Single(action => action.Text("action") == "reopen")!;
            return (shown.Value<bool>("allowed"), shown.Text("code"));
        }
    }

    [Fact]
    public async Task Nor_of_a_team_that_has_been_dissolved()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(given.Lead!);
        await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, await Tag(http, given)).Expect(200);
        var admin = await api.As(await api.Given.Staff(given.OrganisationId, Role.Administrator));
        var team = $"/api/v1/teams/{given.TeamId}";
        await admin.Post($"{team}/close", new { reason = "Neuordnung" }, (await admin.GetAsync(team).Expect(200)).Tag()).Expect(200);

        var reopen = (await http.Read(Url(given)))["allowedActions"]!.AsArray().Single(action => action.Text("action") == "reopen")!;
        Assert.Equal((false, "case-team-unknown"), (reopen.Value<bool>("allowed"), reopen.Text("code")));
        var refused = await http.Post($"{Url(given)}/reopen", new { reasonCode = "returned" }, await Tag(http, given)).ExpectProblem(400, "validation-failed");
        Assert.Equal("case-team-unknown", refused.Text("errors/0/code"));
    }

    [Fact]
    public async Task A_case_is_reassigned_to_another_team_and_leaves_the_sight_of_the_first()
    {
        var given = await api.Given.CaseWithLead();
        var team = await api.Given.Team(given.OrganisationId);
        var next = await api.Given.Staff(given.OrganisationId, Role.Caseworker, team);
        var http = await api.As(await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId));
        var tag = await Tag(http, given);

        await http.Post($"{Url(given)}/reassign", new { teamId = team, leadStaffId = given.Lead!.StaffId, reason = "Umzug" }, tag)
            .ExpectProblem(409, "case-lead-not-in-team");
        await http.Post($"{Url(given)}/reassign", new { given.TeamId, leadStaffId = given.Lead.StaffId, reason = "Umzug" }, tag)
            .ExpectProblem(409, "case-responsibility-unchanged");
        await http.Post($"{Url(given)}/reassign", new { teamId = team, leadStaffId = next.StaffId, reason = "Umzug" }, tag).Expect(200);

        await http.GetAsync(Url(given)).ExpectProblem(404, "not-found");
        Assert.Equal(next.StaffId, (await (await api.As(next)).Read(Url(given))).Value<Guid>("leadStaffId"));
    }

    [Fact]
    public async Task Another_organisations_team_receives_a_handover_not_a_reassignment()
    {
        var given = await api.Given.CaseWithLead();
        var foreign = await api.Given.Team(await api.Given.Organisation());
        var http = await api.As(await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId));
        await Invalid(
            http.Post(
                $"{Url(given)}/reassign",
                new
                {
                    teamId = foreign,
                    leadStaffId = (Guid?)null,
                    reason = "Umzug",
                },
                await Tag(http, given)),
            "/teamId",
            "case-team-unknown");
    }

    // Participants ------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_participant_sees_the_case_until_the_part_ends()
    {
        var given = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        var (lead, other) = (await api.As(given.Lead!), await api.As(colleague));
        await other.GetAsync(Url(given)).ExpectProblem(404, "not-found");

        var tag = (await lead.Post($"{Url(given)}/add-participant", new { colleague.StaffId }, await Tag(lead, given)).Expect(200)).Tag();
        await lead.Post($"{Url(given)}/add-participant", new { colleague.StaffId }, tag).ExpectProblem(409, "case-takes-part-already");

        var seen = await other.Read(Url(given));
        Assert.Equal(colleague.StaffId, Assert.Single(seen["participants"]!.AsArray()).Value<Guid>("staffId"));
        await other.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, await Tag(other, given)).ExpectProblem(403, "case-not-your-team");

        await other.Post($"{Url(given)}/participants/{colleague.StaffId}/end", ifMatch: await Tag(other, given)).Expect(200);
        await other.GetAsync(Url(given)).ExpectProblem(404, "not-found");
        await lead.Post($"{Url(given)}/participants/{colleague.StaffId}/end", ifMatch: await Tag(lead, given)).ExpectProblem(409, "case-takes-no-part");
    }

    [Fact]
    public async Task Only_colleagues_who_work_on_cases_take_part()
    {
        var given = await api.Given.CaseWithLead();
        var officer = await api.Given.Staff(given.OrganisationId, Role.DataProtectionOfficer);
        var stranger = await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker);
        var lead = await api.As(given.Lead!);
        foreach (var person in (Person[])[officer, stranger])
        {
            await Invalid(lead.Post($"{Url(given)}/add-participant", new { person.StaffId }, await Tag(lead, given)), "/staffId", "case-colleague-unknown");
        }
    }

    // Close, reopen, phase ----------------------------------------------------------------------------------------------

    [Fact]
    public async Task A_case_is_closed_with_a_coded_reason_and_reopened_with_another()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(given.Lead!);

        await Invalid(http.Post($"{Url(given)}/close", new { reasonCode = "because" }, await Tag(http, given)), "/reasonCode", "unknown-code");
        await http.Post($"{Url(given)}/close", new { reasonCode = "moved-away", note = "Nach Ulm" }, await Tag(http, given)).Expect(200);
        var closed = await http.Read(Url(given));
        Assert.Equal(("closed", "moved-away"), (closed.Value<string>("status"), closed.Value<string>("closingReason")));

        await http.Post($"{Url(given)}/reopen", new { reasonCode = "returned", leadStaffId = given.Lead!.StaffId }, await Tag(http, given)).Expect(200);

        var history = (await http.Read($"{Url(given)}/responsibilities"))["items"]!.AsArray();
        Assert.Equal(["closed", null], history.Select(row => row.Text("endedBy")));
        Assert.True(history.Value<DateTimeOffset>("0/until") < history.Value<DateTimeOffset>("1/from"));
    }

    [Fact]
    public async Task An_illegal_move_is_refused_with_those_that_are_possible()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(given.Lead!);
        var open = await http.Post($"{Url(given)}/reopen", new { reasonCode = "returned" }, await Tag(http, given)).ExpectProblem(409, "case-transition");
        Assert.Equal("open", open.Value<string>("state"));
        await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, await Tag(http, given)).Expect(200);
        var closed = await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, await Tag(http, given)).ExpectProblem(409, "case-transition");
        Assert.Equal(["reopen"], closed.Values<string>("allowedActions/*"));
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_changes_nothing_and_a_missing_one_too()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(given.Lead!);
        var stale = await Tag(http, given);
        await http.Post($"{Url(given)}/change-phase", new { phase = "private-wohnung" }, stale).Expect(200);

        await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, stale).ExpectProblem(412, "stale");
        await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }).ExpectProblem(428, "if-match-required");

        Assert.Equal("open", await api.Sql<string>($"select status from app.\"case\" where id = '{given.CaseId}'"));
    }

    [Fact]
    public async Task Of_many_who_close_at_once_one_wins()
    {
        var given = await api.Given.CaseWithLead();
        var https = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.As(given.Lead!)));
        var tag = await Tag(https[0], given);

        var statuses = await Task.WhenAll(
            https.Select(
                async (http, n) =>
                    (int)(await http.Post($"{Url(given)}/close", new { reasonCode = n % 2 == 0 ? "goals-reached" : "moved-away" }, tag)).StatusCode));

        Assert.Equal(1, statuses.Count(status => status == 200));
        Assert.Equal(5, statuses.Count(status => status == 412));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.case_event where case_id = '{given.CaseId}' and kind = 'closed'"));
    }

    [Fact]
    public async Task A_case_is_not_reopened_beside_another_open_one()
    {
        var given = await api.Given.CaseWithLead();
        var http = await api.As(given.Lead!);
        await http.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, await Tag(http, given)).Expect(200);
        var second = await (await http.Post("/api/v1/cases", new { given.ClientId, given.TeamId }).Expect(201)).Id();
        var problem = await http.Post($"{Url(given)}/reopen", new { reasonCode = "returned" }, await Tag(http, given)).ExpectProblem(409, "case-already-open");
        Assert.Equal(second, problem.Value<Guid>("caseId"));
    }

    [Fact]
    public async Task Who_has_handed_a_case_over_reads_it_and_changes_nothing()
    {
        var given = await api.Given.CaseWithLead();
        var receiving = await api.Given.Team(given.OrganisationId);
        await api.InOrganisation(given.OrganisationId, async db =>
        {
            var handed = await db.Set<Case>().WithResponsibility().SingleAsync(c => c.Id == given.CaseId);
            handed.HandOver(given.OrganisationId, receiving, null, api.Given.Now.AddDays(30), null, api.Given.Now);
            return await db.SaveChangesAsync();
        });
        var sender = await api.As(given.Lead!);
        var seen = await sender.GetAsync(Url(given)).Expect(200);
        var body = await seen.Json();
        Assert.NotNull(body["readableUntil"]);
        Assert.All(body["allowedActions"]!.AsArray(), action => Assert.False(action.Value<bool>("allowed")));
        await sender.Post($"{Url(given)}/close", new { reasonCode = "goals-reached" }, seen.Tag()).ExpectProblem(403, "case-handed-over");
    }

    [Fact]
    public async Task Allowed_actions_are_the_callers_own_and_say_why_not()
    {
        var given = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId);
        var worker = await Actions(await api.As(given.Lead!), given);
        Assert.Equal(
            ("not-permitted", "case-already-assigned", null, "case-transition"),
            (worker["assign"], worker["take"], worker["close"], worker["reopen"]));
        var head = await Actions(await api.As(supervisor), given);
        Assert.Equal((null, null), (head["assign"], head["reassign"]));
    }

    // The database holds the same ---------------------------------------------------------------------------------------

    [Theory]
    [InlineData("""
        update app.case_responsibility set until_at = from_at + interval '1 hour', ended_by = 'reassigned'
        where case_id = '{0}'
        """, "case_responsibility_exactly_one")]
    [InlineData("update app.\"case\" set lead_staff_id = null where id = '{0}'", "case_responsibility_exactly_one")]
    [InlineData(
        """
            insert into app.case_responsibility (id, organisation_id, case_id, team_id, from_at) select gen_random_uuid(), organisation_id, case_id,
              team_id, from_at + interval '1 hour' from app.case_responsibility where case_id = '{0}'
            """,
        "case_responsibility_no_overlap")]
    [InlineData(
        """
        with ended as (
            update app.case_responsibility set until_at = from_at + interval '1 hour', ended_by = 'reassigned' where case_id = '{0}' returning *)
        insert into app.case_responsibility (id, organisation_id, case_id, team_id, lead_staff_id, from_at)
        select gen_random_uuid(), organisation_id, case_id, team_id, lead_staff_id, until_at + interval '1 hour' from ended
        """,
        "case_responsibility_no_gap")]
    public async Task The_database_itself_refuses_a_broken_history(string sql, string constraint)
    {
        var given = await api.Given.CaseWithLead();
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            api.Execute(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, given.CaseId)));
        Assert.Equal(constraint, refused.ConstraintName);
    }

    [Fact]
    public async Task Random_moves_over_the_database_keep_the_history_whole()
    {
        var (organisation, team, worker) = await Team();
        var other = await api.Given.Team(organisation);
        var next = await api.Given.Staff(organisation, Role.Caseworker, other);
        var id = await api.Given.Case(organisation, await api.Given.Client(organisation), team);
        var random = new Random(20261121);
        for (var n = 0; n < 60; n++)
        {
            var (move, lead) = (random.Next(5), random.Next(2) == 0);
            await api.InOrganisation(organisation, async db =>
            {
                var c = await db.Set<Case>().WithResponsibility().SingleAsync(c => c.Id == id);
                try
                {
                    switch (move)
                    {
                        case 0: c.Assign(lead ? null : c.TeamId == team ? worker.StaffId : next.StaffId, null, null, api.Given.Now); break;
                        case 1: c.Reassign(lead ? team : other, null, "why", null, api.Given.Now); break;
                        case 2: c.HandOver(organisation, lead ? team : other, null, api.Given.Now.AddDays(1), null, api.Given.Now); break;
                        case 3: c.Close("goals-reached", null, null, api.Given.Now); break;
                        default: c.Reopen("new-need", null, c.TeamId, null, null, api.Given.Now); break;
                    }
                }
                catch (RefusedException)
                {
                    return 0; // An illegal move at this point; the next one follows.
                }
                return await db.SaveChangesAsync();
            });
        }
        Assert.True(await api.Sql<long>($"select count(*) from app.case_responsibility where case_id = '{id}'") > 10);
        Assert.Equal(0L, await api.Sql<long>($"""
            select count(*) from (select *, lead(from_at) over (order by from_at) as next from app.case_responsibility where case_id = '{id}') h
            where until_at is not null and case ended_by when 'closed' then next <= until_at else next is distinct from until_at end
            """));
    }

    // -------------------------------------------------------------------------------------------------------------------

    private static string Url(GivenCase given) => $"/api/v1/cases/{given.CaseId}";

    private static async Task<string> Tag(HttpClient http, GivenCase given) => (await http.GetAsync(Url(given)).Expect(200)).Tag();

    private static async Task Invalid(Task<HttpResponseMessage> sending, string pointer, string code)
    {
        var error = Assert.Single((await sending.ExpectProblem(400, "validation-failed"))["errors"]!.AsArray())!;
        Assert.Equal((pointer, code), (error.Value<string>("pointer"), error.Value<string>("code")));
    }

    private static async Task<Dictionary<string, string?>> Actions(HttpClient http, GivenCase given) =>
        (await http.Read(Url(given)))["allowedActions"]!
            .AsArray()
            .ToDictionary(action => action.Value<string>("action"), action => action.Text("code"));

    private async Task<(Guid Organisation, Guid Team, Person Worker)> Team()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        return (organisation, team, await api.Given.Staff(organisation, Role.Caseworker, team));
    }

    private Task<int> Join(GivenCase given, Person person) => api.InOrganisation(given.OrganisationId, async db =>
    {
        db.Add(new CaseParticipant(await db.Set<Case>().SingleAsync(c => c.Id == given.CaseId), person.StaffId, api.Given.Now));
        return await db.SaveChangesAsync();
    });
}
