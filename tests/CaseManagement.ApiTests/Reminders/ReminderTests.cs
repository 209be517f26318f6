using CaseManagement.Api.Handovers;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Reminders;

public sealed class ReminderTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private DateOnly Today => api.Given.Today;

    private static object OnCase(Guid id, string title, DateOnly dueOn) => new { subjectType = "case", subjectId = id, title, dueOn };

    [Fact]
    public async Task A_reminder_on_a_case_is_made_read_and_done()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var made = await client.Post("/api/v1/reminders", OnCase(of.CaseId, "Termin Ausländerbehörde", Today.AddDays(2))).Expect(201);

        var read = await client.GetAsync(made.Headers.Location).Expect(200);
        var body = await read.Json();
        Assert.Equal("open", body.Value<string>("status"));
        Assert.Equal(of.Lead!.StaffId, body.Value<Guid>("assigneeId"));
        Assert.Contains(body["allowedActions"]!.AsArray(), action => action.Value<string>("action") == "done" && action.Value<bool>("allowed"));

        await client.Post($"{made.Headers.Location}/done", ifMatch: read.Tag()).Expect(200);
        var done = await client.Read(made.Headers.Location);
        Assert.Equal("done", done.Value<string>("status"));
        Assert.Equal("reopen", done["allowedActions"]!.AsArray().Single(action => action.Value<bool>("allowed"))!.Value<string>("action"));
    }

    [Fact]
    public async Task One_that_was_done_by_mistake_is_reopened_the_same_day_and_not_later()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        var of = await own.Given.CaseWithLead();
        var client = await own.As(of.Lead!);
        var path = $"/api/v1/reminders/{await own.Given.Reminder(of)}";
        await client.Post($"{path}/reopen", ifMatch: (await client.GetAsync(path)).Tag()).ExpectProblem(409, "reminder-transition");
        var done = (await client.Post($"{path}/done", ifMatch: (await client.GetAsync(path)).Tag()).Expect(200)).Tag();

        var reopened = (await client.Post($"{path}/reopen", ifMatch: done).Expect(200)).Tag();
        var open = await client.Read(path);
        Assert.Equal("open", open.Text("status"));
        Assert.Null(open["closedAt"]);
        await client.Post($"{path}/reopen", ifMatch: done).ExpectProblem(412, "stale");

        done = (await client.Post($"{path}/done", ifMatch: reopened).Expect(200)).Tag();
        own.Clock.Offset += TimeSpan.FromDays(1);
        client = await own.As(of.Lead!);
        Assert.DoesNotContain((await client.Read(path))["allowedActions"]!.AsArray(), action => action.Value<bool>("allowed"));
        await client.Post($"{path}/reopen", ifMatch: done).ExpectProblem(409, "reminder-done-earlier");
    }

    [Fact]
    public async Task Several_are_put_off_or_handed_over_at_once_with_a_verdict_for_each()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var paths = new List<string>();
        foreach (var days in (int[])[1, 2, 30])
        {
            paths.Add($"/api/v1/reminders/{await api.Given.Reminder(of, days)}");
        }
        var strangers = await api.Given.CaseWithLead();
        paths.Add($"/api/v1/reminders/{await api.Given.Reminder(strangers)}");
        var items = new List<object>();
        foreach (var path in paths)
        {
            var tag = path == paths[3] ? "\"1\"" : (await client.GetAsync(path)).Tag();
            items.Add(new { id = path.Split('/')[^1], eTag = path == paths[1] ? "\"1\"" : tag });
        }
        var key = Guid.NewGuid().ToString();
        var sent = new { items, until = Today.AddDays(9) };

        var answer = await (await client.Post("/api/v1/reminders/snooze", sent, key: key).Expect(200)).Json();
        Assert.Equal([200, 412, 400, 404], answer.Values<int>("items/*/status"));
        Assert.Equal("snooze-not-later", answer.Text("items/2/errors/0/code"));
        Assert.Equal(Today.AddDays(9).ToString("yyyy-MM-dd", null), (await client.Read(paths[0])).Text("dueOn"));
        Assert.Equal(Today.AddDays(2).ToString("yyyy-MM-dd", null), (await client.Read(paths[1])).Text("dueOn"));
        Assert.Equal((await client.GetAsync(paths[0])).Tag(), answer.Text("items/0/eTag"));
        // Sent again under its key it is answered again, and done once.
        Assert.Equal(answer.ToJsonString(), (await (await client.Post("/api/v1/reminders/snooze", sent, key: key).Expect(200)).Json()).ToJsonString());
        Assert.Single((await client.Read(paths[0]))["snoozes"]!.AsArray());

        var handed = await (await client.Post("/api/v1/reminders/assign", new
        {
            items = new[] { new { id = paths[0].Split('/')[^1], eTag = (await client.GetAsync(paths[0])).Tag() } }, assigneeId = colleague.StaffId,
        }).Expect(200)).Json();
        Assert.True(handed.Value<bool>("items/0/done"));
        Assert.Equal(colleague.StaffId, (await client.Read(paths[0])).Value<Guid>("assigneeId"));
        // What is named twice is changed once, and the others are not kept from theirs.
        var (twice, other) = (paths[0].Split('/')[^1], paths[2].Split('/')[^1]);
        var thrice = await (await client.Post("/api/v1/reminders/assign", new
        {
            items = new[]
            {
                new { id = twice, eTag = (await client.GetAsync(paths[0])).Tag() }, new { id = twice, eTag = "\"1\"" },
                new { id = other, eTag = (await client.GetAsync(paths[2])).Tag() },
            },
            assigneeId = of.Lead!.StaffId,
        }).Expect(200)).Json();
        Assert.Equal([true, false, true], thrice.Values<bool>("items/*/done"));
        Assert.Equal((400, "duplicate"), (thrice.Number("items/1/status"), thrice.Text("items/1/code")));
    }

    [Fact]
    public async Task Many_are_made_at_once_with_a_verdict_for_each_as_the_single_call_would_give_it()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var strangers = await api.Given.CaseWithLead();
        var sent = new
        {
            items = new[]
            {
                OnCase(of.CaseId, "Termin", Today.AddDays(2)), OnCase(of.CaseId, "", Today.AddDays(2)), OnCase(of.CaseId, "Gestern", Today.AddDays(-1)),
                OnCase(strangers.CaseId, "Fremd", Today), OnCase(of.CaseId, "Termin", Today.AddDays(2)),
            },
        };
        var key = Guid.NewGuid().ToString();

        var answer = await (await client.Post("/api/v1/reminders/create", sent, key: key).Expect(200)).Json();
        Assert.Equal([201, 400, 400, 400, 201], answer.Values<int>("items/*/status"));
        for (var index = 1; index < 4; index++)
        {
            var alone = await (await client.Post("/api/v1/reminders", sent.items[index])).Json();
            Assert.Equal((alone.Text("code"), alone.Text("errors/0/pointer"), alone.Text("errors/0/code")), (answer.Text($"items/{index}/code"),
                answer.Text($"items/{index}/errors/0/pointer"), answer.Text($"items/{index}/errors/0/code")));
            Assert.Null(answer[$"items"]![index]!["id"]);
        }
        var made = (await client.GetAsync($"/api/v1/reminders/{answer.Text("items/0/id")}").Expect(200)).Tag();
        Assert.Equal(made, answer.Text("items/0/eTag"));
        Assert.Equal(2, (await client.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray().Count);

        // The same call under its key makes nothing more, also when both come at once; another body under it is refused.
        foreach (var response in await Task.WhenAll(client.Post("/api/v1/reminders/create", sent, key: key).Expect(200),
            client.Post("/api/v1/reminders/create", sent, key: key).Expect(200)))
        {
            Assert.Equal(answer.ToJsonString(), (await response.Json()).ToJsonString());
        }
        Assert.Equal(2, (await client.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray().Count);
        await client.Post("/api/v1/reminders/create", new { items = sent.items[..1] }, key: key).ExpectProblem(422, "idempotency-key-reused");
        await client.Post("/api/v1/reminders/create", new { items = Array.Empty<object>() }).ExpectProblem(400, "validation-failed");
        await client.Post("/api/v1/reminders/create", new { items = Enumerable.Repeat(sent.items[0], 101) }).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task One_of_many_that_cannot_be_read_or_lies_in_an_absurd_year_gets_its_verdict_and_the_others_are_made()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        object Due(object? on) => new { subjectType = "case", subjectId = of.CaseId, title = "Termin", dueOn = on };
        object?[] items =
        [
            Due("9999-12-31"), Due(Today.AddDays(2)), Due("2027-02-30"), Due(null), new { title = "Termin" },
            new { subjectType = "case", subjectId = of.CaseId, title = "A\u0000", dueOn = Today },
            new { subjectType = "cases", subjectId = of.CaseId, title = "A", dueOn = Today },
            "Termin", null, Due(Today.AddDays(3)),
        ];
        var answer = await (await client.Post("/api/v1/reminders/create", new { items }).Expect(200)).Json();
        Assert.Equal([400, 201, 400, 400, 400, 400, 400, 400, 400, 201], answer.Values<int>("items/*/status"));
        foreach (var index in (int[])[0, 2, 3, 4, 5, 6])
        {
            var alone = await (await client.Post("/api/v1/reminders", items[index])).Json();
            Assert.Equal(alone.Text("code"), answer.Text($"items/{index}/code"));
            Assert.Equal(alone["errors"]!.ToJsonString(), answer["items"]![index]!["errors"]!.ToJsonString());
        }
        Assert.Equal(2, (await client.Read($"/api/v1/reminders?caseId={of.CaseId}"))["items"]!.AsArray().Count);

        var none = await (await client.Post("/api/v1/reminders/create", new { items = items[..1] }).Expect(200)).Json();
        Assert.Equal([400], none.Values<int>("items/*/status"));
        await client.Post("/api/v1/reminders/create", new { items, more = 1 }).ExpectProblem(400, "malformed-request");
        await client.Post("/api/v1/reminders/create", new { items = Enumerable.Repeat(items[0], 101) }).ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task Many_are_done_at_once_and_of_two_who_send_it_one_does_each()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var items = new List<(string Id, string? Tag)>();
        for (var day = 1; day <= 4; day++)
        {
            var id = (await api.Given.Reminder(of, day)).ToString();
            items.Add((id, (await client.GetAsync($"/api/v1/reminders/{id}")).Tag()));
        }
        var deadline = (await api.Given.Reminder(of, 5, CaseManagement.Api.Handovers.HandoverReminders.FirstContact)).ToString();
        items.Add((deadline, (await client.GetAsync($"/api/v1/reminders/{deadline}")).Tag()));
        await client.Patch($"/api/v1/reminders/{items[1].Id}", new { note = "Inzwischen" }, items[1].Tag).Expect(200);
        var strangers = (await api.Given.Reminder(await api.Given.CaseWithLead())).ToString();
        var sent = new { items = items.Append((Id: strangers, Tag: "\"1\"")).Select(item => new { id = item.Id, eTag = item.Tag }) };

        var verdicts = new List<int[]>();
        foreach (var response in await Task.WhenAll(client.Post("/api/v1/reminders/done", sent).Expect(200),
            client.Post("/api/v1/reminders/done", sent).Expect(200)))
        {
            verdicts.Add([.. (await response.Json()).Values<int>("items/*/status")]);
        }
        foreach (var index in (int[])[0, 2, 3])
        {
            Assert.Equal([200, 412], verdicts.Select(verdict => verdict[index]).Order());
            Assert.Equal("done", (await client.Read($"/api/v1/reminders/{items[index].Id}")).Text("status"));
        }
        Assert.All(verdicts, verdict => Assert.Equal((412, 404), (verdict[1], verdict[5])));
        Assert.Equal("open", (await client.Read($"/api/v1/reminders/{items[1].Id}")).Text("status"));
        // Sent once more nothing is left to be done, and each says so.
        Assert.Equal([412, 412, 412, 412], (await (await client.Post("/api/v1/reminders/done", sent).Expect(200)).Json())
            .Values<int>("items/*/status").Take(4));
        var officer = await api.As(await api.Given.Staff(of.OrganisationId, Role.DataProtectionOfficer));
        await officer.Post("/api/v1/reminders/done", sent).ExpectProblem(403, "not-permitted");
        await officer.Post("/api/v1/reminders/create", new { items = new[] { OnCase(of.CaseId, "Termin", Today) } }).ExpectProblem(403, "not-permitted");
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.DataProtectionOfficer)]
    [InlineData(Role.Partner)]
    public async Task Nobody_is_given_a_reminder_who_reads_none(Role role)
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var assigneeId = (await api.Given.Staff(of.OrganisationId, role)).StaffId;
        var made = new { subjectType = "case", subjectId = of.CaseId, title = "Kita", dueOn = Today.AddDays(1), assigneeId };
        var refused = await client.Post("/api/v1/reminders", made).ExpectProblem(400, "validation-failed");
        Assert.Equal(("/assigneeId", "assignee-unknown"), (refused.Text("errors/0/pointer"), refused.Text("errors/0/code")));
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var tag = (await client.GetAsync(path)).Tag();
        await client.Patch(path, new { assigneeId }, tag).ExpectProblem(400, "validation-failed");
        var given = await (await client.Post("/api/v1/reminders/assign", new { items = new[] { new { id = path[^36..], eTag = tag } }, assigneeId })
            .Expect(200)).Json();
        Assert.Equal((400, "/assigneeId"), (given.Number("items/0/status"), given.Text("items/0/errors/0/pointer")));
    }

    [Fact]
    public async Task Many_are_given_to_a_team_which_then_has_them_without_a_colleague()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var other = await api.Given.Team(of.OrganisationId);
        var colleague = await api.Given.Staff(of.OrganisationId, Role.Caseworker, other);
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var items = new[] { new { id = path.Split('/')[^1], eTag = (await client.GetAsync(path)).Tag() } };
        await client.Post("/api/v1/reminders/assign", new { items }).ExpectProblem(400, "validation-failed");
        await client.Post("/api/v1/reminders/assign", new { items, teamId = other, assigneeId = colleague.StaffId }).ExpectProblem(400, "validation-failed");
        var foreign = await (await client.Post("/api/v1/reminders/assign", new { items, teamId = (await api.Given.CaseWithLead()).TeamId }).Expect(200)).Json();
        Assert.Equal((400, "/teamId"), (foreign.Number("items/0/status"), foreign.Text("items/0/errors/0/pointer")));

        var given = await (await client.Post("/api/v1/reminders/assign", new { items, teamId = other }).Expect(200)).Json();
        Assert.Equal([true], given.Values<bool>("items/*/done"));
        var read = await (await api.As(colleague)).Read(path);
        Assert.Equal(other, read.Value<Guid>("teamId"));
        Assert.Null(read["assigneeId"]);
    }

    [Fact]
    public async Task The_list_of_a_case_has_those_of_its_person_and_family_too_and_can_be_asked_by_kind()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var of = (await api.Given.CasesOfHousehold(team, await api.Given.Staff(organisation, Role.Caseworker, team), 1))[0];
        var client = await api.As(of.Lead!);
        var family = new { subjectType = "household", subjectId = of.HouseholdId, title = "Kita", dueOn = Today.AddDays(1) };
        await client.Post("/api/v1/reminders", family).Expect(201);
        await client.Post("/api/v1/reminders", OnCase(of.CaseId, "Termin", Today.AddDays(2))).Expect(201);

        var list = await client.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=personal");
        Assert.Equal(["Kita", "Termin"], list.Values<string>("items/*/title"));
        Assert.Empty((await client.Read($"/api/v1/reminders?caseId={of.CaseId}&kind=assign_lead"))["items"]!.AsArray());
        await client.GetAsync("/api/v1/reminders?kind=nonsense").ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task A_finished_reminder_refuses_every_move_and_names_what_is_possible()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var tag = (await client.Post($"{path}/cancel", new { reason = "erledigt sich" }, (await client.GetAsync(path)).Tag()).Expect(200)).Tag();
        var problem = await client.Post($"{path}/done", ifMatch: tag).ExpectProblem(409, "reminder-transition");
        Assert.Equal("cancelled", problem.Value<string>("state"));
        Assert.Empty(problem["allowedActions"]!.AsArray());
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_changes_nothing()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var tag = (await client.GetAsync(path)).Tag();
        await client.Post($"{path}/snooze", new { until = Today.AddDays(9) }, tag).Expect(200);
        await client.Post($"{path}/snooze", new { until = Today.AddDays(20) }, tag).ExpectProblem(412, "stale");
        await client.Post($"{path}/done").ExpectProblem(428, "if-match-required");
        var body = await (await client.GetAsync(path)).Json();
        Assert.Equal(Today.AddDays(9).ToString("yyyy-MM-dd", null), body.Value<string>("dueOn"));
        Assert.Single(body["snoozes"]!.AsArray());
    }

    [Fact]
    public async Task Two_who_finish_it_at_once_one_wins_and_the_other_is_told()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var tag = (await client.GetAsync(path)).Tag();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.Post($"{path}/done", ifMatch: tag)));
        Assert.Single(answers, answer => (int)answer.StatusCode == 200);
        Assert.All(answers.Where(answer => (int)answer.StatusCode != 200), answer => Assert.Contains((int)answer.StatusCode, new[] { 409, 412 }));
    }

    [Fact]
    public async Task Reminders_of_another_team_or_organisation_are_not_found()
    {
        var of = await api.Given.CaseWithLead();
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var colleague = await api.As(await api.Given.Staff(of.OrganisationId, Role.Caseworker, await api.Given.Team(of.OrganisationId)));
        var stranger = await api.As((await api.Given.CaseWithLead()).Lead!);
        await colleague.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.Post($"{path}/done", ifMatch: "\"1\"").ExpectProblem(404, "not-found");
        await stranger.Post("/api/v1/reminders", OnCase(of.CaseId, "x", Today)).ExpectProblem(400, "validation-failed");
        Assert.Empty((await stranger.Read("/api/v1/reminders"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Wrong_input_names_each_field_and_rule_in_german()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var problem = await client.Post("/api/v1/reminders", OnCase(of.CaseId, "", Today.AddDays(-1))).ExpectProblem(400, "validation-failed");
        Assert.Equal(["/dueOn", "/title"], problem.Values<string>("errors/*/pointer").Order());
        Assert.Contains(problem["errors"]!.AsArray(), error => error.Value<string>("message") == "Eine Wiedervorlage ist heute oder später fällig.");
    }

    [Fact]
    public async Task An_unknown_reason_code_is_refused_and_a_known_one_is_kept()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var tag = (await client.GetAsync(path)).Tag();
        var problem = await client.Post($"{path}/not-executable", new { reasonCode = "no-such" }, tag).ExpectProblem(400, "validation-failed");
        Assert.Equal("/reasonCode", problem.Value<string>("errors/0/pointer"));
        await client.Post($"{path}/not-executable", new { reasonCode = "client-moved" }, tag).Expect(200);
        Assert.Equal("client-moved", await api.Sql<string>(
            $"select reason from audit.entry where action = 'MarkReminderNotExecutable' and staff_id = '{of.Lead!.StaffId}' limit 1"));
    }

    [Fact]
    public async Task The_list_pages_by_key_without_losing_or_doubling_and_a_cursor_keeps_its_filter()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var made = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            made.Add(await api.Given.Reminder(of, dueInDays: i / 2));
        }
        var seen = new List<Guid>();
        string? cursor = null;
        var first = $"/api/v1/reminders?limit=3&caseId={of.CaseId}";
        do
        {
            var page = await client.Read(cursor is null ? first : $"{first}&cursor={cursor}");
            seen.AddRange(page.Values<Guid>("items/*/id"));
            cursor = page.Text("nextCursor");
            if (cursor is not null)
            {
                await client.GetAsync($"/api/v1/reminders?limit=3&cursor={cursor}").ExpectProblem(400, "cursor-invalid");
            }
        }
        while (cursor is not null);
        Assert.Equal(made.Count, seen.Count);
        Assert.Equal(made.ToHashSet(), seen.ToHashSet());
        await client.GetAsync("/api/v1/reminders?limit=201").ExpectProblem(400, "validation-failed");
    }

    [Fact]
    public async Task The_list_takes_a_half_open_span_of_due_days_counts_and_names_who_acts()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        await api.Given.Reminder(of, dueInDays: 1);
        var within = await api.Given.Reminder(of, dueInDays: 2);
        await api.Given.Reminder(of, dueInDays: 3);
        var path = $"/api/v1/reminders?caseId={of.CaseId}&dueFrom={Today.AddDays(2):O}&dueUntil={Today.AddDays(3):O}&count=true";
        var list = await client.Read(path);
        var row = Assert.Single(list["items"]!.AsArray())!;
        Assert.Equal(within, row.Value<Guid>("id"));
        Assert.Equal(1, list.Value<int>("count"));
        Assert.False(string.IsNullOrWhiteSpace(row.Value<string>("assigneeName")));

        var tag = (await client.GetAsync($"/api/v1/reminders/{within}")).Tag();
        await client.Post($"/api/v1/reminders/{within}/snooze", new { until = Today.AddDays(9) }, tag).Expect(200);
        var snooze = (await (await client.GetAsync($"/api/v1/reminders/{within}")).Json())["snoozes"]!.AsArray().Single()!;
        Assert.Equal((Day(2), Day(9)), (snooze.Value<string>("from"), snooze.Value<string>("until")));
        Assert.Equal(row.Value<string>("assigneeName"), snooze.Value<string>("movedByName"));

        string Day(int days) => Today.AddDays(days).ToString("yyyy-MM-dd", null);
    }

    [Fact]
    public async Task What_is_due_is_noticed_once_for_each_date_however_often_the_command_runs()
    {
        var of = await api.Given.CaseWithLead();
        var reminder = await api.Given.Reminder(of, dueInDays: 0);
        await api.Given.Reminder(of, dueInDays: 1);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.SendAsSystem(of.OrganisationId, new NoticeDueReminders())));

        var client = await api.As(of.Lead!);
        var notices = (await client.Read("/api/v1/notices?unread=true"))["items"]!.AsArray();
        Assert.Equal(reminder, Assert.Single(notices).Value<Guid>("subjectId"));

        await client.Post($"/api/v1/notices/{notices[0]!["id"]}/read").Expect(200);
        Assert.Empty((await client.Read("/api/v1/notices?unread=true"))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_same_key_makes_one_reminder_and_another_body_is_refused()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var body = OnCase(of.CaseId, "Anrufen", Today);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.Post("/api/v1/reminders", body, key: "k-1").Expect(201)));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Id()))).Distinct());
        Assert.Single(answers.Select(answer => answer.Tag()).Distinct());
        await client.Post("/api/v1/reminders", OnCase(of.CaseId, "Etwas anderes", Today), key: "k-1").ExpectProblem(422, "idempotency-key-reused");
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.reminder where case_id = '{of.CaseId}'"));
    }

    [Fact]
    public async Task A_deadline_of_the_product_cannot_be_cancelled()
    {
        var of = await api.Given.CaseWithLead();
        var client = await api.As(of.Lead!);
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of, kind: HandoverReminders.FirstContact)}";
        await client.Post($"{path}/cancel", new { reason = "keine Lust" }, (await client.GetAsync(path)).Tag()).ExpectProblem(409, "reminder-of-system");
    }

    [Fact]
    public async Task What_went_along_with_a_handover_is_read_for_a_while_and_nothing_of_it_can_be_done()
    {
        var handover = await api.Given.HouseholdToHandOver(members: 1);
        var path = $"/api/v1/reminders/{await api.Given.Reminder(handover.Cases[0])}";
        await handover.Accepted();
        var sender = await handover.From;
        var read = await sender.GetAsync(path).Expect(200);
        var actions = (await read.Json())["allowedActions"]!.AsArray();
        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.False(action!.Value<bool>("allowed")));
        await sender.Post($"{path}/done", new { }, read.Tag()).ExpectProblem(403, "case-handed-over");
        Assert.Contains((await (await handover.To).Read(path))["allowedActions"]!.AsArray(), action => action!.Value<bool>("allowed"));
    }

    [Fact]
    public async Task Notices_are_forgotten_after_a_year_but_not_of_what_is_still_open()
    {
        var of = await api.Given.CaseWithLead();
        var (open, done) = (await api.Given.Reminder(of, 0), await api.Given.Reminder(of, 0));
        await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders());
        var lead = await api.As(of.Lead!);
        var path = $"/api/v1/reminders/{done}";
        await lead.Post($"{path}/done", null, (await lead.GetAsync(path)).Tag()).Expect(200);
        try
        {
            api.Clock.Offset += TimeSpan.FromDays(364);
            Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new PruneNotices()));
            api.Clock.Offset += TimeSpan.FromDays(2);
            Assert.Equal(1, await api.SendAsSystem(of.OrganisationId, new PruneNotices()));
            Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new PruneNotices()));
            Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new NoticeDueReminders()));
            Assert.Equal($"{open}", await api.Sql<string>($"select string_agg(subject_id::text, ' ') from app.notice where staff_id = '{of.Lead!.StaffId}'"));
        }
        finally
        {
            api.Clock.Offset -= TimeSpan.FromDays(366);
        }
    }
}
