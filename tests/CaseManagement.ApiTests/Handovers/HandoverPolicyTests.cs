using System.Text.Json.Nodes;
using CaseManagement.Api.Handovers;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Handovers;

/// <summary>What waits at the receiver of a handover, by policies: the answer, the first contact, and either when it is late.</summary>
public sealed class HandoverPolicyTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_handover_that_waits_is_reminded_of_on_its_day_once_at_the_receiver_and_ends_with_the_answer()
    {
        var handover = await api.Given.HouseholdToHandOver(2);
        var policy = new { steps = new[] { 2 }, unit = "working_days", addressee = "team", made = "on_the_day", missed = "once" };
        await Change(handover, "handover_acceptance", policy);
        await handover.Submitted();
        var last = await Date(handover, "acceptance_due_on");
        var day = Enumerable.Range(1, 20).Select(ago => last.AddDays(-ago)).First(one =>
            WorkingDays.IsWorkingDay(one, Land.BadenWuerttemberg) && WorkingDays.Add(one, 2, Land.BadenWuerttemberg) == last);
        MoveTo(day.AddDays(-1));
        Assert.Equal(0, await Apply(handover));
        MoveTo(day);

        // The dry run says what then happens: to the team that it is for, in numbers to others of the organisation, and nothing to the sender.
        var preview = await Preview(await Supervisor(handover), "handover_acceptance", policy);
        var item = Assert.Single(preview["items"]!.AsArray());
        Assert.Equal((1, 0, "make", "handover", handover.Id.ToString(), null, 2, $"{day:O}"), (preview.Value<int>("made"), preview.Value<int>("ended"),
            item.Text("verdict"), item.Text("subjectType"), item.Text("subjectId"), item.Text("clientName"), item!.Value<int>("step"), item.Text("dueOn")));
        preview = await Preview(await Supervisor(handover, ofOtherTeam: true), "handover_acceptance", policy);
        Assert.Equal((1, 0), (preview.Value<int>("made"), preview["items"]!.AsArray().Count));
        preview = await Preview(await api.As(await api.Given.Staff(handover.Sender.OrganisationId, Role.Supervisor, handover.SendingTeam)),
            "handover_acceptance", policy);
        Assert.Equal((0, 0), (preview.Value<int>("made"), preview.Value<int>("ended")));

        await Task.WhenAll(Apply(handover), Watch(handover), Apply(handover), Watch(handover));
        await api.SendAsSystem(handover.Sender.OrganisationId, new ApplyReminderPolicies());
        var reminder = Assert.Single(await Open(handover, "handover_acceptance"));
        Assert.Equal((handover.Id.ToString(), null, handover.ReceivingTeam.ToString(), $"{day:O}"),
            (reminder.Text("subjectId"), reminder.Text("assigneeId"), reminder.Text("teamId"), reminder.Text("dueOn")));
        Assert.Equal(0, await Apply(handover));
        Assert.Empty((await (await handover.From).Read("/api/v1/reminders?kind=handover_acceptance"))["items"]!.AsArray());
        await (await handover.From).GetAsync($"/api/v1/reminders/{reminder.Text("id")}").ExpectProblem(404, "not-found");

        // Nobody ticks off what has to be answered.
        var (client, path) = (await handover.To, $"/api/v1/reminders/{reminder.Text("id")}");
        await client.Post($"{path}/done", ifMatch: (await client.GetAsync(path)).Tag()).ExpectProblem(409, "reminder-of-system");
        await handover.Move(handover.To, "decline", new { reasonCode = "not-arrived" }).Expect(200);
        Assert.Equal(("done", "happened"), await Ended(handover, reminder));
        Assert.Equal(0, await Apply(handover));
    }

    [Fact]
    public async Task One_that_is_withdrawn_or_expires_is_not_waited_for_any_more_and_nobody_is_told_of_it()
    {
        var (withdrawn, late) = (await (await api.Given.HouseholdToHandOver(1)).Submitted(), await (await api.Given.HouseholdToHandOver(1)).Submitted());
        foreach (var handover in new[] { withdrawn, late })
        {
            Assert.Equal(1, await Apply(handover));
        }
        var (first, second) = (Assert.Single(await Open(withdrawn, "handover_acceptance")), Assert.Single(await Open(late, "handover_acceptance")));
        await withdrawn.Move(withdrawn.From, "withdraw", new { reasonCode = "private-housing" }).Expect(200);
        MoveTo((await Date(late, "expires_on")).AddDays(1));
        await api.SendAsSystem(late.Sender.OrganisationId, new WatchHandovers());
        foreach (var (handover, reminder) in new[] { (withdrawn, first), (late, second) })
        {
            // Looked at again at the moment of telling, without any run in between.
            await api.SendAsSystem(handover.Receiver.OrganisationId, new NoticeDueReminders());
            Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.notice where subject_id = '{reminder.Text("id")}'"));
            Assert.Equal(("cancelled", "no_longer_applies"), await Ended(handover, reminder));
            Assert.Equal(0, await Apply(handover));
        }
    }

    [Fact]
    public async Task What_is_submitted_again_after_a_question_waits_again_on_the_same_day_as_well()
    {
        var handover = await (await api.Given.HouseholdToHandOver(1)).Submitted();
        Assert.Equal(1, await Apply(handover));
        var first = Assert.Single(await Open(handover, "handover_acceptance"));
        var place = $"/persons/{handover.Cases[0].ClientId}";
        await handover.Move(handover.To, "request-clarification", new { items = new[] { new { place, question = "Welche?" } } }).Expect(200);
        Assert.Equal(("done", "happened"), await Ended(handover, first));
        Assert.Equal(0, await Apply(handover));
        await handover.Move(handover.From, "answer-queries", new { answers = new[] { new { place, answer = "Diese." } } }).Expect(200);
        await handover.Move(handover.From, "submit").Expect(200);
        Assert.Equal(1, await Apply(handover));
        Assert.Equal(first.Text("dueOn"), Assert.Single(await Open(handover, "handover_acceptance")).Text("dueOn"));
    }

    [Fact]
    public async Task The_first_contact_is_reminded_of_with_the_acceptance_for_who_leads_and_ends_when_it_was_held()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var reminder = Assert.Single(await Open(handover, "first_contact"));
        Assert.Equal((handover.Receiver.StaffId.ToString(), $"{await Date(handover, "first_contact_due_on"):O}"),
            (reminder.Text("assigneeId"), reminder.Text("dueOn")));
        Assert.Equal(0, await Apply(handover));

        // One of two cases is another colleague's now: it is for their team; then for who leads both; then, when that one leaves, for the team again.
        var (colleague, supervisor) = (await api.Given.Staff(handover.Receiver.OrganisationId, Role.Caseworker, handover.ReceivingTeam),
            await Supervisor(handover));
        foreach (var (of, expected) in new[] { (handover.Cases[0], (string?)null), (handover.Cases[1], colleague.StaffId.ToString()) })
        {
            var path = $"/api/v1/cases/{of.CaseId}";
            await supervisor.Post($"{path}/assign", new { leadStaffId = colleague.StaffId }, (await supervisor.GetAsync(path)).Tag()).Expect(200);
            Assert.Equal((expected, handover.ReceivingTeam.ToString()), await Whose(handover));
        }
        var administrator = await api.As(await api.Given.Staff(handover.Receiver.OrganisationId, Role.Administrator));
        var staff = $"/api/v1/staff/{colleague.StaffId}";
        await administrator.Post($"{staff}/disable", new { reason = "geht" }, (await administrator.GetAsync(staff).Expect(200)).Tag()).Expect(200);
        Assert.Equal((null, handover.ReceivingTeam.ToString()), await Whose(handover));

        MoveTo(await Date(handover, "first_contact_due_on"));
        await api.Given.ContactWith(handover.Cases[0], handover.Receiver, handover.ReceivingTeam);
        await api.SendAsSystem(handover.Receiver.OrganisationId, new NoticeDueReminders());
        Assert.Single(await Open(handover, "first_contact"));
        await api.Given.ContactWith(handover.Cases[1], handover.Receiver, handover.ReceivingTeam);
        await Watch(handover);
        Assert.Equal("completed", await handover.Status());
        Assert.Equal(("done", "happened"), await Ended(handover, reminder));
        Assert.Equal(0, await Apply(handover));
    }

    [Fact]
    public async Task A_first_contact_that_nobody_has_noted_yet_is_seen_before_anybody_is_told()
    {
        var (spoken, silent) = (await (await api.Given.HouseholdToHandOver(1)).Accepted(), await (await api.Given.HouseholdToHandOver(1)).Accepted());
        MoveTo(await Date(silent, "first_contact_due_on"));
        await api.Given.ContactWith(spoken.Cases[0], spoken.Receiver, spoken.ReceivingTeam);
        foreach (var (handover, told) in new[] { (spoken, 0L), (silent, 1L) })
        {
            await api.SendAsSystem(handover.Receiver.OrganisationId, new NoticeDueReminders());
            Assert.Equal(told, await api.Sql<long>($"""
                select count(*) from app.notice n join app.reminder r on r.id = n.subject_id
                where r.subject_id = '{handover.Id}' and r.kind = 'first_contact' and n.staff_id = '{handover.Receiver.StaffId}'
                """));
            Assert.Equal(told, (await Open(handover, "first_contact")).Count);
        }
    }

    [Fact]
    public async Task Of_closed_cases_no_first_contact_is_waited_for()
    {
        var handover = await (await api.Given.HouseholdToHandOver(2)).Accepted();
        var reminder = Assert.Single(await Open(handover, "first_contact"));
        for (var closed = 1; closed <= 2; closed++)
        {
            var (client, path) = (await handover.To, $"/api/v1/cases/{handover.Cases[closed - 1].CaseId}");
            await client.Post($"{path}/close", new { reasonCode = "moved-away" }, (await client.GetAsync(path)).Tag()).Expect(200);
            Assert.Equal(closed == 1 ? 0 : 1, await Apply(handover));
        }
        Assert.Equal(("cancelled", "no_longer_applies"), await Ended(handover, reminder));
        MoveTo((await Date(handover, "first_contact_due_on")).AddDays(3));
        Assert.Equal(0, await Apply(handover));
    }

    [Fact]
    public async Task What_is_late_is_the_supervisors_by_a_policy_of_its_own_which_can_be_switched_off()
    {
        var (told, quiet) = (await api.Given.HouseholdToHandOver(1), await api.Given.HouseholdToHandOver(1));
        var supervisor = await api.Given.Staff(told.Receiver.OrganisationId, Role.Supervisor, told.ReceivingTeam);
        await Change(quiet, "handover_escalation", new { steps = new[] { 1 }, unit = "days", addressee = "supervisor", isActive = false });
        await told.Submitted();
        await quiet.Submitted();
        MoveTo((await Date(told, "escalate_on")).AddDays(1));
        foreach (var handover in new[] { told, quiet })
        {
            await Watch(handover);
            await Watch(handover);
        }
        Assert.Empty(await Open(quiet, "handover_escalation"));
        var reminder = Assert.Single(await Open(told, "handover_escalation"));
        Assert.Equal(supervisor.StaffId.ToString(), reminder.Text("assigneeId"));
        var client = await api.As(supervisor);
        client.DefaultRequestHeaders.Add("Accept-Language", "de");
        Assert.Equal("Übergabe überfällig: Leitung entscheidet", (await client.Read($"/api/v1/reminders/{reminder.Text("id")}")).Text("title"));

        // Accepted at last: what follows is the first contact, which can be late as well.
        await told.Move(told.To, "accept", new { leadStaffId = told.Receiver.StaffId }).Expect(200);
        Assert.Equal(("done", "happened"), await Ended(told, reminder));
        var due = await Date(told, "first_contact_due_on");
        MoveTo(due);
        await Apply(told);
        Assert.Empty(await Open(told, "handover_escalation"));
        MoveTo(due.AddDays(1));
        Assert.Equal(1, await Apply(told));
        Assert.Single(await Open(told, "handover_escalation"));
    }

    [Fact]
    public async Task A_case_that_was_opened_without_a_handover_waits_for_its_first_contact_where_the_organisation_wants_that()
    {
        var (opened, handover) = (await api.Given.CaseWithLead(), await (await api.Given.HouseholdToHandOver(1)).Accepted());
        var body = new { steps = new[] { 10 }, unit = "working_days" };
        var day = WorkingDays.Add(api.Given.Today, 10, Land.BadenWuerttemberg);
        MoveTo(day.AddDays(-1));
        await Change(opened.OrganisationId, "no_first_contact", body);
        await Change(handover, "no_first_contact", body);
        Assert.Equal(0, await api.SendAsSystem(opened.OrganisationId, new ApplyReminderPolicies()));
        MoveTo(day);
        Assert.Equal(1, await api.SendAsSystem(opened.OrganisationId, new ApplyReminderPolicies()));
        var client = await api.As(opened.Lead!);
        var reminder = Assert.Single((await client.Read("/api/v1/reminders?kind=no_first_contact"))["items"]!.AsArray());
        Assert.Equal((opened.CaseId.ToString(), opened.ClientId.ToString()), (reminder.Text("subjectId"), reminder.Text("clientId")));
        // Of what was taken over the handover is told, and nothing twice.
        await Apply(handover);
        Assert.Empty(await Open(handover, "no_first_contact"));
        Assert.Single(await Open(handover, "first_contact"));
    }

    [Theory]
    [InlineData("de", "Eine Übergabe liegt vor und ist nicht beantwortet; gezählt wird vom letzten Tag der Antwortfrist.", "Erstansprache steht aus")]
    [InlineData("en", "A handover waits to be answered; counted from the last day for the answer.", "No first contact yet")]
    public async Task Policies_say_in_either_language_what_they_are_about(string language, string condition, string text)
    {
        var client = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker));
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        var policies = (await client.Read("/api/v1/reminder-policies"))["items"]!.AsArray().ToDictionary(item => item.Text("kind")!);
        Assert.Equal(condition, policies["handover_acceptance"].Text("condition"));
        Assert.Equal(text, policies["no_first_contact"].Text("text"));
        Assert.Equal("supervisor", policies["handover_escalation"]!["inForce"]!.Text("addressee"));
        Assert.False(policies["no_first_contact"]!["inForce"]!.Value<bool>("isActive"));
    }

    private Task<int> Apply(GivenHandover handover) => api.SendAsSystem(handover.Receiver.OrganisationId, new ApplyReminderPolicies());

    private Task<int> Watch(GivenHandover handover) => api.SendAsSystem(handover.Receiver.OrganisationId, new WatchHandovers());

    private void MoveTo(DateOnly day) => api.Clock.Offset += LocalTime.StartOf(day).AddHours(10) - api.Given.Now;

    private Task<DateOnly> Date(GivenHandover handover, string column) => api.Sql<DateOnly>($"select {column} from app.handover where id = '{handover.Id}'");

    private async Task<HttpClient> Supervisor(GivenHandover handover, bool ofOtherTeam = false)
    {
        var own = handover.Receiver.OrganisationId;
        return await api.As(await api.Given.Staff(own, Role.Supervisor, ofOtherTeam ? await api.Given.Team(own) : handover.ReceivingTeam));
    }

    private Task Change(GivenHandover handover, string kind, object body) => Change(handover.Receiver.OrganisationId, kind, body);

    // By a supervisor of another team, whom nothing of this one reaches.
    private async Task Change(Guid organisation, string kind, object body)
    {
        var (client, path) = (await api.As(await api.Given.Staff(organisation, Role.Supervisor, await api.Given.Team(organisation))),
            $"/api/v1/reminder-policies/{kind}");
        await client.Put(path, body, (await client.GetAsync(path).Expect(200)).Tag()).Expect(200);
    }

    private static async Task<JsonNode> Preview(HttpClient client, string kind, object body) =>
        await (await client.Post($"/api/v1/reminder-policies/{kind}/preview", body).Expect(200)).Json();

    private static async Task<List<JsonNode>> Open(GivenHandover handover, string kind) =>
        [.. (await (await handover.To).Read($"/api/v1/reminders?kind={kind}&limit=200"))["items"]!.AsArray().Select(item => item!)];

    private static async Task<(string?, string?)> Whose(GivenHandover handover)
    {
        var reminder = Assert.Single(await Open(handover, "first_contact"));
        return (reminder.Text("assigneeId"), reminder.Text("teamId"));
    }

    private static async Task<(string?, string?)> Ended(GivenHandover handover, JsonNode reminder)
    {
        var shown = await (await handover.To).Read($"/api/v1/reminders/{reminder.Text("id")}");
        return (shown.Text("status"), shown.Text("endedBecause"));
    }
}
