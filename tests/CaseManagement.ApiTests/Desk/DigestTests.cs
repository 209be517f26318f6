using System.Globalization;
using System.Text.Json.Nodes;
using CaseManagement.Api.Desk;
using CaseManagement.Api.Outbox;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Statistics;
using CaseManagement.ApiTests.Fixture;

namespace CaseManagement.ApiTests.Desk;

/// <summary>Once a day, who asks for it is told by mail how much waits; numbers and fixed phrases, as many as the lists have rows.</summary>
public sealed class DigestTests : IClassFixture<SmtpServer>
{
    private const string Mine = "/api/v1/me/digest";
    private const string Choice = "/api/v1/me/digest/choice";
    private const string Settings = "/api/v1/digest-settings";

    private readonly SmtpServer server;
    private readonly Fixture.Api api;

    public DigestTests(SmtpServer server)
    {
        SmtpServer.Needed();
        (this.server, api) = (server, server.Api);
    }

    [Theory]
    [InlineData("de", "Was heute wartet", "Überfällig: 2\nHeute fällig: 1\n", "Guten Tag,")]
    [InlineData("en", "What waits today", "Overdue: 2\nDue today: 1\n", "Good day,")]
    public async Task A_morning_digest_says_how_much_waits_in_the_language_that_was_chosen_and_nothing_of_anybody(
        string language, string subject, string lines, string greeting)
    {
        await At("2027-06-23T07:00");
        var of = await api.Given.CaseWithLead();
        foreach (var due in (int[])[-3, -1, 0, 1])
        {
            await api.Given.Reminder(of, due);
        }
        await Choose(of.Lead!, language: language);
        await Write(of);
        Assert.Empty(await To(of.Lead!)); // Before its time.
        await At("2027-06-23T07:31");
        var seen = await (await api.As(of.Lead!)).Read(Mine);
        Assert.Equal(["reminders_overdue 2", "reminders_due_today 1"], Parts(seen, "mine"));
        Assert.Equal((true, false, null), (seen.Value<bool>("mail/morning"), seen.Value<bool>("mail/weekly"), seen.Text("mail/decidedAt")));
        Assert.Equal(DateTimeOffset.Parse("2027-06-23T07:30+02:00", CultureInfo.InvariantCulture), seen.Value<DateTimeOffset>("mail/from"));
        await Write(of);
        await Write(of);

        var mail = Assert.Single(await To(of.Lead!));
        Assert.True(mail.IsSecure);
        Assert.Equal((subject, "auto-generated"), (mail.Message.Subject, mail.Message.Headers[MimeKit.HeaderId.AutoSubmitted]));
        Assert.StartsWith(greeting, mail.Text, StringComparison.Ordinal);
        Assert.Contains(lines, mail.Text, StringComparison.Ordinal);
        Assert.Contains("\nhttps://sign-in.example.org/\n", mail.Text, StringComparison.Ordinal);
        var known = await api.Sql<string[]>($"""
            select array[c.family_name, c.given_name, '{of.CaseId}', '{of.ClientId}', 'Anrufen', t.name, o.name, s.family_name]
            from app.client c, app.team t, app.organisation o, app.staff s
            where c.id = '{of.ClientId}' and t.id = '{of.TeamId}' and o.id = '{of.OrganisationId}' and s.id = '{of.Lead!.StaffId}'
            """);
        Assert.All(known, word => Assert.DoesNotContain(word, $"{mail.Raw}\n{mail.Text}", StringComparison.OrdinalIgnoreCase));
        seen = await (await api.As(of.Lead!)).Read(Mine);
        Assert.Equal((2, "delivered"), (seen.Number("mail/parts"), seen.Text("mail/outcome")));
    }

    [Fact]
    public async Task Each_number_of_a_digest_is_that_of_the_list_that_it_links_to_for_a_worker_and_for_her_supervisor()
    {
        var world = await api.Given.Everything();
        var supervisor = await api.Given.Staff(world.OrganisationId, Role.Supervisor, world.TeamId);
        var of = (await api.Given.CasesOfHousehold(world.TeamId, world.Worker, 2))[1];
        foreach (var due in (int[])[-9, -4, -1, 0])
        {
            await api.Given.Reminder(of, due);
        }
        await api.Given.Case(world.OrganisationId, await api.Given.Client(world.OrganisationId), world.TeamId);
        await (await api.Given.Referral(of, byConsent: false)).Sent();
        await api.Execute($"""
            update app."case" set opened_at = opened_at - interval '90 days' where id = '{of.CaseId}';
            update app.case_responsibility set from_at = from_at - interval '90 days' where case_id = '{of.CaseId}' and until_at is null;
            """);
        await api.Given.Notice(world.Worker);

        var kinds = new HashSet<string>();
        foreach (var person in (Person[])[world.Worker, supervisor])
        {
            var client = await api.As(person);
            var digest = await client.Read(Mine);
            foreach (var part in digest["mine"]!.AsArray().Concat(digest["teams"]!.AsArray()))
            {
                kinds.Add(part.Text("kind")!);
                var count = part.Value<int>("count");
                Assert.Equal(count, (await client.Read($"{part.Text("link")}?count=true&limit=1")).Number("count"));
                var ids = new List<Guid>();
                for (string? cursor = ""; cursor is not null;)
                {
                    var page = await client.Read($"{part.Text("link")}?limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
                    ids.AddRange(page.Values<Guid>("items/*/id"));
                    cursor = page.Text("nextCursor");
                }
                Assert.Equal(count, ids.Distinct().Count());
                Assert.Equal(count, ids.Count);
            }
            // The day's parts are the same.
            Assert.Equal(Parts(digest, "mine"), Parts(await client.Read("/api/v1/my-day"), "parts"));
        }
        Assert.Superset(new HashSet<string>(["reminders_overdue", "cases_unassigned", "notices_unread", "team_reminders_overdue", "team_cases_without_contact",
            "team_referrals_waiting", "team_handovers_waiting", "team_cases_unassigned"]), kinds);
        var worker = await api.As(await api.Given.Staff(world.OrganisationId, Role.Caseworker, world.TeamId));
        Assert.Empty((await worker.Read(Mine))["teams"]!.AsArray());
        await worker.GetAsync("/api/v1/my-day/team_reminders_overdue").ExpectProblem(404, "not-found");
        await worker.GetAsync("/api/v1/my-day/nothing").ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_supervisor_is_told_once_a_week_what_waits_in_her_teams_together_with_her_own_and_a_worker_is_not()
    {
        await At("2027-06-28T08:00"); // A Monday.
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await api.Given.Reminder(of, -2);
        await api.Given.Notice(supervisor);
        await Choose(supervisor, weekly: true);
        await Choose(of.Lead!, morning: false, weekly: true);
        await Write(of);
        var mail = Assert.Single(await To(supervisor));
        Assert.Equal("Was diese Woche wartet", mail.Message.Subject);
        Assert.Contains("Ungelesene Mitteilungen: 1\n\nIn Ihren Teams:\nÜberfällige Wiedervorlagen: 1\n", mail.Text, StringComparison.Ordinal);
        Assert.Empty(await To(of.Lead!));

        await At("2027-06-29T08:00");
        await Write(of);
        mail = (await To(supervisor))[1];
        Assert.Equal("Was heute wartet", mail.Message.Subject);
        Assert.DoesNotContain("In Ihren Teams", mail.Text, StringComparison.Ordinal);
    }

    // Days of Baden-Württemberg: All Saints' Day is Monday 1 November 2027, Good Friday 14 April 2028.
    [Theory]
    [InlineData("2027-10-29", 1, true, false)]
    [InlineData("2027-10-30", 1, false, false)] // Saturday.
    [InlineData("2027-10-31", 1, false, false)] // Sunday, and the clocks go back.
    [InlineData("2027-11-01", 1, false, false)] // A holiday.
    [InlineData("2027-11-02", 1, true, true)]   // The next working day has the weekly one.
    [InlineData("2027-11-03", 1, true, false)]
    [InlineData("2027-11-08", 1, true, true)]
    [InlineData("2028-04-14", 5, false, false)]
    [InlineData("2028-04-17", 5, false, false)] // Easter Monday.
    [InlineData("2028-04-18", 5, true, true)]
    [InlineData("2028-04-21", 5, true, true)]   // And Friday again.
    [InlineData("2027-11-08", 6, true, true)]   // Of Saturday.
    [InlineData("2028-02-29", 2, true, true)]
    public async Task Digests_go_on_working_days_and_the_weekly_one_moves_to_the_next(string day, int weekday, bool morning, bool weekly)
    {
        await At($"{day}T07:31");
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await State(supervisor, new { weekday });
        await api.Given.Reminder(of, -1);
        await Choose(supervisor, morning: false, weekly: true);
        await Choose(of.Lead!);
        var mail = (await (await api.As(supervisor)).Read(Mine))["mail"]!;
        Assert.Equal((morning, weekly), (mail.Value<bool>("morning"), mail.Value<bool>("weekly")));
        Assert.Equal(LocalTime.StartOf(DateOnly.Parse(day, CultureInfo.InvariantCulture)).AddHours(day == "2027-10-31" ? 8.5 : 7.5),
            mail.Value<DateTimeOffset>("from"));
        await Write(of);
        Assert.Equal((morning ? 1 : 0, weekly ? 1 : 0), ((await To(of.Lead!)).Count, (await To(supervisor)).Count));
    }

    [Fact]
    public async Task Of_several_instances_at_once_one_writes_and_a_failure_midway_leaves_nothing_behind()
    {
        await At("2027-07-07T09:00");
        var of = await api.Given.CaseWithLead();
        await api.Given.Reminder(of, -1);
        await Choose(of.Lead!);
        await api.Execute($"""
            create or replace function app.cut_test() returns trigger language plpgsql as $$ begin raise exception 'cut'; end $$;
            create or replace trigger cut_test after insert on app.mail for each row when (new.staff_id = '{of.Lead!.StaffId}') execute function app.cut_test();
            """);
        await Assert.ThrowsAsync<AggregateException>(() => api.SendAsSystem(of.OrganisationId, new WriteDigests()));
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.digest where staff_id = '{of.Lead.StaffId}'"));
        await api.Execute("drop trigger cut_test on app.mail; drop function app.cut_test()");
        var written = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.SendAsSystem(of.OrganisationId, new WriteDigests())));
        Assert.Equal(1, written.Sum());
        await Write(of);
        Assert.Single(await To(of.Lead));
    }

    [Fact]
    public async Task Where_nothing_waits_there_is_no_mail_that_day_and_the_next_day_is_looked_at_anew()
    {
        await At("2027-07-08T07:31");
        var of = await api.Given.CaseWithLead();
        await Choose(of.Lead!);
        await Write(of);
        await api.Given.Reminder(of, 0);
        await At("2027-07-08T09:00");
        await Write(of);
        Assert.Empty(await To(of.Lead!));
        var told = await (await api.As(of.Lead!)).Read(Mine);
        Assert.Equal((0, null), (told.Number("mail/parts"), told.Text("mail/outcome")));
        await At("2027-07-09T07:31");
        await Write(of);
        Assert.Contains("Überfällig: 1\n", Assert.Single(await To(of.Lead!)).Text, StringComparison.Ordinal);

        await At("2027-08-08T09:00"); // The first day is a month ago, the second is not.
        await api.SendAsSystem(of.OrganisationId, new PruneMailLog());
        Assert.Equal(1L, await api.Sql<long>($"select count(*) from app.digest where staff_id = '{of.Lead!.StaffId}'"));
    }

    [Fact]
    public async Task What_was_seen_to_before_it_is_written_is_not_counted()
    {
        await At("2027-07-12T09:00");
        var of = await api.Given.CaseWithLead();
        var (first, second) = (await api.Given.Reminder(of, -1), await api.Given.Reminder(of, -2));
        await Choose(of.Lead!);
        var lead = await api.As(of.Lead!);
        await lead.Post($"/api/v1/reminders/{first}/done", ifMatch: (await lead.GetAsync($"/api/v1/reminders/{first}")).Tag()).Expect(200);
        await Write(of);
        Assert.Contains("Überfällig: 1\n", Assert.Single(await To(of.Lead!)).Text, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    public static TheoryData<string, string?> WhyNot => new()
    {
        { "has not asked for it", "not_chosen" },
        { "has turned it off", "not_chosen" },
        { "has another address since", "address_changed" },
        { "has none", "no_address" },
        { "is away", null },
        { "has left", null },
        { "has no role here", null },
        { "works where it is turned off", "turned_off" },
        { "has refused one", "refused" },
    };

    [Theory, MemberData(nameof(WhyNot))]
    public async Task Nobody_is_told_who(string what, string? why)
    {
        await At("2027-07-14T09:00");
        var of = await api.Given.CaseWithLead();
        await api.Given.Reminder(of, -1);
        if (what != "has not asked for it")
        {
            await Choose(of.Lead!);
        }
        switch (what)
        {
            case "has turned it off":
                await Choose(of.Lead!, morning: false);
                break;
            case "has another address since":
                await api.Execute($"update app.staff set email = 'andere@example.org' where id = '{of.Lead!.StaffId}'");
                break;
            case "has none":
                await api.Execute($"update app.staff set email = null where id = '{of.Lead!.StaffId}'");
                break;
            case "is away":
                await api.Given.Absence(of.Lead!);
                break;
            case "has left":
                await api.Execute($"update app.staff set left_at = '{api.Given.Now:O}' where id = '{of.Lead!.StaffId}'");
                break;
            case "has no role here":
                await api.Execute($"delete from access.role_grant where staff_id = '{of.Lead!.StaffId}'");
                break;
            case "works where it is turned off":
                await State(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId), new { morning = false });
                break;
            case "has refused one":
                await api.Execute($"update app.digest_choice set refused_at = updated_at, refused_status = 550 where staff_id = '{of.Lead!.StaffId}'");
                break;
            default:
                break;
        }
        if (why is not null)
        {
            var client = await api.As(of.Lead!);
            Assert.Equal((why, why), ((await client.Read(Choice)).Text("whyNothingIsSent"), (await client.Read(Mine)).Text("mail/whyNothingIsSent")));
        }
        await Write(of);
        Assert.Equal(0L, await api.Sql<long>($"select count(*) from app.mail where organisation_id = '{of.OrganisationId}'"));
        if (why == "no_address")
        {
            await (await api.As(of.Lead!)).Put(Choice, new { morning = true, weekly = false, language = "de" }, await Tag(of.Lead!, Choice))
                .ExpectProblem(409, "no-mail-address");
        }
    }

    [Fact]
    public async Task What_was_not_sent_on_its_day_or_is_not_wanted_any_more_is_not_sent()
    {
        await At("2027-07-15T08:00");
        var of = await api.Given.CaseWithLead();
        await api.Given.Reminder(of, -1);
        await Choose(of.Lead!);
        await server.Behave(new { connect = 421 });
        await Write(of);
        await server.Behave(new { });
        await At("2027-07-16T08:00");
        await Write(of);
        Assert.Single(await To(of.Lead!)); // Today's alone.
        Assert.Equal(["overtaken", "delivered"],
            await api.Sql<string[]>($"select array_agg(outcome order by created_at) from app.mail where staff_id = '{of.Lead!.StaffId}'"));

        await At("2027-07-19T08:00");
        await server.Behave(new { connect = 421 });
        await Write(of);
        await Choose(of.Lead!, morning: false);
        await server.Behave(new { });
        await At("2027-07-19T12:00");
        await Write(of);
        Assert.Single(await To(of.Lead!));
    }

    [Fact]
    public async Task An_address_that_refuses_is_told_to_its_person_and_left_alone_until_she_says_so_again()
    {
        await At("2027-07-20T08:00");
        var of = await api.Given.CaseWithLead();
        await api.Given.Reminder(of, -1);
        await Choose(of.Lead!);
        await server.Behave(new { recipients = new Dictionary<string, int> { [of.Lead!.UserName] = 550 } });
        await Write(of);
        var client = await api.As(of.Lead);
        var choice = await client.Read(Choice);
        Assert.Equal(("refused", 550, "refused"),
            (choice.Text("whyNothingIsSent"), choice.Number("refusedStatus"), (await client.Read(Mine)).Text("mail/outcome")));
        Assert.Contains("digest-refused", (await client.Read("/api/v1/notices")).Values<string>("items/*/kind"));
        await server.Behave(new { });
        await At("2027-07-21T08:00");
        await Write(of);
        Assert.Empty(await To(of.Lead));
        await Choose(of.Lead);
        await Write(of);
        Assert.Single(await To(of.Lead));
    }

    [Fact]
    public async Task In_quiet_hours_no_mail_goes_and_nothing_is_escalated_until_they_are_over()
    {
        await At("2027-07-22T10:00");
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await api.Given.Reminder(of, -1);
        await State(supervisor, new { at = "19:55", quietFrom = "20:00", quietUntil = "06:00" });
        await Choose(of.Lead!);
        await At("2027-07-22T19:56");
        await server.Behave(new { connect = 421 });
        await Write(of);
        await server.Behave(new { });
        var reminder = await api.Given.Reminder(of, 0, NamedKinds.Get<ReminderKind>("no_contact"));
        await api.Execute($"update app.reminder set assignee_id = '{of.Lead!.StaffId}', due_on = due_on - 60 where id = '{reminder}'");
        foreach (var quiet in (string[])["2027-07-22T20:00", "2027-07-23T00:00", "2027-07-23T05:59"])
        {
            await At(quiet);
            await Write(of);
            Assert.Equal(0, await api.SendAsSystem(of.OrganisationId, new EscalateReminders()));
        }
        Assert.Empty(await To(of.Lead));
        await At("2027-07-23T06:00");
        Assert.NotEqual(0, await api.SendAsSystem(of.OrganisationId, new EscalateReminders()));
        // A code that somebody asks for goes at once, news waits.
        await At("2027-07-23T21:00");
        var administrator = await api.As(await api.Given.Staff(of.OrganisationId, Role.Administrator));
        await administrator.Post("/api/v1/mail-addresses", new { address = $"{of.CaseId:N}@example.org", language = "de" }).Expect(201);
        await api.SendAsSystem(null, new SendMails());
        Assert.Single(await server.Mails(), mail => mail.To.Contains($"{of.CaseId:N}@example.org"));
    }

    [Fact]
    public async Task Settings_are_a_supervisors_with_the_tag_that_was_read_and_of_two_at_once_one_is_stale()
    {
        var organisation = await api.Given.Organisation();
        var team = await api.Given.Team(organisation);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor, team);
        var client = await api.As(supervisor);
        var first = await client.GetAsync(Settings).Expect(200);
        var read = await first.Json();
        Assert.Equal(("07:30", 1, true, true, null, null), (read.Text("at"), read.Number("weekday"), read.Value<bool>("morning"), read.Value<bool>("weekly"),
            read.Text("quietFrom"), read.Text("setBy")));
        var body = new { at = "06:45", weekday = 3, quietFrom = "20:00", quietUntil = "06:00", morning = true, weekly = false };
        await client.Put(Settings, body).ExpectProblem(428, "if-match-required");
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => client.Put(Settings, body, first.Tag())));
        Assert.Equal([200, 412], both.Select(answer => (int)answer.StatusCode).Order());
        await client.Put(Settings, body, first.Tag()).ExpectProblem(412, "stale");
        read = await client.Read(Settings);
        Assert.Equal(("06:45", 3, "20:00", "06:00", false, supervisor.StaffId.ToString()), (read.Text("at"), read.Number("weekday"), read.Text("quietFrom"),
            read.Text("quietUntil"), read.Value<bool>("weekly"), read.Text("setBy")));
        foreach (var (wrong, code) in (ValueTuple<object, string>[])
            [(new { at = "7:30" }, "time-form"), (new { at = "24:00" }, "time-form"), (new { at = "07:30", quietFrom = "20:00" }, "quiet-hours"),
             (new { at = "07:30", quietFrom = "20:00", quietUntil = "20:00" }, "quiet-hours"),
             (new { at = "05:00", quietFrom = "20:00", quietUntil = "06:00" }, "digest-in-quiet-hours"),
             (new { at = "12:00", quietFrom = "11:00", quietUntil = "12:01" }, "digest-in-quiet-hours")])
        {
            Assert.Contains(code, (await client.Put(Settings, wrong, await Tag(supervisor, Settings)).ExpectProblem(400, "validation-failed"))
                .Values<string>("errors/*/code"));
        }
        Assert.Equal((int)System.Net.HttpStatusCode.BadRequest,
            (int)(await client.Put(Settings, new { weekday = 8 }, await Tag(supervisor, Settings))).StatusCode);
        await (await api.As(await api.Given.Staff(organisation, Role.Caseworker, team))).Put(Settings, body, first.Tag()).ExpectProblem(403, "not-permitted");
        // Another organisation has its own.
        Assert.Equal("07:30", (await (await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor))).Read(Settings)).Text("at"));
        Assert.Equal("06:45", (await (await api.As(await api.Given.Staff(organisation, Role.Caseworker, team))).Read(Settings)).Text("at"));
    }

    [Fact]
    public async Task What_is_overdue_by_colleague_is_told_where_that_was_agreed_on_only_and_each_reads_who_has_looked()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await api.Given.Reminder(of, -1);
        await api.Given.Reminder(of, -2);
        var nobodys = await api.Given.Reminder(of, -3);
        await api.Execute($"update app.reminder set assignee_id = null where id = '{nobodys}'");
        var client = await api.As(supervisor);
        var path = $"{Mine}/overdue-by-colleague";
        await client.Post(path, new { teamId = of.TeamId }).ExpectProblem(403, "staff-figures-not-agreed");
        await api.Given.StaffFigureAgreement(of.OrganisationId, supervisor, StaffFigurePurpose.CaseloadPlanning);
        await client.Post(path, new { teamId = of.TeamId }).ExpectProblem(409, "staff-figures-small-team");
        var third = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        var told = await (await client.Post(path, new { teamId = of.TeamId }).Expect(200)).Json();
        Assert.Equal(1, told.Number("others"));
        var counts = told["items"]!.AsArray().ToDictionary(item => item.Value<Guid>("staffId"), item => item.Value<int>("count"));
        Assert.Equal((2, 0, 0), (counts[of.Lead!.StaffId], counts[third.StaffId], counts[supervisor.StaffId]));
        var row = told["items"]!.AsArray().Single(item => item.Value<Guid>("staffId") == of.Lead.StaffId);
        Assert.Equal(2, (await client.Read($"{row.Text("link")}&count=true")).Number("count"));
        var looks = await (await api.As(of.Lead)).Read("/api/v1/statistics/looks-at-my-figures");
        Assert.Equal(("team_reminders_overdue", supervisor.StaffId), (looks.Text("items/0/figure"), looks.Value<Guid>("items/0/lookedBy")));
        await client.Post(path, new { teamId = await api.Given.Team(of.OrganisationId) }).ExpectProblem(404, "not-found");
        await (await api.As(of.Lead)).Post(path, new { teamId = of.TeamId }).ExpectProblem(403, "not-permitted");
    }

    [Fact]
    public async Task Only_the_system_looks_with_somebodys_eyes_and_it_has_no_way_back()
    {
        var of = await api.Given.CaseWithLead();
        var (session, stranger) = (await api.SessionOf(of.Lead!), await api.Given.Staff(await api.Given.Organisation(), Role.Caseworker));
        await Refused($"call access.look_as('{of.Lead!.StaffId}')");
        await Refused($"call access.enter('{session}', '{api.Given.Now:O}', 'r', 'a', null); call access.look_as('{of.Lead.StaffId}')");
        await Refused($"call access.enter_system('{of.OrganisationId}', '{api.Given.Now:O}', 'r', 'a', null); call access.look_as('{stranger.StaffId}')");
        await Refused($"call access.enter_system('{of.OrganisationId}', '{api.Given.Now:O}', 'r', 'a', null); call access.look_as('{of.Lead.StaffId}'); "
            + $"call access.look_as('{of.Lead.StaffId}')");

        async Task Refused(string sql)
        {
            await using var source = Npgsql.NpgsqlDataSource.Create(api.App);
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand(sql, connection, transaction);
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            Assert.Equal("42501", refused.SqlState);
        }
    }

    private async Task At(string local)
    {
        await server.Behave(new { });
        var time = DateTime.Parse(local, CultureInfo.InvariantCulture);
        api.Clock.Offset += new DateTimeOffset(time, LocalTime.Zone.GetUtcOffset(time)) - api.Given.Now;
    }

    private async Task Write(GivenCase of)
    {
        await api.SendAsSystem(of.OrganisationId, new WriteDigests());
        await api.SendAsSystem(null, new SendMails());
    }

    private async Task Choose(Person person, bool morning = true, bool weekly = false, string language = "de") =>
        await (await api.As(person)).Put(Choice, new { morning, weekly, language }, await Tag(person, Choice)).Expect(200);

    private async Task State(Person supervisor, object settings) =>
        await (await api.As(supervisor)).Put(Settings, settings, await Tag(supervisor, Settings)).Expect(200);

    private async Task<string> Tag(Person person, string path) => (await (await api.As(person)).GetAsync(path).Expect(200)).Tag();

    private async Task<List<SmtpServer.Taken>> To(Person person) => [.. (await server.Mails()).Where(mail => mail.To.Contains(person.UserName))];

    private static IEnumerable<string> Parts(JsonNode answer, string which) =>
        answer[which]!.AsArray().Select(part => $"{part.Text("kind")} {part.Value<int>("count")}");
}
