using System.Text.Json.Nodes;
using CaseManagement.Api.Facts;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>A reminder goes where its case goes, and is read for as long as somebody sees what it is about.</summary>
public sealed class ReminderSightTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_open_goes_with_a_case_to_its_new_team_and_lead_and_leaves_the_old_colleagues(bool isLed)
    {
        var family = await Family(1);
        var (of, lead) = (family[0], await api.As(family[0].Lead!));
        var paths = new List<string>
        {
            await Made(lead, "case", of.CaseId), await Made(lead, "client", of.ClientId), await Made(lead, "household", of.HouseholdId!.Value),
            await Made(lead, "case", of.CaseId), await Made(lead, "household", of.HouseholdId!.Value),
            $"/api/v1/reminders/{await Checklist(of)}",
        };
        foreach (var path in paths[3..5])
        {
            await lead.Patch(path, new { teamId = of.TeamId }, (await lead.GetAsync(path)).Tag()).Expect(200);
        }
        var (team, next) = await Next(of);

        await Reassign(of, team, isLed ? next : null);

        var there = await api.As(next);
        foreach (var path in paths)
        {
            var read = await there.Read(path);
            Assert.Equal((team, isLed ? next.StaffId : null), (read.Value<Guid>("teamId"), Assignee(read)));
            await lead.GetAsync(path).ExpectProblem(404, "not-found");
            await lead.Patch(path, new { note = "Noch da" }, "\"1\"").ExpectProblem(404, "not-found");
        }
        var ids = paths.Select(path => Guid.Parse(path[^36..])).ToList();
        Assert.Empty((await lead.Read("/api/v1/reminders"))["items"]!.AsArray());
        Assert.Superset(ids.ToHashSet(), (await there.Read($"/api/v1/reminders?caseId={of.CaseId}")).Values<Guid>("items/*/id").ToHashSet());
        Assert.Superset(ids.ToHashSet(), (await there.Read("/api/v1/reminders")).Values<Guid>("items/*/id").ToHashSet());
        await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
        Assert.Empty(await Told(lead));
        Assert.Superset(ids.ToHashSet(), (await Told(there)).ToHashSet());
    }

    [Fact]
    public async Task What_is_made_while_a_case_goes_goes_along_or_is_refused()
    {
        var family = await Family(2);
        var of = family[0];
        var (team, next) = await Next(of);
        var lead = await api.As(of.Lead!);
        var made = await Made(lead, "case", of.CaseId);

        // Made before it has gone, and not yet saved when it goes: the same once more.
        var copy = Guid.NewGuid();
        await api.While($"""
            insert into app.reminder
            select (jsonb_populate_record(r, jsonb_build_object('id', '{copy}'))).* from app.reminder r where r.id = '{made[^36..]}'
            """, async () =>
            {
                await Reassign(of, team, next);
                return copy;
            });
        Assert.Equal(team, await api.Sql<Guid>($"select team_id from app.reminder where id = '{copy}'"));

        // Asked for before it goes, and made when it has gone.
        var asked = new { subjectType = "case", subjectId = family[1].CaseId, title = "Kita anrufen", dueOn = api.Given.Today };
        await api.While(api.Given.Giving(family[1], team), () => lead.Post("/api/v1/reminders", asked)).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task What_was_done_by_mistake_before_a_case_went_is_open_again_where_it_is_now()
    {
        var of = (await Family(1))[0];
        var (team, next) = await Next(of);
        var (lead, there) = (await api.As(of.Lead!), await api.As(next));
        var path = await Made(lead, "case", of.CaseId);
        await lead.Post($"{path}/done", ifMatch: (await lead.GetAsync(path)).Tag()).Expect(200);
        await Reassign(of, team, next);

        await there.Post($"{path}/reopen", ifMatch: (await there.GetAsync(path)).Tag()).Expect(200);
        var read = await there.Read(path);
        Assert.Equal((team, next.StaffId), (read.Value<Guid>("teamId"), Assignee(read)));
    }

    [Fact]
    public async Task The_next_of_a_series_is_where_the_case_is_wherever_the_one_before_was_left()
    {
        var of = (await Family(1))[0];
        var (team, next) = await Next(of);
        var lead = await api.As(of.Lead!);
        var path = (await lead.Post("/api/v1/reminders", new
        {
            subjectType = "case", subjectId = of.CaseId, title = "Kita anrufen", dueOn = api.Given.Today, repeats = "FREQ=WEEKLY",
        }).Expect(201)).Headers.Location!.ToString();
        await Reassign(of, team, next);
        await api.Execute($"update app.reminder set team_id = '{of.TeamId}' where id = '{path[^36..]}'"); // As reassignments of before left it.
        var there = await api.As(next);
        await there.Post($"{path}/done", ifMatch: (await there.GetAsync(path)).Tag()).Expect(200);
        Assert.Equal(team, await api.Sql<Guid>($"select team_id from app.reminder where case_id = '{of.CaseId}' and status = 'open'"));
    }

    [Fact]
    public async Task What_concerns_the_household_stays_until_its_last_open_case_has_left_the_team()
    {
        var family = await Family(2);
        var lead = await api.As(family[0].Lead!);
        var (household, person) = (await Made(lead, "household", family[0].HouseholdId!.Value), await Made(lead, "client", family[0].ClientId));
        var (team, next) = await Next(family[0]);
        var there = await api.As(next);

        await Reassign(family[0], team, next);
        Assert.Equal(family[0].TeamId, (await lead.Read(household)).Value<Guid>("teamId"));
        await lead.GetAsync(person).ExpectProblem(404, "not-found");
        await there.GetAsync(person).Expect(200);

        await Reassign(family[1], team, next);
        await lead.GetAsync(household).ExpectProblem(404, "not-found");
        Assert.Equal(next.StaffId, (await there.Read(household)).Value<Guid>("assigneeId"));
    }

    [Fact]
    public async Task Who_goes_on_taking_part_keeps_his_reminders_and_who_does_not_see_the_case_leaves_them_to_its_lead()
    {
        var of = await api.Given.CaseWithLead();
        var (participant, former) = (await Participant(of), await Participant(of));
        var (his, left) = (await Made(await api.As(participant), "case", of.CaseId), await Made(await api.As(former), "case", of.CaseId));
        var (team, next) = await Next(of);
        await Leave(of, former);

        await Reassign(of, team, next);

        var there = await api.As(next);
        var kept = await there.Read(his);
        Assert.Equal((team, participant.StaffId), (kept.Value<Guid>("teamId"), kept.Value<Guid>("assigneeId")));
        await (await api.As(participant)).GetAsync(his).Expect(200);
        Assert.Equal(next.StaffId, (await there.Read(left)).Value<Guid>("assigneeId"));
    }

    [Theory]
    [InlineData("assign")]
    [InlineData("take")]
    public async Task Another_lead_inside_the_team_gets_what_nobody_who_sees_the_case_has_to_do_and_colleagues_keep_theirs(string how)
    {
        var of = await api.Given.CaseWithLead();
        var former = await Participant(of);
        var (lead, left) = (await api.As(of.Lead!), await Made(await api.As(former), "case", of.CaseId));
        var own = await Made(lead, "case", of.CaseId);
        var next = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        await Leave(of, former);

        var path = $"/api/v1/cases/{of.CaseId}";
        await Assign(how == "take" ? null : next.StaffId);
        if (how == "take")
        {
            await (await api.As(next)).Post($"{path}/take", ifMatch: (await supervisor.GetAsync(path)).Tag()).Expect(200);
        }

        Assert.Equal(how == "take" ? null : next.StaffId, Assignee(await lead.Read(left))); // Nobody's, and so the team's, while nobody led the case.
        Assert.Equal(of.Lead!.StaffId, (await lead.Read(own)).Value<Guid>("assigneeId"));

        async Task Assign(Guid? leadStaffId)
        {
            var items = new[] { new { id = of.CaseId, eTag = (await supervisor.GetAsync(path)).Tag() } };
            var answer = await (await supervisor.Post("/api/v1/cases/assign", new { items, leadStaffId }).Expect(200)).Json();
            Assert.True(answer.Value<bool>("items/0/done"));
        }
    }

    [Fact]
    public async Task That_a_case_waits_for_a_lead_is_told_the_supervisor_of_the_team_where_it_waits()
    {
        var of = await api.Given.CaseWithLead();
        var (team, _) = await Next(of);
        var there = await api.Given.Staff(of.OrganisationId, Role.Supervisor, team);
        var here = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var path = $"/api/v1/cases/{of.CaseId}";
        await here.Post($"{path}/assign", new { leadStaffId = (Guid?)null }, (await here.GetAsync(path)).Tag()).Expect(200);
        var waiting = (await here.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=assign_lead")).Value<Guid>("items/0/id");

        await here.Post($"{path}/reassign", new { teamId = team, leadStaffId = (Guid?)null, reason = "Umzug" }, (await here.GetAsync(path)).Tag()).Expect(200);

        var read = await (await api.As(there)).Read($"/api/v1/reminders/{waiting}");
        Assert.Equal((team, there.StaffId), (read.Value<Guid>("teamId"), read.Value<Guid>("assigneeId")));
        await here.GetAsync($"/api/v1/reminders/{waiting}").ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("case")]
    [InlineData("client")]
    [InlineData("household")]
    public async Task Nobody_is_given_a_reminder_who_does_not_see_the_case(string subjectType)
    {
        var of = (await Family(1))[0];
        var lead = await api.As(of.Lead!);
        var subjectId = subjectType switch { "case" => of.CaseId, "client" => of.ClientId, _ => of.HouseholdId!.Value };
        var (_, other) = await Next(of);
        var sent = new { subjectType, subjectId, title = "Kita", dueOn = api.Given.Today, assigneeId = other.StaffId };

        var refused = await lead.Post("/api/v1/reminders", sent).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/assigneeId", "assignee-sees-not"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        Assert.StartsWith("This colleague does not see the case", refused.Text("errors/0/message"), StringComparison.Ordinal);
        var german = await api.As(of.Lead!);
        german.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        refused = await german.Post("/api/v1/reminders", sent).ExpectProblem(400, "validation-failed");
        Assert.StartsWith("Diese Fachkraft sieht den Fall nicht", refused.Text("errors/0/message"), StringComparison.Ordinal);
        var path = await Made(lead, subjectType, subjectId);
        var tag = (await lead.GetAsync(path)).Tag();
        await lead.Patch(path, new { assigneeId = other.StaffId }, tag).ExpectProblem(400, "validation-failed");
        var items = new[] { new { id = path[^36..], eTag = tag } };
        var given = await (await lead.Post("/api/v1/reminders/assign", new { items, assigneeId = other.StaffId }).Expect(200)).Json();
        Assert.Equal((400, "assignee-sees-not"), (given.Number("items/0/status"), given.Text("items/0/errors/0/code")));

        await Join(of, other);
        await lead.Patch(path, new { assigneeId = other.StaffId }, tag).Expect(200);
        await lead.Post("/api/v1/reminders", sent).Expect(201);
        Assert.Equal(2, (await (await api.As(other)).Read($"/api/v1/reminders?assigneeId={other.StaffId}"))["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("case")]
    [InlineData("client")]
    [InlineData("household")]
    public async Task With_the_part_in_a_case_ends_the_sight_of_its_reminders_and_the_team_is_told_when_they_are_due(string subjectType)
    {
        var of = (await Family(1))[0];
        var participant = await Participant(of);
        var (client, lead) = (await api.As(participant), await api.As(of.Lead!));
        var subjectId = subjectType switch { "case" => of.CaseId, "client" => of.ClientId, _ => of.HouseholdId!.Value };
        var path = await Made(client, subjectType, subjectId);
        var id = Guid.Parse(path[^36..]);
        var calendar = $"/api/v1/calendars/{await api.Given.CalendarKey(participant)}";
        Assert.Equal(id, Assert.Single((await client.Read($"/api/v1/reminders?assigneeId={participant.StaffId}"))["items"]!.AsArray()).Value<Guid>("id"));
        Assert.Contains(path[^36..], (await client.Read("/api/v1/my-day")).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(path[^36..], await Calendar(), StringComparison.Ordinal);
        Assert.DoesNotContain(path[^36..], (await lead.Read("/api/v1/my-day")).ToJsonString(), StringComparison.Ordinal); // As long as he acts on it.
        var tag = (await client.GetAsync(path)).Tag();

        await Leave(of, participant);

        await AssertSeesNot(client, participant, path, tag);
        Assert.DoesNotContain(path[^36..], await Calendar(), StringComparison.Ordinal);
        await lead.GetAsync(path).Expect(200);
        Assert.Contains(path[^36..], (await lead.Read("/api/v1/my-day")).ToJsonString(), StringComparison.Ordinal);
        await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
        Assert.Empty(await Told(client));
        Assert.Equal([id], await Told(lead));
        Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders()));

        async Task<string> Calendar() => await (await api.Anonymous().GetAsync(calendar).Expect(200)).Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task What_a_deputy_has_taken_is_the_teams_again_when_the_absence_is_over()
    {
        var of = await api.Given.CaseWithLead();
        var (_, deputy) = await Next(of);
        var (client, lead) = (await api.As(deputy), await api.As(of.Lead!));
        var path = await Made(lead, "case", of.CaseId);
        var absence = $"/api/v1/absences/{await api.Given.Absence(of.Lead!, deputy.StaffId)}";
        var tag = (await client.Patch(path, new { assigneeId = deputy.StaffId }, (await client.GetAsync(path)).Tag()).Expect(200)).Tag();
        await client.GetAsync(path).Expect(200);
        Assert.Contains(path[^36..], (await client.Read("/api/v1/my-day")).ToJsonString(), StringComparison.Ordinal);

        await lead.Post($"{absence}/end", ifMatch: (await lead.GetAsync(absence)).Tag()).Expect(200);

        await AssertSeesNot(client, deputy, path, tag);
        await lead.GetAsync(path).Expect(200);
        await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
        Assert.Empty(await Told(client));
        Assert.Equal([Guid.Parse(path[^36..])], await Told(lead));
    }

    [Fact]
    public async Task Who_stands_in_for_somebody_who_takes_part_does_not_see_the_case_and_the_team_is_told()
    {
        var of = await api.Given.CaseWithLead();
        var participant = await Participant(of);
        var (_, deputy) = await Next(of);
        var path = await Made(await api.As(participant), "case", of.CaseId);
        await api.Given.Absence(participant, deputy.StaffId);
        var client = await api.As(deputy);

        await client.GetAsync(path).ExpectProblem(404, "not-found");
        await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
        Assert.Empty(await Told(client));
        Assert.Equal([Guid.Parse(path[^36..])], await Told(await api.As(of.Lead!)));
        Assert.Equal([Guid.Parse(path[^36..])], await Told(await api.As(participant)));
    }

    private async Task<IReadOnlyList<GivenCase>> Family(int members)
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        return await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), members);
    }

    private async Task<(Guid Team, Person Worker)> Next(GivenCase of)
    {
        var team = await api.Given.Team(of.OrganisationId);
        return (team, await api.Given.Staff(of.OrganisationId, Role.Caseworker, team));
    }

    private async Task<Person> Participant(GivenCase of)
    {
        var (_, colleague) = await Next(of);
        await Join(of, colleague);
        return colleague;
    }

    private async Task Join(GivenCase of, Person colleague)
    {
        var (lead, path) = (await api.As(of.Lead!), $"/api/v1/cases/{of.CaseId}");
        await lead.Post($"{path}/add-participant", new { staffId = colleague.StaffId }, (await lead.GetAsync(path)).Tag()).Expect(200);
    }

    private async Task Leave(GivenCase of, Person colleague)
    {
        var (lead, path) = (await api.As(of.Lead!), $"/api/v1/cases/{of.CaseId}");
        await lead.Post($"{path}/participants/{colleague.StaffId}/end", ifMatch: (await lead.GetAsync(path)).Tag()).Expect(200);
    }

    private async Task Reassign(GivenCase of, Guid team, Person? lead)
    {
        var (supervisor, path) = (await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId)), $"/api/v1/cases/{of.CaseId}");
        await supervisor.Post($"{path}/reassign", new { teamId = team, leadStaffId = lead?.StaffId, reason = "Umzug" }, (await supervisor.GetAsync(path)).Tag())
            .Expect(200);
    }

    private async Task<string> Made(HttpClient client, string subjectType, Guid subjectId) =>
        (await client.Post("/api/v1/reminders", new { subjectType, subjectId, title = "Kita anrufen", note = "Platz ab Herbst", dueOn = api.Given.Today })
            .Expect(201)).Headers.Location!.ToString();

    // Of a step of the checklist of a change of benefits: made by the product without a policy.
    private async Task<Guid> Checklist(GivenCase of)
    {
        var reminder = Reminder.OfSystem(of.OrganisationId, (ReminderSubject.Household, of.HouseholdId!.Value),
            BenefitChangeSteps.Rent, of.CaseId, of.HouseholdId, of.TeamId, of.Lead!.StaffId, api.Given.Today, api.Given.Now);
        await api.InOrganisation(of.OrganisationId, db =>
        {
            db.Add(reminder);
            return db.SaveChangesAsync();
        });
        return reminder.Id;
    }

    private static async Task AssertSeesNot(HttpClient client, Person person, string path, string tag)
    {
        await client.GetAsync(path).ExpectProblem(404, "not-found");
        await client.Patch(path, new { note = "Noch da" }, tag).ExpectProblem(404, "not-found");
        await client.Post($"{path}/done", ifMatch: tag).ExpectProblem(404, "not-found");
        Assert.Empty((await client.Read("/api/v1/reminders"))["items"]!.AsArray());
        Assert.Empty((await client.Read($"/api/v1/reminders?assigneeId={person.StaffId}"))["items"]!.AsArray());
        Assert.DoesNotContain(path[^36..], (await client.Read("/api/v1/my-day")).ToJsonString(), StringComparison.Ordinal);
    }

    private static Guid? Assignee(JsonNode reminder) => reminder["assigneeId"] is null ? null : reminder.Value<Guid>("assigneeId");

    private static async Task<IReadOnlyList<Guid>> Told(HttpClient client) =>
        [.. (await client.Read("/api/v1/notices"))["items"]!.AsArray().Where(notice => notice.Text("kind") == "reminder-due")
            .Select(notice => notice!.Value<Guid>("subjectId"))];
}
