using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

public sealed class CaseListTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    [Fact]
    public async Task A_row_shows_person_household_lead_phase_last_contact_and_what_is_due()
    {
        var given = await api.Given.CaseWithLead();
        await api.Given.Contact(given, api.Given.Now.AddDays(-3));
        await api.Given.Contact(given, api.Given.Now.AddDays(-1), reached: false);
        await api.Given.Reminder(given, dueInDays: 9);
        await api.Given.Reminder(given, dueInDays: -2);
        var http = await api.As(given.Lead!);

        var row = Assert.Single(await Rows(http, ""))!;

        Assert.Equal((given.CaseId, given.ClientId, given.TeamId, given.Lead!.StaffId),
            (row.Value<Guid>("id"), row.Value<Guid>("clientId"), row.Value<Guid>("teamId"), row.Value<Guid>("leadStaffId")));
        Assert.StartsWith("Kim Fachkraft", row.Value<string>("leadName"), StringComparison.Ordinal);
        Assert.InRange(row.Value<int>("age"), 18, 150);
        Assert.Equal(3, (api.Given.Now - row.Value<DateTimeOffset>("lastContactAt")).Days); // the failed attempt does not count
        Assert.Equal(
            api.Given.Today.AddDays(-2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            row.Value<string>("nextDueOn"));
        Assert.True(row.Value<bool>("isOverdue"));
        Assert.Equal(1L, await api.Sql<long>($"""
            select count(*) from audit.entry
            where kind = 'read' and action = 'ListCases' and '{given.ClientId}' = any(client_ids)
            """));
    }

    [Fact]
    public async Task The_list_is_filtered_by_team_worker_phase_status_and_due_items()
    {
        var organisation = await api.Given.Organisation();
        var (one, two) = (await api.Given.Team(organisation), await api.Given.Team(organisation));
        var (worker, colleague) = (await api.Given.Staff(organisation, Role.Caseworker, one), await api.Given.Staff(organisation, Role.Caseworker, one));
        var mine = await api.Given.CaseOf(one, worker);
        var theirs = await api.Given.CaseOf(one, colleague);
        var nobodys = await api.Given.Case(organisation, await api.Given.Client(organisation), one, phase: "private-wohnung");
        await api.Given.CaseOf(two, await api.Given.Staff(organisation, Role.Caseworker, two));
        await api.Given.Reminder(mine, dueInDays: 1);
        await api.Given.Reminder(theirs, dueInDays: 20);
        var http = await api.As(worker);
        var soon = api.Given.Today.AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal([nobodys, theirs.CaseId, mine.CaseId], await Ids(http, ""));
        Assert.Equal([nobodys, theirs.CaseId, mine.CaseId], await Ids(http, $"teamId={one}"));
        Assert.Empty(await Ids(http, $"teamId={two}"));
        Assert.Equal([mine.CaseId], await Ids(http, $"leadStaffId={worker.StaffId}"));
        Assert.Equal([nobodys], await Ids(http, "unassigned=true"));
        Assert.Equal([nobodys], await Ids(http, "phase=private-wohnung"));
        Assert.Equal([mine.CaseId], await Ids(http, $"dueUntil={soon}"));
        Assert.Equal([theirs.CaseId], await Ids(http, $"dueFrom={soon}"));
        Assert.Equal([mine.CaseId, theirs.CaseId, nobodys], await Ids(http, "sort=nextDueOn"));
        Assert.Empty(await Ids(http, "status=closed"));
        await http.GetAsync($"/api/v1/cases?leadStaffId={worker.StaffId}&unassigned=true").ExpectProblem(400, "validation-failed");
    }

    [Theory]
    [InlineData("-openedAt")]
    [InlineData("openedAt")]
    [InlineData("nextDueOn")]
    public async Task Pages_follow_one_another_without_loss_or_repetition(string sort)
    {
        var first = await api.Given.CaseWithLead();
        var all = new List<Guid> { first.CaseId };
        for (var n = 0; n < 6; n++)
        {
            var given = await api.Given.CaseOf(first.TeamId, first.Lead!);
            all.Add(given.CaseId);
            if (n % 2 == 0)
            {
                await api.Given.Reminder(given, dueInDays: n == 4 ? 1 : 5); // equal dates, and cases without any
            }
        }
        var http = await api.As(first.Lead!);
        var seen = new List<Guid>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await http.Read($"/api/v1/cases?sort={sort}&limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            seen.AddRange(page.Values<Guid>("items/*/id"));
            cursor = page.Text("nextCursor");
            if (cursor is not null)
            {
                await http.GetAsync($"/api/v1/cases?sort={sort}&phase=erstaufnahme&cursor={cursor}").ExpectProblem(400, "cursor-invalid");
            }
        }
        Assert.Equal(all.Order(), seen.Order());
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(await Ids(http, $"sort={sort}"), seen);
    }

    // C54: paged by due date, and one case of the last page gets a reminder due today meanwhile.
    [Fact]
    public async Task A_case_that_moves_behind_the_cursor_while_the_list_is_read_comes_at_the_end()
    {
        var first = await api.Given.CaseWithLead();
        var cases = new List<GivenCase> { first };
        for (var n = 0; n < 8; n++)
        {
            cases.Add(await api.Given.CaseOf(first.TeamId, first.Lead!));
            await api.Given.Reminder(cases[^1], dueInDays: 3 + n);
        }
        var http = await api.As(first.Lead!);
        var page = await http.Read("/api/v1/cases?sort=nextDueOn&limit=3&count=true");
        var seen = page.Values<Guid>("items/*/id").ToList();
        await api.Given.Reminder(first, dueInDays: 0); // No due date so far: the last one of the list.
        await api.Given.Reminder(cases[^1], dueInDays: 1);
        while (page.Text("nextCursor") is { } cursor)
        {
            page = await http.Read($"/api/v1/cases?sort=nextDueOn&limit=3&count=true&cursor={cursor}");
            seen.AddRange(page.Values<Guid>("items/*/id"));
            Assert.Equal(9, page.Number("count"));
        }
        Assert.Equal(cases.Select(c => c.CaseId).Order(), seen.Order());
        Assert.Equal([first.CaseId, cases[^1].CaseId], seen[^2..]);
        Assert.Null(page.At("changed"));
    }

    [Fact]
    public async Task A_list_that_was_put_off_or_renamed_while_it_was_read_loses_nothing()
    {
        var given = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(given.OrganisationId, [Role.Supervisor, Role.Administrator], given.TeamId);
        var http = await api.As(supervisor);
        var reminders = new List<Guid>();
        for (var n = 0; n < 5; n++)
        {
            reminders.Add(await api.Given.Reminder(given, dueInDays: 2 + n));
        }
        await Reads($"/api/v1/reminders?caseId={given.CaseId}&", reminders,
            () => api.Execute($"update app.reminder set due_on = due_on - 5 where id = '{reminders[^1]}'"));

        var contacts = new List<Guid>();
        for (var n = 0; n < 5; n++)
        {
            contacts.Add(await api.Given.Contact(given, api.Given.Now.AddDays(-9 + n)));
        }
        await Reads($"/api/v1/contacts?caseId={given.CaseId}&", contacts,
            () => api.Execute($"update app.contact set at = at + interval '7 days' where id = '{contacts[0]}'"));

        var teams = new List<Guid> { given.TeamId };
        for (var n = 0; n < 4; n++)
        {
            teams.Add(await api.Given.Team(given.OrganisationId));
        }
        await Reads($"/api/v1/teams?organisationId={given.OrganisationId}&", teams,
            () => api.Execute($"""
                update app.team set name = 'A' || name where id = (select id from app.team where id = any({Array(teams)}) order by name desc limit 1)
                """));

        // The last one shown moves, and takes the place of the cursor along.
        var staff = new List<Guid> { given.Lead!.StaffId, supervisor.StaffId };
        for (var n = 0; n < 3; n++)
        {
            staff.Add((await api.Given.Staff(given.OrganisationId, Role.Caseworker, given.TeamId)).StaffId);
        }
        await Reads($"/api/v1/staff?teamId={given.TeamId}&", staff,
            () => api.Execute($"""
                update app.staff set family_name = 'Zz' where id = (
                    select id from app.staff where id = any({Array(staff)}) order by family_name, given_name, id offset 1 limit 1)
                """));

        static string Array(IEnumerable<Guid> ids) => $"'{{{string.Join(',', ids)}}}'";

        async Task Reads(string path, IEnumerable<Guid> all, Func<Task> meanwhile)
        {
            var page = await http.Read($"{path}limit=2");
            var seen = page.Values<Guid>("items/*/id").ToList();
            await meanwhile();
            while (page.Text("nextCursor") is { } cursor)
            {
                page = await http.Read($"{path}limit=2&cursor={cursor}");
                seen.AddRange(page.Values<Guid>("items/*/id"));
            }
            Assert.Empty(all.Except(seen));
            Assert.Empty(seen.Except(all));
        }
    }

    [Fact]
    public async Task The_timeline_tells_everything_newest_first_page_by_page_and_leaves_others_out()
    {
        var given = await api.Given.CaseWithLead();
        var other = await api.Given.CaseOf(given.TeamId, given.Lead!);
        await api.Given.Contact(other);
        var http = await api.As(given.Lead!);
        var url = $"/api/v1/cases/{given.CaseId}";
        var contact = await api.Given.Contact(given);
        var reminder = await api.Given.Reminder(given);
        var open = await http.GetAsync($"/api/v1/reminders/{reminder}").Expect(200);
        await http.Post($"/api/v1/reminders/{reminder}/done", ifMatch: open.Tag()).Expect(200);
        await http.Post($"{url}/change-phase", new { phase = "private-wohnung" }, (await http.GetAsync(url)).Tag()).Expect(200);
        await http.Post($"{url}/close", new { reasonCode = "moved-away", note = "Nach Ulm" }, (await http.GetAsync(url)).Tag()).Expect(200);
        await http.Post($"{url}/reopen", new { reasonCode = "returned" }, (await http.GetAsync(url)).Tag()).Expect(200);

        var whole = (await http.Read($"{url}/timeline"))["items"]!.AsArray();
        // What begins in the same instant (opened and its responsibility) has no order of its own.
        var kinds = whole.Select(item => item.Value<string>("kind")).Reverse().ToList();
        Assert.Equal(["case_opened", "responsibility_changed"], kinds[..2].Order());
        Assert.Equal(["contact", "reminder_done", "phase_changed", "case_closed"], kinds[2..6]);
        Assert.Equal(["case_reopened", "responsibility_changed"], kinds[6..].Order());
        await http.Read($"{url}/timeline?kind={string.Join(',', kinds)}"); // What is told can be asked for.
        Assert.Contains(whole, item =>
            item.Value<string>("kind") == "contact"
            && item.Value<Guid>("subjectId") == contact
            && item.Value<string>("code") == "office");
        Assert.Contains(whole, item =>
            item.Value<string>("kind") == "case_closed"
            && item.Value<string>("code") == "moved-away"
            && item.Value<string>("text") == "Nach Ulm");
        Assert.Equal(
            whole.Select(item => item.Value<DateTimeOffset>("at")).OrderDescending(),
            whole.Select(item => item.Value<DateTimeOffset>("at")));

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await http.Read($"{url}/timeline?limit=3{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            seen.AddRange(page["items"]!.AsArray().Select(item => item!.ToJsonString()));
            cursor = page.Text("nextCursor");
        }
        Assert.Equal(whole.Select(item => item!.ToJsonString()), seen);

        var stranger = await api.Given.Staff(given.OrganisationId, Role.Caseworker);
        await (await api.As(stranger)).GetAsync($"{url}/timeline").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task The_timeline_tells_of_a_completed_assessment_and_of_a_submitted_handover()
    {
        var handover = await api.Given.HouseholdToHandOver(2);
        var assessment = await api.Given.Assessed(handover.Cases[0]);
        await api.Given.Assessed(handover.Cases[1]);
        await (await (await handover.Prepared()).Written()).Submitted();

        var timeline = (await (await handover.From).Read($"/api/v1/cases/{handover.Cases[0].CaseId}/timeline"))[
            "items"
        ]!.AsArray();

        var completed = Assert.Single(timeline, item => item.Value<string>("kind") == "assessment_completed")!;
        Assert.Equal(assessment, completed.Value<Guid>("subjectId"));
        var submitted = Assert.Single(timeline, item => item.Value<string>("kind") == "handover_submitted")!;
        Assert.Equal(
            (handover.Id, "submit", handover.ReceivingTeam, handover.Sender.StaffId),
            (
                submitted.Value<Guid>("subjectId"),
                submitted.Value<string>("detail"),
                submitted.Value<Guid>("teamId"),
                submitted.Value<Guid>("staffId")));
    }

    private static async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode?>> Rows(HttpClient http, string query) =>
        [.. (await http.Read($"/api/v1/cases?{query}"))["items"]!.AsArray()];

    private static async Task<List<Guid>> Ids(HttpClient http, string query) => [.. (await Rows(http, query)).Select(row => row.Value<Guid>("id"))];
}
