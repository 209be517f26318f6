using System.Diagnostics;
using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Reminders;
using CaseManagement.ApiTests.Fixture;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>The calendar that a program reads at a secret address.</summary>
public sealed class CalendarFeedTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private async Task<(GivenCase Of, HttpClient Worker, Person Supervisor)> Allowed()
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await (await api.As(supervisor)).Put("/api/v1/calendar-feed/allowed", new { isAllowed = true }).Expect(200);
        return (of, await api.As(of.Lead!), supervisor);
    }

    private static async Task<string> Address(HttpClient worker) =>
        new Uri((await (await worker.Send(HttpMethod.Put, "/api/v1/calendar-feed").Expect(200)).Json()).Text("address")!).PathAndQuery;

    private async Task<Ical.Net.Calendar> Load(string address) =>
        Ical.Net.Calendar.Load(await (await api.Anonymous().GetAsync(address).Expect(200)).Content.ReadAsStringAsync())!;

    private static async Task<JsonArray> ReadByAnother(string text)
    {
        var contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));
        Assert.SkipUnless(Directory.Exists(Path.Combine(contract, "node_modules", "ical.js")), "npm ci in tests/contract has not run yet.");
        using var node = Process.Start(new ProcessStartInfo("node", ["calendar.mjs"])
        { WorkingDirectory = contract, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await node.StandardInput.WriteAsync(text);
        node.StandardInput.Close();
        var read = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return JsonNode.Parse(read)!.AsArray();
    }

    [Fact]
    public async Task Two_libraries_read_the_same_days_and_times_and_nothing_that_somebody_has_written()
    {
        var (of, worker, _) = await Allowed();
        var due = api.Given.Today.AddDays(3);
        await worker.Post("/api/v1/reminders", new
        {
            subjectType = "case", subjectId = of.CaseId, title = "Kündigung Haddad, Ulmer Straße", note = "geheim", dueOn = due,
        }).Expect(201);
        await api.Given.Reminder(of, 5, NamedKinds.Get<ReminderKind>("no_contact")); // The team's: not in it.
        // Either side of the change to summer time, and in the hour that there is twice.
        var instants = new[] { Summer(2027, 3, 28, 0, 30), Summer(2027, 3, 28, 1, 30), Summer(2027, 10, 31, 0, 30), Summer(2027, 10, 31, 1, 30) }
            .Select(instant => instant < api.Given.Now ? instant.AddYears(1) : instant).ToList();
        foreach (var at in instants)
        {
            await api.Given.Appointment(of, at);
        }
        worker.DefaultRequestHeaders.Add("Accept-Language", "de");
        var address = await Address(worker);

        var answer = await api.Anonymous().GetAsync(address).Expect(200);
        Assert.Equal("text/calendar; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var text = await answer.Content.ReadAsStringAsync();

        Assert.All(text.Split("\r\n"), line => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 0, 75));
        var names = await api.InOrganisation(of.OrganisationId, db => db.Set<CaseManagement.Api.Clients.Client>().Where(client => client.Id == of.ClientId)
            .Select(client => new[] { client.FamilyName, client.GivenName }).SingleAsync());
        Assert.All([.. names, "Kündigung", "Haddad", "Ulmer", "geheim", "Rathaus"],
            word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
        var number = of.CaseId.ToString("N")[^8..];
        var events = Ical.Net.Calendar.Load(text)!.Events.ToList();
        Assert.Equal(5, events.Count);
        var reminder = Assert.Single(events, e => e.IsAllDay);
        Assert.Equal(($"Wiedervorlage · Fall {number}", due, due.AddDays(1)), (reminder.Summary, reminder.Start!.Date, reminder.End!.Date));
        Assert.Equal(instants.Order(), events.Where(e => !e.IsAllDay).Select(e => new DateTimeOffset(e.Start!.AsUtc)).Order());
        Assert.All(events.Where(e => !e.IsAllDay), e =>
        {
            Assert.Equal(e.Start!.AsUtc.Month == 10 ? "UTC" : "Europe/Berlin", e.Start.TzId);
            Assert.EndsWith($" · Fall {number}", e.Summary, StringComparison.Ordinal);
        });

        var others = await ReadByAnother(text);
        Assert.Equal(events.Select(e => e.Uid).Order(), others.Select(e => e.Text("uid")).Order());
        foreach (var e in events)
        {
            var other = others.Single(o => o.Text("uid") == e.Uid);
            Assert.Equal((e.Summary, e.Sequence, e.IsAllDay), (other.Text("summary"), other.Number("sequence"), other.Value<bool>("isDate")));
            Assert.Equal(e.IsAllDay ? e.Start!.Date.ToString("yyyy-MM-dd", null)
                : e.Start!.AsUtc.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", null), other.Text("starts"));
            Assert.Equal(e.IsAllDay ? e.End!.Date.ToString("yyyy-MM-dd", null)
                : e.Start.AsUtc.AddMinutes(45).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", null), other.Text("ends"));
            Assert.Empty(other.Values<string>("properties/*").Intersect(["description", "location", "attendee", "organizer", "comment", "contact", "url"]));
        }
    }

    private static DateTimeOffset Summer(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_entry_keeps_its_id_grows_in_sequence_and_vanishes_when_it_is_done()
    {
        var (of, worker, _) = await Allowed();
        var path = $"/api/v1/reminders/{await api.Given.Reminder(of)}";
        var address = await Address(worker);
        var before = Assert.Single((await Load(address)).Events);
        await Task.Delay(50);
        await worker.Post($"{path}/snooze", new { until = api.Given.Today.AddDays(9) }, (await worker.GetAsync(path)).Tag()).Expect(200);

        var after = Assert.Single((await Load(address)).Events);
        Assert.Equal((before.Uid, api.Given.Today.AddDays(9)), (after.Uid, after.Start!.Date));
        Assert.True(after.Sequence > before.Sequence);

        await worker.Post($"{path}/done", ifMatch: (await worker.GetAsync(path)).Tag()).Expect(200);
        Assert.Empty((await Load(address)).Events);
    }

    [Fact]
    public async Task Asked_again_it_says_that_nothing_changed_and_what_was_sent_is_on_record_once()
    {
        var (of, worker, _) = await Allowed();
        await api.Given.Reminder(of);
        var address = await Address(worker);
        var first = await api.Anonymous().GetAsync(address).Expect(200);
        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "If-None-Match", first.Tag() } } };
        Assert.Empty(await (await api.Anonymous().SendAsync(again).Expect(304)).Content.ReadAsStringAsync());
        await api.Given.Reminder(of, 8);
        using var changed = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "If-None-Match", first.Tag() } } };
        Assert.NotEqual(first.Tag(), (await api.Anonymous().SendAsync(changed).Expect(200)).Tag());

        Assert.Equal(2L, await api.Sql<long>($"""
            select count(*) from audit.entry e
            where e.action = 'ReadCalendar' and e.kind = 'read' and e.staff_id = '{of.Lead!.StaffId}' and '{of.ClientId}' = any(e.client_ids)
            """));
    }

    [Fact]
    public async Task It_is_off_until_a_supervisor_allows_it_and_forbidden_again_every_address_ends()
    {
        var of = await api.Given.CaseWithLead();
        var (worker, supervisor) = (await api.As(of.Lead!), await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId)));
        Assert.False((await worker.Read("/api/v1/calendar-feed")).Value<bool>("isAllowed"));
        await worker.Send(HttpMethod.Put, "/api/v1/calendar-feed").ExpectProblem(409, "calendar-feeds-off");
        await worker.Put("/api/v1/calendar-feed/allowed", new { isAllowed = true }).Expect(403);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => supervisor.Put("/api/v1/calendar-feed/allowed", new { isAllowed = true }).Expect(200)));
        var address = await Address(worker);
        var shown = await worker.Read("/api/v1/calendar-feed");
        Assert.Equal(api.Given.Today.AddDays(90).ToString("yyyy-MM-dd", null), shown.Text("until"));
        Assert.DoesNotContain(address[^20..], shown.ToJsonString(), StringComparison.Ordinal);
        await api.Anonymous().GetAsync(address).Expect(200);

        Assert.Equal(1, (await (await supervisor.Put("/api/v1/calendar-feed/allowed", new { isAllowed = false }).Expect(200)).Json()).Number("ended"));
        await api.Anonymous().GetAsync(address).ExpectProblem(404, "not-found");
        await supervisor.Put("/api/v1/calendar-feed/allowed", new { isAllowed = true }).Expect(200);
        await api.Anonymous().GetAsync(address).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Made_again_the_address_before_ends_and_withdrawn_there_is_none()
    {
        var (_, worker, _) = await Allowed();
        var first = await Address(worker);
        var second = await Address(worker);
        await api.Anonymous().GetAsync(first).ExpectProblem(404, "not-found");
        await api.Anonymous().GetAsync(second).Expect(200);
        await api.Anonymous().GetAsync(second[..^4]).Expect(200); // .ics is for the program.
        await worker.DeleteAsync("/api/v1/calendar-feed").Expect(204);
        await worker.DeleteAsync("/api/v1/calendar-feed").Expect(204);
        await api.Anonymous().GetAsync(second).ExpectProblem(404, "not-found");
        Assert.Null((await worker.Read("/api/v1/calendar-feed"))["madeAt"]);
        // Of two at once one holds.
        var both = await Task.WhenAll(Address(worker), Address(worker));
        var statuses = await Task.WhenAll(both.Select(async address => (int)(await api.Anonymous().GetAsync(address)).StatusCode));
        Assert.Equal([200, 404], statuses.Order());
    }

    [Fact]
    public async Task It_ends_with_the_account_the_last_team_and_ninety_days_without_use()
    {
        await using var own = new Fixture.Api();
        await own.InitializeAsync();
        var organisation = await own.Given.Organisation();
        var (team, other) = (await own.Given.Team(organisation), await own.Given.Team(organisation));
        var supervisor = await own.Given.Staff(organisation, Role.Supervisor, team);
        var administrator = await own.Given.Staff(organisation, Role.Administrator, team);
        await (await own.As(supervisor)).Put("/api/v1/calendar-feed/allowed", new { isAllowed = true }).Expect(200);
        var people = new List<(Person Person, string Address)>();
        for (var i = 0; i < 3; i++)
        {
            var person = await own.Given.Staff(organisation, Role.Caseworker, team);
            people.Add((person, await Address(await own.As(person))));
        }
        var admin = await own.As(administrator);

        await admin.Post($"/api/v1/staff/{people[0].Person.StaffId}/disable", new { reason = "geht" },
            (await admin.GetAsync($"/api/v1/staff/{people[0].Person.StaffId}")).Tag()).Expect(200);
        await own.Anonymous().GetAsync(people[0].Address).ExpectProblem(404, "not-found");

        // Out of the team and back in it: what ended stays ended.
        var membership = await own.Sql<Guid>($"select id from app.team_member where staff_id = '{people[1].Person.StaffId}'");
        var teamTag = (await admin.GetAsync($"/api/v1/teams/{team}")).Tag();
        await admin.Post($"/api/v1/teams/{team}/members/{membership}/end", new { }, teamTag).Expect(200);
        await own.Anonymous().GetAsync(people[1].Address).ExpectProblem(404, "not-found");
        var again = await own.As(people[1].Person);
        await again.Send(HttpMethod.Put, "/api/v1/calendar-feed").ExpectProblem(409, "calendar-feed-without-team");
        await own.InOrganisation(organisation, db =>
        {
            db.Add(new TeamMember(team, people[1].Person.StaffId, own.Given.Today, own.Given.Now));
            return db.SaveChangesAsync();
        });
        await own.Anonymous().GetAsync(people[1].Address).ExpectProblem(404, "not-found");

        // Read on the 60th day it lasts until the 149th.
        own.Clock.Offset += TimeSpan.FromDays(60);
        await own.Anonymous().GetAsync(people[2].Address).Expect(200);
        own.Clock.Offset += TimeSpan.FromDays(89);
        await own.Anonymous().GetAsync(people[2].Address).Expect(200);
        own.Clock.Offset += TimeSpan.FromDays(90);
        await own.Anonymous().GetAsync(people[2].Address).ExpectProblem(404, "not-found");
        Assert.Null((await (await own.As(people[2].Person)).Read("/api/v1/calendar-feed"))["madeAt"]);
    }

    [Fact]
    public async Task A_wrong_address_is_answered_as_an_ended_one_is()
    {
        var (_, worker, _) = await Allowed();
        var address = await Address(worker);
        await worker.DeleteAsync("/api/v1/calendar-feed").Expect(204);
        var answers = new List<string>();
        foreach (var path in new[] { address, $"/api/v1/calendars/{new string('A', 43)}.ics", "/api/v1/calendars/x" })
        {
            var problem = await api.Anonymous().GetAsync(path).ExpectProblem(404, "not-found");
            problem.AsObject().Remove("requestId");
            answers.Add(problem.ToJsonString());
        }
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task The_address_is_in_no_log_no_trace_and_no_row()
    {
        var log = new Lines(); // As an operator may ask for, down to the last line of the framework, scopes included.
        await using var own = new Fixture.Api { Beside = api, OnSocket = true };
        foreach (var category in (string[])["Default", "Microsoft", "Microsoft.AspNetCore"])
        {
            own.Settings[$"Logging:LogLevel:{category}"] = "Trace";
        }
        await own.InitializeAsync();
        own.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var paths = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => { lock (paths) { paths.AddRange(activity.TagObjects.Select(tag => $"{tag.Key} {tag.Value}")); } },
        };
        ActivitySource.AddActivityListener(listener);
        var (of, _, _) = await Allowed();
        var worker = await own.As(of.Lead!);
        var address = await Address(worker);
        var key = address.Split('/')[^1].Split('.')[0];
        await own.Anonymous().GetAsync(address).Expect(200);
        await own.Anonymous().GetAsync(address + "x").Expect(404);
        await own.Anonymous().GetAsync(address + "/x").Expect(401, 404);

        Assert.Contains(log.All, line => line.Contains("Executing endpoint", StringComparison.Ordinal));
        Assert.DoesNotContain(log.All, line => line.Contains(key, StringComparison.Ordinal));
        lock (paths)
        {
            Assert.Contains("url.path /api/v1/calendars/…", paths);
            Assert.DoesNotContain(paths, tag => tag.Contains(key, StringComparison.Ordinal));
        }
        var tables = await api.Sql<string[]>("""
            select array_agg(format('%I.%I', table_schema, table_name)) from information_schema.tables
            where table_schema in ('app', 'access', 'audit') and table_type = 'BASE TABLE'
            """);
        foreach (var table in tables)
        {
            Assert.Equal(0L, await api.Sql<long>($"select count(*) from {table} t where t::text like '%{key}%'"));
        }
    }

    [Fact]
    public async Task Another_organisations_reminders_are_in_no_calendar_of_hers()
    {
        var (of, _, _) = await Allowed();
        await api.Given.Reminder(of);
        var elsewhere = await api.Given.Organisation();
        var team = await api.Given.Team(elsewhere);
        await api.InOrganisation(elsewhere, db =>
        {
            db.Add(new TeamMember(team, of.Lead!.StaffId, api.Given.Today, api.Given.Now));
            db.Add(new CaseManagement.Api.SignIn.RoleGrant(of.Lead.StaffId, elsewhere, Role.Caseworker, api.Given.Now));
            return db.SaveChangesAsync();
        });
        var supervisor = await api.As(await api.Given.Staff(elsewhere, Role.Supervisor, team));
        await supervisor.Put("/api/v1/calendar-feed/allowed", new { isAllowed = true }).Expect(200);
        var there = await api.As(of.Lead! with { OrganisationId = elsewhere });
        Assert.Empty((await Load(await Address(there))).Events);
        Assert.Single((await Load(await Address(await api.As(of.Lead!)))).Events);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<string> lines = [];

        public IReadOnlyList<string> All
        {
            get { lock (lines) { return [.. lines]; } }
        }

        public ILogger CreateLogger(string categoryName) => this;
        public void Dispose() { }
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            Keep(state.ToString());
            return null;
        }
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Keep(formatter(state, exception) + exception);
        private void Keep(string? line)
        {
            lock (lines) { lines.Add(line ?? ""); }
        }
    }
}
