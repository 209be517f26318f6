using CaseManagement.Api.Cases;
using CaseManagement.Api.Handovers;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>Deadlines: reminder, supervisor, expiry, first contact. Each run twice, since the second must change nothing.</summary>
public sealed class WatchHandoversTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task An_unanswered_handover_is_reminded_of_then_the_supervisor_is_told_then_it_expires()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        var supervisor = await api.Given.Staff(handover.Receiver.OrganisationId, Role.Supervisor, handover.ReceivingTeam);
        await handover.Submitted();
        var (due, escalate, expires) = (await Date(handover, "acceptance_due_on"), await Date(handover, "escalate_on"), await Date(handover, "expires_on"));

        await Watch(handover);
        Assert.Equal((1L, 0L), (await Reminders(handover, "handover_acceptance", due), await Reminders(handover, "handover_escalation", null)));

        MoveTo(due.AddDays(1));
        Assert.Equal("true", (await Row(handover, handover.To))["isOverdue"]!.ToJsonString());
        await Watch(handover);
        Assert.Equal((1L, 0L), (await Reminders(handover, "handover_acceptance", due), await Reminders(handover, "handover_escalation", null)));

        MoveTo(escalate.AddDays(1));
        await Watch(handover);
        Assert.Equal(1L, await Reminders(handover, "handover_escalation", null));
        Assert.Equal(supervisor.StaffId, await api.Sql<Guid>($"""
            select assignee_id from app.reminder
            where subject_id = '{handover.Id}' and kind = 'handover_escalation'
            """));
        // By the reminder alone: nothing is told twice.
        await api.SendAsSystem(handover.Receiver.OrganisationId, new NoticeDueReminders());
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.notice where subject_id = '{handover.Id}' and staff_id = '{supervisor.StaffId}'"));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from app.notice n join app.reminder r on r.id = n.subject_id
            where r.subject_id = '{handover.Id}' and r.kind = 'handover_escalation' and n.kind = 'reminder-due' and n.staff_id = '{supervisor.StaffId}'
            """));

        MoveTo(expires);
        await Watch(handover);
        Assert.Equal("submitted", await handover.Status());
        MoveTo(expires.AddDays(1));
        await Watch(handover);
        Assert.Equal("expired", await handover.Status());
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.reminder where subject_id = '{handover.Id}' and status = 'open'"));
        Assert.Equal(handover.SendingTeam, await api.Sql<Guid>($"select team_id from app.\"case\" where id = '{handover.Cases[0].CaseId}'"));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from app.notice
            where subject_id = '{handover.Id}' and kind = 'handover-moved' and staff_id = '{handover.Sender.StaffId}'
            """));
        // Nothing is lost: the household can be handed over anew.
        await handover.Prepared();
    }

    [Fact]
    public async Task A_reminder_that_was_ticked_off_does_not_come_again_for_the_same_submission()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        await Watch(handover);
        await api.Execute($"update app.reminder set status = 'done', closed_at = '{api.Given.Now:O}' where subject_id = '{handover.Id}'");
        await Watch(handover);
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.reminder where subject_id = '{handover.Id}'"));
    }

    [Fact]
    public async Task The_first_contact_with_every_person_completes_the_handover_and_an_attempt_does_not()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        await api.Given.ContactWith(handover.Cases[0], handover.Receiver, handover.ReceivingTeam);
        await api.Given.ContactWith(handover.Cases[1], handover.Receiver, handover.ReceivingTeam, reached: false);
        await Watch(handover);
        Assert.Equal("accepted", await handover.Status());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.handover_person where handover_id = '{handover.Id}' and first_contact_at is not null"));

        await api.Given.ContactWith(handover.Cases[1], handover.Receiver, handover.ReceivingTeam);
        await Watch(handover);
        Assert.Equal("completed", await handover.Status());
        Assert.Equal("done", await api.Sql<string>($"select status from app.reminder where subject_id = '{handover.Id}' and kind = 'first_contact'"));
    }

    [Fact]
    public async Task The_team_to_which_the_receiver_passed_the_case_on_has_the_first_contact_as_well()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Accepted();
        var (of, town) = (handover.Cases[0], handover.Receiver.OrganisationId);
        var other = await api.Given.Team(town);
        api.Clock.Offset += TimeSpan.FromMinutes(5);
        await api.InOrganisation(town, async db =>
        {
            (await db.Set<Case>().WithResponsibility().SingleAsync(c => c.Id == of.CaseId)).Reassign(other, null, null, null, api.Given.Now);
            return await db.SaveChangesAsync();
        });
        await api.Given.ContactWith(of, handover.Receiver, other, reached: false);
        await Watch(handover);
        Assert.Equal("accepted", await handover.Status());

        await api.Given.ContactWith(of, handover.Receiver, other);
        await Watch(handover);
        Assert.Equal("completed", await handover.Status());
        Assert.True(await api.Sql<bool>($"""
            select p.first_contact_at = f.at from app.handover_person p join app.first_contact f on f.case_id = p.case_id and f.team_id = '{other}'
             where p.handover_id = '{handover.Id}'
            """));
    }

    [Fact]
    public async Task Recording_the_last_first_contact_completes_the_handover_in_the_same_call()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var client = await handover.To;
        object Contact(GivenCase of, string outcome) =>
            new
            {
                at = api.Given.Now,
                kind = "office",
                outcome,
                persons = new[] { new { clientId = of.ClientId } },
            };
        await client.Post("/api/v1/contacts", Contact(handover.Cases[0], "counselled")).Expect(201);
        await client.Post("/api/v1/contacts", Contact(handover.Cases[1], "no-show")).Expect(201);
        Assert.Equal("accepted", await handover.Status());
        await client.Post("/api/v1/contacts", Contact(handover.Cases[1], "counselled")).Expect(201);
        Assert.Equal("completed", await handover.Status());
        Assert.Equal(handover.Receiver.StaffId, await api.Sql<Guid>($"""
            select staff_id from app.handover_move where handover_id = '{handover.Id}' and action = 'complete'
            """));
    }

    [Fact]
    public async Task A_late_first_contact_is_told_to_the_supervisor_once()
    {
        var handover = await api.Given.HouseholdToHandOver(1);
        await api.Given.Staff(handover.Receiver.OrganisationId, Role.Supervisor, handover.ReceivingTeam);
        await handover.Accepted();
        var due = await Date(handover, "first_contact_due_on");
        MoveTo(due);
        await Watch(handover);
        Assert.Equal(0L, await Reminders(handover, "handover_escalation", null));
        MoveTo(due.AddDays(1));
        await Watch(handover);
        Assert.Equal(1L, await Reminders(handover, "handover_escalation", null));
        Assert.Equal("true", (await Row(handover, handover.From, "sent"))["isOverdue"]!.ToJsonString());
    }

    [Fact]
    public async Task Assigning_a_lead_ends_the_supervisors_reminder()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Accepted(withLead: false);
        await Watch(handover);
        Assert.Equal("open", await api.Sql<string>($"select status from app.reminder where subject_id = '{handover.Id}' and kind = 'assign_lead'"));
        await api.Execute($"""
            begin; update app."case" set lead_staff_id = '{handover.Receiver.StaffId}'
            where id = '{handover.Cases[0].CaseId}'; update app.case_responsibility set lead_staff_id = '{handover.Receiver.StaffId}'
            where case_id = '{handover.Cases[0].CaseId}' and until_at is null; commit;
            """);
        await Watch(handover);
        Assert.Equal("done", await api.Sql<string>($"select status from app.reminder where subject_id = '{handover.Id}' and kind = 'assign_lead'"));
    }

    // The sender's run and the receiver's; again, and nothing more changes.
    private async Task Watch(GivenHandover handover)
    {
        await api.SendAsSystem(handover.Sender.OrganisationId, new WatchHandovers());
        await api.SendAsSystem(handover.Receiver.OrganisationId, new WatchHandovers());
        await api.SendAsSystem(handover.Sender.OrganisationId, new WatchHandovers());
        Assert.Equal(0, await api.SendAsSystem(handover.Sender.OrganisationId, new WatchHandovers()));
        Assert.Equal(0, await api.SendAsSystem(handover.Receiver.OrganisationId, new WatchHandovers()));
    }

    private void MoveTo(DateOnly day) => api.Clock.Offset += LocalTime.StartOf(day).AddHours(10) - api.Given.Now;

    private Task<DateOnly> Date(GivenHandover handover, string column) => api.Sql<DateOnly>($"select {column} from app.handover where id = '{handover.Id}'");

    private Task<long> Reminders(GivenHandover handover, string kind, DateOnly? due) =>
        api.Sql<long>(
            $"""
            select count(*) from app.reminder
            where subject_id = '{handover.Id}' and kind = '{kind}' and status = 'open' and team_id = '{handover.ReceivingTeam}'
              and organisation_id = '{handover.Receiver.OrganisationId}' {(due is { } day ? $"and due_on = '{day:yyyy-MM-dd}'" : "")}
            """);

    private static async Task<System.Text.Json.Nodes.JsonNode> Row(GivenHandover handover, Task<HttpClient> who, string direction = "received") =>
        (await (await who).Read($"/api/v1/handovers?direction={direction}&overdue=true"))["items"]!
            .AsArray()
            .Single(item => item.Value<Guid>("id") == handover.Id)!;
}
