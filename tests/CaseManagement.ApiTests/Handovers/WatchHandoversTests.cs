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

    [Theory]
    [InlineData("no-show", true, true)]
    [InlineData("counselled", false, true)]
    [InlineData("counselled", true, false)]
    public async Task A_contact_that_was_none_with_a_person_after_all_is_her_first_contact_no_longer_and_she_is_waited_for_again(
        string outcome, bool present, bool named)
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var (first, second) = (handover.Cases[0], handover.Cases[1]);
        var other = await api.Given.CaseOf(handover.ReceivingTeam, handover.Receiver); // Of another household.
        var (client, at) = (await handover.To, api.Given.Now);
        var contact = (await client.Post("/api/v1/contacts", Contact(at, "counselled", (first, true))).Expect(201)).Headers.Location!.ToString();
        Assert.Equal([second.ClientId], await Awaited(handover));

        await Correct(client, contact, Contact(at, outcome, (named ? first : other, present)));
        Assert.Equal(new[] { first.ClientId, second.ClientId }.Order(), await Awaited(handover));
        Assert.Null((await client.Read($"/api/v1/cases/{first.CaseId}"))["firstContactAt"]);

        await client.Post("/api/v1/contacts", Contact(api.Given.Now, "counselled", (second, true))).Expect(201);
        Assert.Equal("accepted", await handover.Status());
        Assert.Equal([first.ClientId], await Awaited(handover));
        Assert.Equal(1L, await Reminders(handover, "first_contact", null));
        var refused = await handover.Move(handover.To, "complete").ExpectProblem(409, "handover-first-contact-missing");
        Assert.Equal($"/persons/{first.ClientId}", refused.Text("errors/0/pointer"));
        await Watch(handover);
        Assert.Equal("accepted", await handover.Status());
        await client.Post("/api/v1/contacts", Contact(api.Given.Now, "counselled", (first, true))).Expect(201);
        Assert.Equal("completed", await handover.Status());
    }

    [Fact]
    public async Task The_first_contact_with_a_person_is_the_earliest_that_counts_in_whatever_order_they_are_recorded_or_corrected()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var of = handover.Cases[0];
        api.Clock.Offset += TimeSpan.FromHours(3);
        var (client, now) = (await handover.To, api.Given.Now);
        async Task<string> Record(double hoursAgo) =>
            (await client.Post("/api/v1/contacts", Contact(now.AddHours(-hoursAgo), "counselled", (of, true))).Expect(201)).Headers.Location!.ToString();
        async Task<DateTimeOffset> First() => (await handover.Get(handover.To))["persons"]!.AsArray()
            .Single(person => person.Value<Guid>("clientId") == of.ClientId)!.Value<DateTimeOffset>("firstContactAt");
        await Record(1);
        var earlier = await Record(2);
        Assert.Equal(now.AddHours(-2), await First(), TimeSpan.FromMilliseconds(1));
        await Correct(client, earlier, Contact(now.AddHours(-1.5), "counselled", (of, true)));
        Assert.Equal(now.AddHours(-1.5), await First(), TimeSpan.FromMilliseconds(1));
        await Correct(client, earlier, Contact(now.AddHours(-1.5), "not-reached", (of, false)));
        Assert.Equal(now.AddHours(-1), await First(), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task What_is_completed_stays_so_though_its_last_first_contact_was_none_after_all()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Accepted();
        var (client, at) = (await handover.To, api.Given.Now);
        var contact = await client.Post("/api/v1/contacts", Contact(at, "counselled", (handover.Cases[0], true))).Expect(201);
        var noted = (await handover.Get(handover.To)).Text("persons/0/firstContactAt");
        await Correct(client, contact.Headers.Location!.ToString(), Contact(at, "no-show", (handover.Cases[0], true)));
        await Watch(handover);
        var shown = await handover.Get(handover.To);
        Assert.Equal(("completed", noted), (shown.Text("status"), shown.Text("persons/0/firstContactAt")));
    }

    [Fact]
    public async Task Who_is_waited_for_is_the_same_in_the_day_as_in_the_handover_nobody_whose_case_was_closed()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var (client, path) = (await handover.To, $"/api/v1/cases/{handover.Cases[0].CaseId}");
        await client.Post($"{path}/close", new { reasonCode = "moved-away" }, (await client.GetAsync(path)).Tag()).Expect(200);
        var part = (await client.Read("/api/v1/my-day"))["parts"]!.AsArray().Single(part => part.Text("kind") == "first_contacts")!;
        Assert.Equal([handover.Cases[1].ClientId], part.Values<Guid>("items/*/clientId"));
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

    private static Dictionary<string, object> Contact(DateTimeOffset at, string outcome, params (GivenCase Of, bool Present)[] persons) => new()
    {
        ["at"] = at, ["kind"] = "office", ["outcome"] = outcome,
        ["persons"] = persons.Select(person => new { clientId = person.Of.ClientId, present = person.Present }).ToArray(),
    };

    private static async Task Correct(HttpClient client, string contact, Dictionary<string, object> really)
    {
        really["reason"] = "Verwechselt";
        await client.Post($"{contact}/correct", really, (await client.GetAsync(contact)).Tag()).Expect(200);
    }

    // Of whom the handover tells no first contact; they are those in the receiver's day, and while there are any it cannot be completed.
    private static async Task<IReadOnlyList<Guid>> Awaited(GivenHandover handover)
    {
        var (shown, day) = (await handover.Get(handover.To), await (await handover.To).Read("/api/v1/my-day"));
        IReadOnlyList<Guid> awaited = [.. shown["persons"]!.AsArray().Where(person => person!["firstContactAt"] is null)
            .Select(person => person!.Value<Guid>("clientId")).Order()];
        Assert.Equal(awaited, day["parts"]!.AsArray().Where(part => part.Text("kind") == "first_contacts")
            .SelectMany(part => part.Values<Guid>("items/*/clientId")).Order());
        var complete = shown["allowedActions"]!.AsArray().Single(action => action.Text("action") == "complete")!;
        Assert.Equal(awaited.Count == 0, complete.Value<bool>("allowed"));
        return awaited;
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
