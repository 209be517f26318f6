using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>Reminders that come again.</summary>
public sealed class RecurringReminderTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private DateOnly Today => api.Given.Today;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", null);

    private object Weekly(GivenCase of, string? repeats = "FREQ=WEEKLY", int days = 2) =>
        new { subjectType = "case", subjectId = of.CaseId, title = "Anruf bei der Schule", note = "Frau Roth", dueOn = Today.AddDays(days), repeats };

    private static async Task<string> Make(HttpClient client, object reminder) =>
        (await client.Post("/api/v1/reminders", reminder).Expect(201)).Headers.Location!.ToString();

    private static async Task<string[]> Open(HttpClient client, GivenCase of) =>
        [.. (await client.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=personal")).Values<string>("items/*/dueOn")];

    [Fact]
    public async Task One_is_open_at_a_time_and_the_next_is_as_this_one_was_in_the_end()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var path = await Make(client, Weekly(of));
        Assert.Equal([Day(Today.AddDays(2))], await Open(client, of));
        var first = await client.Read(path);
        Assert.Equal((Day(Today.AddDays(9)), "FREQ=WEEKLY"), (first.Text("series/nextOn"), first.Text("series/rule")));
        var read = (await client.GetAsync(path)).Tag();
        var changed = (await client.Patch(path, new { title = "Anruf beim Hort", assigneeId = colleague.StaffId }, read).Expect(200)).Tag();
        var moved = (await client.Post($"{path}/snooze", new { until = Today.AddDays(4) }, changed).Expect(200)).Tag();

        await client.Post($"{path}/done", ifMatch: moved).Expect(200);

        var next = (await client.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=personal"))["items"]!.AsArray().Single()!;
        Assert.Equal((Day(Today.AddDays(9)), "Anruf beim Hort", colleague.StaffId, true),
            (next.Text("dueOn"), next.Text("title"), next.Value<Guid>("assigneeId"), next.Value<bool>("repeats")));
        var shown = await client.Read($"/api/v1/reminders/{next.Text("id")}");
        Assert.Equal((first.Text("series/id"), "Frau Roth", 0), (shown.Text("series/id"), shown.Text("note"), shown["snoozes"]!.AsArray().Count));
    }

    [Fact]
    public async Task Days_that_went_by_are_not_made_up_and_an_ignored_one_waits()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        var of = await own.Given.CaseWithLead();
        var client = await own.As(of.Lead!);
        var today = own.Given.Today;
        var path = await Make(client, new { subjectType = "case", subjectId = of.CaseId, title = "Anruf", dueOn = today, repeats = "FREQ=DAILY;INTERVAL=2" });
        own.Clock.Offset += TimeSpan.FromDays(5);
        client = await own.As(of.Lead!);
        Assert.Equal([Day(today)], await Open(client, of)); // Overdue, and the only one.

        await client.Post($"{path}/done", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200);

        Assert.Equal([Day(today.AddDays(6))], await Open(client, of));
    }

    [Fact]
    public async Task Of_many_who_end_it_at_once_on_two_instances_one_does_and_one_comes_next()
    {
        await using var other = new Fixture.Api { Beside = api };
        await other.InitializeAsync();
        var of = await api.Given.CaseWithLead();
        var (one, two) = (await api.As(of.Lead!), await other.As(of.Lead!));
        for (var round = 0; round < 5; round++)
        {
            var list = await one.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=personal");
            var path = round == 0 ? await Make(one, Weekly(of)) : $"/api/v1/reminders/{list.Text("items/0/id")}";
            var tag = (await one.GetAsync(path)).Tag();
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
                (i % 2 == 0 ? one : two).Post(i % 3 == 0 ? $"{path}/done" : $"{path}/cancel", i % 3 == 0 ? null : new { reason = "anders" }, tag)));
            Assert.Single(answers, answer => (int)answer.StatusCode == 200);
            Assert.All(answers, answer => Assert.Contains((int)answer.StatusCode, new[] { 200, 412 }));
            Assert.Equal([Day(Today.AddDays(2 + (7 * (round + 1))))], await Open(one, of));
        }
    }

    [Fact]
    public async Task Sent_twice_under_its_key_an_end_makes_one_successor()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = await Make(client, Weekly(of));
        var (tag, key) = ((await client.GetAsync(path)).Tag(), Guid.NewGuid().ToString());
        await client.Post($"{path}/done", ifMatch: tag, key: key).Expect(200);
        await client.Post($"{path}/done", ifMatch: tag, key: key).Expect(200);
        Assert.Single(await Open(client, of));
        await client.Post($"{path}/done", ifMatch: tag).Expect(412, 409);
        Assert.Single(await Open(client, of));
    }

    [Fact]
    public async Task Done_by_mistake_it_is_open_again_and_its_successor_taken_back_until_it_ends_anew()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = await Make(client, Weekly(of));
        var done = (await client.Post($"{path}/done", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200)).Tag();
        var open = (await client.Post($"{path}/reopen", ifMatch: done).Expect(200)).Tag();
        Assert.Equal([Day(Today.AddDays(2))], await Open(client, of));

        await client.Post($"{path}/done", ifMatch: open).Expect(200);
        Assert.Equal([Day(Today.AddDays(9))], await Open(client, of));

        // Two done, and the first of them by mistake: the day of the second is not asked again.
        var second = $"/api/v1/reminders/{(await client.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=personal")).Text("items/0/id")}";
        await client.Post($"{second}/done", ifMatch: (await client.GetAsync(second)).Tag()).Expect(200);
        open = (await client.Post($"{path}/reopen", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200)).Tag();
        await client.Post($"{path}/done", ifMatch: open).Expect(200);
        Assert.Equal([Day(Today.AddDays(16))], await Open(client, of));
    }

    [Fact]
    public async Task It_ends_by_its_rule_and_by_hand()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = await Make(client, Weekly(of, "FREQ=WEEKLY;COUNT=2"));
        await client.Post($"{path}/not-executable", new { reasonCode = "client-not-reached" }, (await client.GetAsync(path)).Tag()).Expect(200);
        var last = $"/api/v1/reminders/{(await client.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=personal")).Text("items/0/id")}";
        Assert.Null((await client.Read(last))["series"]!["nextOn"]);
        await client.Post($"{last}/done", ifMatch: (await client.GetAsync(last)).Tag()).Expect(200);
        Assert.Empty(await Open(client, of));

        path = await Make(client, Weekly(of));
        var stopped = (await client.Post($"{path}/stop-repeating", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200)).Tag();
        await client.Post($"{path}/stop-repeating", ifMatch: stopped).ExpectProblem(409, "reminder-does-not-repeat");
        var read = await client.Read(path);
        Assert.Null(read["series"]!["rule"]);
        Assert.Contains(read["allowedActions"]!.AsArray(), action => action.Text("action") == "stop-repeating" && !action.Value<bool>("allowed"));
        await client.Post($"{path}/done", ifMatch: stopped).Expect(200);
        Assert.Empty(await Open(client, of));

        var once = await Make(client, Weekly(of, null));
        await client.Post($"{once}/stop-repeating", ifMatch: (await client.GetAsync(once)).Tag()).ExpectProblem(409, "reminder-does-not-repeat");
    }

    [Theory]
    [InlineData("done"), InlineData("cancelled"), InlineData("carried_over")]
    public async Task It_ends_with_its_case_whatever_becomes_of_the_open_one(string outcome)
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = await Make(client, Weekly(of));
        var case_ = $"/api/v1/cases/{of.CaseId}";
        await client.Post($"{case_}/close", new
        {
            reasonCode = "goals-reached",
            followUps = new[] { new { id = path.Split('/')[^1], outcome, reason = outcome == "cancelled" ? "Fall beendet" : null } },
        }, (await client.GetAsync(case_)).Tag()).Expect(200);
        Assert.Equal(outcome == "carried_over" ? 1L : 0L, await api.Sql<long>(
            $"select count(*) from app.reminder where series_id = '{path.Split('/')[^1]}' and status = 'open'"));
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.reminder where series_id = '{path.Split('/')[^1]}'"));
        if (outcome == "carried_over")
        {
            await client.Post($"{path}/done", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200);
            Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.reminder where series_id = '{path.Split('/')[^1]}'"));
        }
    }

    [Fact]
    public async Task A_rule_that_is_none_is_told_by_its_part_in_German_too()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var problem = await client.Post("/api/v1/reminders", Weekly(of, "FREQ=WEEKLY;WKST=SU")).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/repeats", "recurrence-part-unknown"), (problem.Text("errors/0/pointer"), problem.Text("errors/0/code")));
        Assert.Contains("WKST", problem.Text("errors/0/message"), StringComparison.Ordinal);
        client.DefaultRequestHeaders.Add("Accept-Language", "de");
        problem = await client.Post("/api/v1/reminders", Weekly(of, "FREQ=SECONDLY")).ExpectProblem(400, "validation-failed");
        Assert.Contains("FREQ ist DAILY", problem.Text("errors/0/message"), StringComparison.Ordinal);
        Assert.Empty(await Open(client, of));
    }
}
