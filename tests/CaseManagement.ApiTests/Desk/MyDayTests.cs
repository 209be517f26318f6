using System.Text.Json.Nodes;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

public sealed class MyDayTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private const string Path = "/api/v1/my-day";

    [Fact]
    public async Task What_is_overdue_and_due_today_stands_first_with_names_counts_and_what_can_be_done()
    {
        var given = await api.Given.CaseWithLead();
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        var theirs = await api.Given.CaseOf(given.TeamId, colleague);
        foreach (var due in (int[])[-3, -2, 0, 1])
        {
            await api.Given.Reminder(given, due);
        }
        await api.Given.Reminder(theirs, -1);
        var day = await Day(given.Lead!, "?limit=1");

        Assert.Equal(["reminders_overdue", "reminders_due_today"], Kinds(day));
        var overdue = Part(day, "reminders_overdue")!;
        Assert.Equal((2, 1), (overdue.Value<int>("count"), overdue["items"]!.AsArray().Count));
        Assert.Equal((api.Given.Today.AddDays(-3), given.CaseId, given.ClientId, "Anrufen"),
            (Date(overdue, "items/0/dueOn"), overdue.Value<Guid>("items/0/caseId"), overdue.Value<Guid>("items/0/clientId"), overdue.Text("items/0/text")));
        Assert.Contains(", ", overdue.Text("items/0/clientName"), StringComparison.Ordinal);
        Assert.Contains("done", overdue.Values<string>("items/0/actions/*"));
        Assert.Equal(1, Part(day, "reminders_due_today")!.Value<int>("count"));
        Assert.Equal(api.Given.Today, Date(day, "date"));
    }

    [Fact]
    public async Task The_day_ends_at_midnight_in_Germany_and_not_in_Greenwich()
    {
        var given = await api.Given.CaseWithLead();
        var soon = await api.Given.Reminder(given, 1);
        Assert.Empty(Kinds(await Day(given.Lead!)));
        var midnight = LocalTime.StartOf(api.Given.Today.AddDays(1));
        var before = api.Clock.Offset;
        api.Clock.Offset += midnight.AddMinutes(1) - api.Given.Now;
        Assert.Equal(soon, Part(await Day(given.Lead!), "reminders_due_today").Value<Guid>("items/0/id"));
        api.Clock.Offset = before;
    }

    [Fact]
    public async Task Only_what_may_be_done_with_a_reminder_is_offered()
    {
        var given = await api.Given.CaseWithLead();
        await api.Given.Reminder(given, 0, CaseManagement.Api.Letters.LetterReminders.Deadline);
        var lead = await api.As(given.Lead!);
        var item = Part(await Day(given.Lead!), "reminders_due_today")!["items"]![0];
        var reminder = await lead.Read($"/api/v1/reminders/{item.Value<Guid>("id")}");
        Assert.Equal(reminder["allowedActions"]!.AsArray().Where(action => action.Value<bool>("allowed")).Select(action => action.Text("action")),
            item.Values<string>("actions/*"));
    }

    [Fact]
    public async Task Who_stands_in_sees_the_absent_colleagues_day_and_nobody_else_does()
    {
        var given = await api.Given.CaseWithLead();
        var deputy = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        var colleague = await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId);
        await api.Given.Reminder(given, -1);
        await api.Given.Absence(given.Lead!, deputy.StaffId);

        var item = Part(await Day(deputy), "reminders_overdue")!["items"]![0];
        Assert.Equal(given.Lead!.StaffId, item.Value<Guid>("staffId"));
        Assert.StartsWith("Kim Fachkraft", item.Text("staffName"), StringComparison.Ordinal);
        Assert.Empty(Kinds(await Day(colleague)));
    }

    [Fact]
    public async Task A_handover_is_in_the_day_of_who_has_to_act_from_submission_to_first_contact()
    {
        var handover = await api.Given.HouseholdToHandOver();
        await handover.Submitted();
        Assert.Equal(handover.Id, Part(await Of(handover.To), "handovers_to_answer").Value<Guid>("items/0/id"));
        Assert.DoesNotContain("handovers_in_question", Kinds(await Of(handover.From)));

        var asked = new[] { new { place = $"/persons/{handover.Cases[0].ClientId}", question = "Wer holt die Familie ab?" } };
        await handover.Move(handover.To, "request-clarification", new { items = asked }).Expect(200);
        Assert.DoesNotContain("handovers_to_answer", Kinds(await Of(handover.To)));
        Assert.Equal(handover.Id, Part(await Of(handover.From), "handovers_in_question").Value<Guid>("items/0/id"));
    }

    [Fact]
    public async Task After_acceptance_each_person_who_was_not_spoken_to_is_in_the_receivers_day()
    {
        var handover = await api.Given.HouseholdToHandOver();
        await handover.Accepted();
        var part = Part(await Of(handover.To), "first_contacts")!;
        Assert.Equal((2, handover.Id), (part.Value<int>("count"), part.Value<Guid>("items/0/subjectId")));
        Assert.Equal(handover.Cases.Select(of => of.ClientId).Order(), part.Values<Guid>("items/*/clientId").Order());
    }

    [Fact]
    public async Task A_household_that_nobody_took_over_stays_in_the_senders_day_until_it_is_tried_again()
    {
        var handover = await api.Given.HouseholdToHandOver();
        await handover.Submitted();
        await handover.Move(handover.To, "decline", new { reasonCode = "not-responsible" });
        Assert.Equal(handover.Id, Part(await Of(handover.From), "handovers_that_failed").Value<Guid>("items/0/id"));
        await handover.Prepared();
        Assert.DoesNotContain("handovers_that_failed", Kinds(await Of(handover.From)));
    }

    [Fact]
    public async Task A_case_is_silent_after_as_many_days_as_its_phase_allows_and_a_failed_attempt_is_no_contact()
    {
        var given = await api.Given.CaseWithLead();
        var homeless = await api.Given.Case(given.OrganisationId, await api.Given.Client(given.OrganisationId), given.TeamId, given.Lead!.StaffId,
            phase: "wohnungslos");
        var before = api.Clock.Offset;
        api.Clock.Offset += TimeSpan.FromDays(15);
        Assert.Equal([homeless], Part(await Day(given.Lead), "cases_without_contact").Values<Guid>("items/*/id"));
        api.Clock.Offset += TimeSpan.FromDays(46);
        await api.Given.Contact(given, reached: false);
        Assert.Equal([given.CaseId, homeless], Part(await Day(given.Lead), "cases_without_contact").Values<Guid>("items/*/id"));
        await api.Given.Contact(given);
        Assert.Equal([homeless], Part(await Day(given.Lead), "cases_without_contact").Values<Guid>("items/*/id"));
        api.Clock.Offset = before;
    }

    [Fact]
    public async Task What_nobody_leads_and_what_was_not_read_is_there_and_goes_with_the_deed()
    {
        var given = await api.Given.CaseWithLead();
        var nobodys = await api.Given.Case(given.OrganisationId, await api.Given.Client(given.OrganisationId), given.TeamId);
        var notice = await api.Given.Notice(given.Lead!);
        var supervisor = await api.Given.Staff(given.OrganisationId, Role.Supervisor, given.TeamId);
        Assert.Equal(["assign"], Part(await Day(supervisor), "cases_unassigned").Values<string>("items/0/actions/*"));
        Assert.Equal(["take"], Part(await Day(given.Lead!), "cases_unassigned").Values<string>("items/0/actions/*"));
        var day = await Day(given.Lead!);
        Assert.Equal(["cases_unassigned", "notices_unread"], Kinds(day));
        Assert.Equal((nobodys, notice), (Part(day, "cases_unassigned").Value<Guid>("items/0/id"), Part(day, "notices_unread").Value<Guid>("items/0/id")));
        var lead = await api.As(given.Lead!);
        await lead.Post($"/api/v1/notices/{notice}/read").Expect(200);
        await lead.Post($"/api/v1/cases/{nobodys}/take", ifMatch: (await lead.GetAsync($"/api/v1/cases/{nobodys}").Expect(200)).Tag()).Expect(200);
        Assert.Empty(Kinds(await Day(given.Lead!)));
    }

    [Fact]
    public async Task Whose_role_has_no_cases_has_a_day_without_them()
    {
        var given = await api.Given.CaseWithLead();
        await api.Given.Case(given.OrganisationId, await api.Given.Client(given.OrganisationId), given.TeamId);
        foreach (var role in (Role[])[Role.Partner, Role.DataProtectionOfficer, Role.Administrator])
        {
            var person = await api.Given.Staff(given.OrganisationId, role, given.TeamId);
            await api.Given.Notice(person);
            Assert.Equal(["notices_unread"], Kinds(await Day(person)));
        }
    }

    [Fact]
    public async Task Whose_names_were_shown_is_on_record_and_a_limit_outside_is_refused()
    {
        var given = await api.Given.CaseWithLead();
        await api.Given.Reminder(given, 0);
        await Day(given.Lead!);
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from audit.entry where action = 'GetMyDay' and '{given.ClientId}' = any(client_ids)"));
        await (await api.As(given.Lead!)).GetAsync($"{Path}?limit=101").ExpectProblem(400, "validation-failed");
    }

    private async Task<JsonNode> Day(Person person, string query = "") => await (await api.As(person)).Read(Path + query);

    private static async Task<JsonNode> Of(Task<HttpClient> who) => await (await who).Read(Path);

    private static IEnumerable<string> Kinds(JsonNode day) => day.Values<string>("parts/*/kind");

    private static JsonNode? Part(JsonNode day, string kind) => day["parts"]!.AsArray().Single(part => part.Text("kind") == kind);

    private static DateOnly Date(JsonNode node, string path) => DateOnly.Parse(node.Value<string>(path), System.Globalization.CultureInfo.InvariantCulture);
}
