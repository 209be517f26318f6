using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Organisations;

/// <summary>A colleague leaves, is disabled, or leaves the team: what rested on it ends or goes to the team at once.</summary>
public sealed class DepartureTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private sealed record Office(
        Guid Organisation, Guid Team, Person Lead, Person Colleague, Person Supervisor, Person Administrator, GivenCase Case, Guid Reminder);

    private async Task<Office> Given()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var of = await api.Given.CaseOf(team, lead);
        return new(organisation, team, lead, await api.Given.Staff(organisation, Role.Caseworker, team),
            await api.Given.Staff(organisation, Role.Supervisor, team), await api.Given.Staff(organisation, Role.Administrator),
            of, await api.Given.Reminder(of));
    }

    [Fact]
    public async Task Who_is_disabled_leaves_cases_and_reminders_to_the_team_and_the_supervisor_is_told()
    {
        var office = await Given();
        await Disable(office.Administrator, office.Lead);

        var supervisor = await api.As(office.Supervisor);
        var found = await (await supervisor.GetAsync($"/api/v1/cases/{office.Case.CaseId}").Expect(200)).Json();
        Assert.Null(found["leadStaffId"]);
        var unassigned = await (await supervisor.GetAsync("/api/v1/cases?unassigned=true").Expect(200)).Json();
        Assert.Contains(unassigned["items"]!.AsArray(), row => row.Value<Guid>("id") == office.Case.CaseId);
        var notices = await (await supervisor.GetAsync("/api/v1/notices").Expect(200)).Json();
        Assert.Contains(notices["items"]!.AsArray(), notice => notice.Value<string>("kind") == "colleague-left");
        Assert.Equal("assign_lead", await api.Sql<string>(
            $"select kind from app.reminder where case_id = '{office.Case.CaseId}' and assignee_id = '{office.Supervisor.StaffId}' and status = 'open'"));
        Assert.True(await api.Sql<bool>($"select assignee_id is null and team_id = '{office.Team}' from app.reminder where id = '{office.Reminder}'"));

        var colleague = await api.As(office.Colleague);
        var seen = await colleague.GetAsync($"/api/v1/cases/{office.Case.CaseId}").Expect(200);
        await colleague.Post($"/api/v1/cases/{office.Case.CaseId}/take", ifMatch: seen.Tag()).Expect(200);
        Assert.Equal("done", await api.Sql<string>($"select status from app.reminder where case_id = '{office.Case.CaseId}' and kind = 'assign_lead'"));
    }

    [Fact]
    public async Task Who_leaves_the_team_sees_nothing_of_it_from_that_moment_and_is_admitted_to_nothing()
    {
        var office = await Given();
        var record = await api.Given.RestrictedRecord(office.Case);
        var named = await api.Given.NamedPerson(office.Case, office.Colleague);
        var led = await api.Given.CaseOf(office.Team, office.Colleague);
        await EndMembership(office, office.Colleague);

        var gone = await api.As(office.Colleague);
        foreach (var path in (string[])[$"cases/{led.CaseId}", $"clients/{led.ClientId}", $"cases/{office.Case.CaseId}", $"restricted-records/{record}"])
        {
            await gone.GetAsync($"/api/v1/{path}").ExpectProblem(404, "not-found");
        }
        Assert.True(await api.Sql<bool>($"select ended_at is not null from app.named_person where id = '{named}'"));
        Assert.True(await api.Sql<bool>($"select lead_staff_id is null from app.\"case\" where id = '{led.CaseId}'"));
        Assert.Equal("lead-left", await api.Sql<string>($"select reason from app.case_responsibility where case_id = '{led.CaseId}' and until_at is null"));
    }

    [Fact]
    public async Task Who_is_told_of_cases_that_wait_without_seeing_them_is_not_told_whose_they_are()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var lead = await api.Given.Staff(organisation, Role.Caseworker, team);
        var (of, supervisor) = (await api.Given.CaseOf(team, lead), await api.Given.Staff(organisation, Role.Supervisor));
        await Disable(await api.Given.Staff(organisation, Role.Administrator), lead); // He may go as the last one.

        var client = await api.As(supervisor);
        await client.GetAsync($"/api/v1/cases/{of.CaseId}").ExpectProblem(404, "not-found");
        foreach (var path in (string[])["reminders", $"reminders?assigneeId={supervisor.StaffId}", "my-day/reminders_due_today"])
        {
            var row = Assert.Single((await client.Read($"/api/v1/{path}"))["items"]!.AsArray())!;
            Assert.Equal((of.CaseId, null), (row.Value<Guid>("caseId"), row.Text("clientName")));
            Assert.Null((await client.Read($"/api/v1/reminders/{row.Text("id")}")).Text("clientName"));
        }
        var day = (await client.Read("/api/v1/my-day"))["parts"]!.AsArray().Single(part => part.Text("kind") == "reminders_due_today")!;
        Assert.Null(Assert.Single(day["items"]!.AsArray()).Text("clientName"));
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("revoke")]
    public async Task Where_nobody_is_left_who_sees_a_teams_cases_the_administrators_are_told_once(string how)
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var (lead, other) = (await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, team));
        var of = await api.Given.CaseOf(team, lead);
        var (administrator, second) = (await api.Given.Staff(organisation, Role.Administrator), await api.Given.Staff(organisation, Role.Administrator));
        await Disable(administrator, other);
        Assert.Empty(await Told(second)); // The lead is still there.

        if (how == "disable")
        {
            await Disable(administrator, lead);
        }
        else
        {
            var grant = await api.Sql<Guid>($"select id from access.role_grant where staff_id = '{lead.StaffId}'");
            await (await api.As(administrator)).Post($"/api/v1/role-grants/{grant}/revoke", new { reason = "geht" }).Expect(204);
        }
        await api.SendAsSystem(organisation, new GiveBackDuties());

        foreach (var told in new[] { administrator, second })
        {
            var notice = Assert.Single(await Told(told));
            Assert.Equal(("team", team), (notice.Text("subjectType"), notice.Value<Guid>("subjectId")));
        }
        // One who joins takes it up.
        var next = await api.Given.Staff(organisation, Role.Caseworker, team);
        await (await api.As(next)).GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200);
        await api.SendAsSystem(organisation, new GiveBackDuties());
        Assert.Single(await Told(second));

        async Task<List<JsonNode>> Told(Person who) => [.. (await (await api.As(who)).Read("/api/v1/notices"))["items"]!.AsArray()
            .Where(notice => notice.Text("kind") == "team-without-members").Select(notice => notice!)];
    }

    [Fact]
    public async Task Of_a_team_that_nothing_is_with_nobody_is_told()
    {
        var organisation = await api.Given.Organisation();
        var last = await api.Given.Staff(organisation, Role.Caseworker, await api.Given.Team(organisation));
        var administrator = await api.Given.Staff(organisation, Role.Administrator);
        await Disable(administrator, last);
        Assert.DoesNotContain("team-without-members", (await (await api.As(administrator)).Read("/api/v1/notices")).Values<string>("items/*/kind"));
    }

    [Fact]
    public async Task A_part_in_a_case_and_a_deputyship_end_with_the_membership()
    {
        var office = await Given();
        var lead = await api.As(office.Lead);
        var seen = await lead.GetAsync($"/api/v1/cases/{office.Case.CaseId}").Expect(200);
        await lead.Post($"/api/v1/cases/{office.Case.CaseId}/add-participant", new { staffId = office.Colleague.StaffId }, seen.Tag()).Expect(200);
        var absence = await lead.Post("/api/v1/absences", NineDays(office.Colleague)).Expect(201);
        await EndMembership(office, office.Colleague);

        await (await api.As(office.Colleague)).GetAsync($"/api/v1/cases/{office.Case.CaseId}").ExpectProblem(404, "not-found");
        Assert.True(await api.Sql<bool>($"select deputy_id is null from app.absence where id = '{await absence.Id()}'"));
        Assert.True(await api.Sql<bool>($"select until_at is not null from app.case_participant where case_id = '{office.Case.CaseId}'"));
    }

    [Fact]
    public async Task Whose_deputy_has_left_is_told_and_so_is_the_supervisor_once_for_each_absence_that_lasts()
    {
        var office = await Given();
        var lead = await api.As(office.Lead);
        var absence = await (await lead.Post("/api/v1/absences", NineDays(office.Colleague)).Expect(201)).Id();
        await Disable(office.Administrator, office.Colleague);

        foreach (var told in new[] { lead, await api.As(office.Supervisor) })
        {
            var notice = Assert.Single((await told.Read("/api/v1/notices"))["items"]!.AsArray(), notice => notice.Text("kind") == "deputy-left");
            Assert.Equal(("absence", absence), (notice.Text("subjectType"), notice.Value<Guid>("subjectId")));
            Assert.Null((await told.Read($"/api/v1/absences/{absence}"))["deputyId"]);
        }
        await api.SendAsSystem(office.Organisation, new GiveBackDuties());
        Assert.Equal(2, await api.Sql<long>($"select count(*) from app.notice where subject_id = '{absence}'"));
    }

    [Fact]
    public async Task Who_is_told_because_the_team_has_no_supervisor_opens_the_absence_and_names_another_deputy_but_not_himself()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var (away, deputy) = (await api.Given.Staff(organisation, Role.Caseworker, team), await api.Given.Staff(organisation, Role.Caseworker, team));
        var (elsewhere, next) = (await api.Given.Staff(organisation, Role.Supervisor), await api.Given.Staff(organisation, Role.Caseworker));
        var of = await api.Given.CaseOf(team, away);
        var path = $"/api/v1/absences/{await (await (await api.As(away)).Post("/api/v1/absences", NineDays(deputy)).Expect(201)).Id()}";
        await Disable(await api.Given.Staff(organisation, Role.Administrator), deputy);

        var supervisor = await api.As(elsewhere);
        Assert.Single((await supervisor.Read("/api/v1/notices"))["items"]!.AsArray(), notice => notice.Text("kind") == "deputy-left");
        var shown = await supervisor.GetAsync(path).Expect(200);
        var refused = await supervisor.Put(path, By(elsewhere), shown.Tag()).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/deputyId", "deputy-elsewhere"), (refused["errors"]![0]!.Text("pointer"), refused["errors"]![0]!.Text("code")));
        var another = await api.Given.Staff(organisation, Role.Supervisor); // Nor do supervisors name each other.
        refused = await supervisor.Put(path, By(another), shown.Tag()).ExpectProblem(400, "validation-failed");
        Assert.Equal("deputy-elsewhere", refused["errors"]![0]!.Text("code"));
        // Whom the colleague herself has named stays while the days become fewer.
        var named = await (await api.As(away)).Put(path, By(another), shown.Tag()).Expect(200);
        await supervisor.Put(path, new { from = api.Given.Today, until = api.Given.Today.AddDays(10), deputyId = another.StaffId }, named.Tag())
            .ExpectProblem(400, "validation-failed");
        shown = await supervisor.Put(path, new { from = api.Given.Today, until = api.Given.Today.AddDays(8), deputyId = another.StaffId }, named.Tag())
            .Expect(200);
        await supervisor.Put(path, By(next), shown.Tag()).Expect(200);
        await (await api.As(next)).GetAsync($"/api/v1/cases/{of.CaseId}").Expect(200);
        await supervisor.GetAsync($"/api/v1/cases/{of.CaseId}").ExpectProblem(404, "not-found");

        // Once the team has a supervisor of its own, it is hers.
        var own = await api.As(await api.Given.Staff(organisation, Role.Supervisor, team));
        await supervisor.GetAsync(path).ExpectProblem(404, "not-found");
        await own.GetAsync(path).Expect(200);

        object By(Person named) => new { from = api.Given.Today, until = api.Given.Today.AddDays(9), deputyId = named.StaffId };
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 1)]
    [InlineData(5, 0)]
    public async Task Of_who_leaves_on_the_day_of_coming_or_by_a_day_before_it_the_supervisor_is_told_but_not_of_who_never_came(int until, int told)
    {
        var office = await Given();
        var from = until > 0 ? api.Given.Today.AddDays(until) : api.Given.Today;
        await api.Execute($"update app.team_member set from_date = '{from:O}' where staff_id = '{office.Lead.StaffId}'");
        await EndMembership(office, office.Lead, until > 0 ? api.Given.Today : api.Given.Today.AddDays(until));
        Assert.Equal(told, await api.Sql<long>($"select count(*) from app.notice where staff_id = '{office.Supervisor.StaffId}' and kind = 'colleague-left'"));
        Assert.Equal(told == 1, await api.Sql<bool>($"select lead_staff_id is null from app.\"case\" where id = '{office.Case.CaseId}'"));
    }

    [Fact]
    public async Task A_membership_that_ends_on_a_date_gives_back_on_that_day_and_only_once()
    {
        var office = await Given();
        await EndMembership(office, office.Lead, api.Given.Today.AddDays(2));
        await Sweep(office);
        Assert.True(await api.Sql<bool>($"select lead_staff_id is not null from app.\"case\" where id = '{office.Case.CaseId}'"));
        try
        {
            api.Clock.Offset += TimeSpan.FromDays(2);
            await Sweep(office);
            await Sweep(office);
            Assert.True(await api.Sql<bool>($"select lead_staff_id is null from app.\"case\" where id = '{office.Case.CaseId}'"));
            Assert.Equal(1, await api.Sql<long>($"select count(*) from app.notice where staff_id = '{office.Supervisor.StaffId}' and kind = 'colleague-left'"));
            Assert.Equal(1, await api.Sql<long>($"select count(*) from app.reminder where case_id = '{office.Case.CaseId}' and kind = 'assign_lead'"));
        }
        finally
        {
            api.Clock.Offset -= TimeSpan.FromDays(2);
        }
    }

    [Fact]
    public async Task Whom_another_employer_disables_leaves_this_organisations_cases_too()
    {
        var office = await Given();
        var employer = await api.Given.Organisation();
        var lent = await api.Given.Staff(office.Organisation, [Role.Caseworker], office.Team, employer);
        var led = await api.Given.CaseOf(office.Team, lent);
        await Disable(await api.Given.Staff(employer, Role.Administrator), lent);
        await Sweep(office);
        Assert.True(await api.Sql<bool>($"select lead_staff_id is null from app.\"case\" where id = '{led.CaseId}'"));
        Assert.Equal(1, await api.Sql<long>($"select count(*) from app.notice where staff_id = '{office.Supervisor.StaffId}' and kind = 'colleague-left'"));
    }

    [Fact]
    public async Task Whom_another_employer_disables_stands_in_for_nobody_though_nothing_else_was_held()
    {
        var office = await Given();
        var employer = await api.Given.Organisation();
        var lent = await api.Given.Staff(office.Organisation, [Role.Caseworker], office.Team, employer);
        var absence = await (await (await api.As(office.Lead)).Post("/api/v1/absences", NineDays(lent)).Expect(201)).Id();
        await Disable(await api.Given.Staff(employer, Role.Administrator), lent);
        await Sweep(office);
        await Sweep(office);
        Assert.True(await api.Sql<bool>($"select deputy_id is null from app.absence where id = '{absence}'"));
        Assert.Equal(2, await api.Sql<long>($"select count(*) from app.notice where subject_id = '{absence}' and kind = 'deputy-left'"));
    }

    [Fact]
    public async Task Whose_casework_role_is_taken_back_leads_nothing_any_more()
    {
        var office = await Given();
        var grant = await api.Sql<Guid>($"select id from access.role_grant where staff_id = '{office.Lead.StaffId}'");
        var administrator = await api.As(office.Administrator);
        await administrator.Post($"/api/v1/role-grants/{grant}/revoke", new { reason = "Wechselt das Amt" }).Expect(204);
        Assert.True(await api.Sql<bool>($"select lead_staff_id is null from app.\"case\" where id = '{office.Case.CaseId}'"));
    }

    [Fact]
    public async Task Who_is_back_on_the_first_day_is_back_and_the_deputy_sees_nothing_from_that_moment()
    {
        var office = await Given();
        var deputy = await api.Given.Staff(office.Organisation, Role.Caseworker);
        var lead = await api.As(office.Lead);
        var absence = await lead.Post("/api/v1/absences", NineDays(deputy)).Expect(201);
        await (await api.As(deputy)).GetAsync($"/api/v1/cases/{office.Case.CaseId}").Expect(200);
        await lead.Post($"/api/v1/absences/{await absence.Id()}/end", ifMatch: absence.Tag()).Expect(200);
        await (await api.As(deputy)).GetAsync($"/api/v1/cases/{office.Case.CaseId}").ExpectProblem(404, "not-found");
        Assert.Equal("over", (await (await lead.GetAsync($"/api/v1/absences/{await absence.Id()}").Expect(200)).Json()).Value<string>("status"));
    }

    [Fact]
    public async Task Nobody_stands_in_for_one_who_stands_in_for_another()
    {
        var office = await Given();
        await (await api.As(office.Lead)).Post("/api/v1/absences", NineDays(office.Colleague)).Expect(201);
        await (await api.As(office.Colleague)).Post("/api/v1/absences", NineDays(office.Supervisor)).ExpectProblem(409, "deputy-chain");
        // Nobody makes herself the deputy of a colleague elsewhere.
        var elsewhere = await api.Given.Staff(office.Organisation, Role.Supervisor, await api.Given.Team(office.Organisation));
        await (await api.As(elsewhere)).Post("/api/v1/absences", NineDays(elsewhere, office.Supervisor)).ExpectProblem(404, "not-found");
    }

    private object NineDays(Person deputy, Person? away = null) =>
        new { from = api.Given.Today, until = api.Given.Today.AddDays(9), deputyId = deputy.StaffId, staffId = away?.StaffId };

    [Fact]
    public async Task A_reminder_of_no_case_and_no_team_stops_nobody_from_leaving_and_is_not_lost()
    {
        var office = await Given();
        var reminder = await Personal(office.Lead);
        await Disable(office.Administrator, office.Lead);
        Assert.True(await api.Sql<bool>($"select assignee_id is null and team_id = '{office.Team}' from app.reminder where id = '{reminder}'"));

        // Where there never was a team, a supervisor has it; nobody left waits for the next one.
        var bare = await api.Given.Organisation();
        var (worker, supervisor) = (await api.Given.Staff(bare, Role.Caseworker), await api.Given.Staff(bare, Role.Supervisor));
        var administrator = await api.Given.Staff(bare, Role.Administrator);
        reminder = await Personal(worker);
        await Disable(administrator, worker);
        Assert.Equal(supervisor.StaffId, await api.Sql<Guid>($"select assignee_id from app.reminder where id = '{reminder}'"));
        await Disable(administrator, supervisor);
        await api.SendAsSystem(bare, new GiveBackDuties());
        var next = await api.Given.Staff(bare, Role.Supervisor);
        await api.SendAsSystem(bare, new GiveBackDuties());
        Assert.Equal(next.StaffId, await api.Sql<Guid>($"select assignee_id from app.reminder where id = '{reminder}'"));

        async Task<Guid> Personal(Person of)
        {
            var made = Reminder.Personal(of.OrganisationId, (ReminderSubject.Client, await api.Given.Client(of.OrganisationId)), null, null, null,
                of.StaffId, "Anrufen", null, api.Given.Today, of.StaffId, api.Given.Now);
            return await api.InOrganisation(of.OrganisationId, async db =>
            {
                db.Add(made);
                await db.SaveChangesAsync();
                return made.Id;
            });
        }
    }

    private async Task Disable(Person administrator, Person leaver)
    {
        var client = await api.As(administrator);
        var staff = await client.GetAsync($"/api/v1/staff/{leaver.StaffId}").Expect(200);
        await client.Post($"/api/v1/staff/{leaver.StaffId}/disable", new { reason = "geht" }, staff.Tag()).Expect(200);
    }

    private async Task EndMembership(Office office, Person leaver, DateOnly? until = null)
    {
        var client = await api.As(office.Administrator);
        var membership = await api.Sql<Guid>($"select id from app.team_member where staff_id = '{leaver.StaffId}' and team_id = '{office.Team}'");
        var team = await client.GetAsync($"/api/v1/teams/{office.Team}").Expect(200);
        await client.Post($"/api/v1/teams/{office.Team}/members/{membership}/end", new { until }, team.Tag()).Expect(200);
    }

    private Task<int> Sweep(Office office) => api.SendAsSystem(office.Organisation, new GiveBackDuties());
}
