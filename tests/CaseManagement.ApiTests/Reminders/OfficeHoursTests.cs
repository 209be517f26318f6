using System.Globalization;
using System.Text.Json.Nodes;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Rules;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using NpgsqlTypes;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>When a team is there, and what follows from it for what is ignored.</summary>
public sealed class OfficeHoursTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly object[] Town = [.. Week(1, 5, "08:00", "12:00"), .. Week(1, 4, "13:30", "16:00")];

    [Fact]
    public async Task Hours_are_a_supervisors_to_state_with_the_tag_that_was_read_and_of_two_at_once_one_is_stale()
    {
        At("2027-06-14T09:00");
        var organisation = await api.Given.Organisation();
        var (team, path) = await Team(organisation);
        var supervisor = await api.Given.Staff(organisation, Role.Supervisor);
        var client = await api.As(supervisor);
        var first = await client.GetAsync(path).Expect(200);
        var read = await first.Json();
        Assert.Equal(("\"0\"", 0, 0, "BW v1"), (first.Tag(), Count(read, "periods"), Count(read, "changes"), read.Text("calendar")));
        // None are stated: the whole of each working day.
        Assert.Equal(1440, read.Value<int>("days/0/openings/0/minutes"));

        await client.Put(path, new { periods = Town }).ExpectProblem(428, "if-match-required");
        var both = await Task.WhenAll(client.Put(path, new { periods = Town }, first.Tag()),
            client.Put(path, new { periods = Week(1, 3, "09:00", "12:00") }, first.Tag()));
        Assert.Equal([200, 412], both.Select(answer => (int)answer.StatusCode).Order());
        await client.Put(path, new { periods = Town }, first.Tag()).ExpectProblem(412, "stale");
        var tag = both.Single(answer => answer.IsSuccessStatusCode).Tag();
        tag = (await client.Put(path, new { periods = Week(2, 4, "07:00", "12:00") }, tag).Expect(200)).Tag();
        var stated = await client.Put(path, new { periods = Town }, tag).Expect(200);
        Assert.NotEqual(tag, stated.Tag());
        // The same again, in another order, changes nothing.
        var again = await client.Put(path, new { periods = Town.Reverse() }, stated.Tag()).Expect(200);
        Assert.Equal(stated.Tag(), again.Tag());
        Assert.Equal((await stated.Json()).ToJsonString(), (await again.Json()).ToJsonString());

        var seen = await (await api.As(await api.Given.Staff(organisation, Role.Caseworker, team))).GetAsync(path).Expect(200);
        Assert.Equal(stated.Tag(), seen.Tag());
        read = await seen.Json();
        Assert.Equal(team, read.Value<Guid>("teamId"));
        Assert.Equal(["1 08:00-12:00", "1 13:30-16:00", "2 08:00-12:00", "2 13:30-16:00", "3 08:00-12:00", "3 13:30-16:00", "4 08:00-12:00", "4 13:30-16:00",
            "5 08:00-12:00"], Periods(read["periods"]!));
        Assert.Equal(("2027-06-14", supervisor.StaffId), (Assert.Single(read["changes"]!.AsArray()).Text("from"), read.Value<Guid>("changes/0/setBy")));
        Assert.Equal(["counts 240 150", "counts 240 150", "counts 240 150", "counts 240 150", "counts 240", "weekend", "weekend"],
            read["days"]!.AsArray().Take(7).Select(Day!));

        await (await api.As(await api.Given.Staff(organisation, Role.Caseworker, team))).Put(path, new { periods = Town }, stated.Tag())
            .ExpectProblem(403, "not-permitted");
        var stranger = await api.As(await api.Given.Staff(await api.Given.Organisation(), Role.Supervisor));
        await stranger.GetAsync(path).ExpectProblem(404, "not-found");
        await stranger.Put(path, new { periods = Town }, stated.Tag()).ExpectProblem(404, "not-found");
        await client.GetAsync($"/api/v1/teams/{Guid.CreateVersion7()}/office-hours").ExpectProblem(404, "not-found");
        await api.Execute($"update app.team set closed_at = '{api.Given.Now:O}' where id = '{team}'");
        await client.Put(path, new { periods = Array.Empty<object>() }, stated.Tag()).ExpectProblem(409, "team-transition");
    }

    [Fact]
    public async Task Openings_until_midnight_touch_and_are_told_by_the_day()
    {
        At("2027-06-14T09:00");
        var organisation = await api.Given.Organisation();
        var (_, path) = await Team(organisation);
        var client = await api.As(await api.Given.Staff(organisation, Role.Supervisor));
        var read = await (await client.Put(path, new
        {
            periods = new[] { At(7, "22:00", "24:00"), At(1, "00:00", "06:00"), At(1, "20:00", "24:00"), At(2, "00:00", "06:00"), At(2, "06:00", "08:00") },
        }, "\"0\"").Expect(200)).Json();
        Assert.Equal(["1 00:00-06:00", "1 20:00-24:00", "2 00:00-08:00", "7 22:00-24:00"], Periods(read["periods"]!));
        Assert.Equal(["counts 360 240", "counts 480", "closed", "closed", "closed", "weekend", "counts 120"], read["days"]!.AsArray().Take(7).Select(Day!));
    }

    [Fact]
    public async Task What_cannot_be_hours_is_refused_with_its_place()
    {
        At("2027-06-14T09:00");
        var organisation = await api.Given.Organisation();
        var (_, path) = await Team(organisation);
        var client = await api.As(await api.Given.Staff(organisation, Role.Supervisor));
        foreach (var (body, code, pointer) in (ValueTuple<object, string, string>[])
            [
                (new { periods = new[] { At(1, "08:00", "12:00"), At(1, "11:59", "13:00") } }, "office-hours-overlap", "/periods"),
                (new { periods = new[] { At(1, "08:00", "12:00"), At(1, "08:00", "12:00") } }, "office-hours-overlap", "/periods"),
                (new { periods = new[] { At(2, "08:00", "12:00"), At(1, "12:00", "12:00") } }, "closes-before-opening", "/periods/1/until"),
                (new { periods = new[] { At(1, "22:00", "06:00") } }, "closes-before-opening", "/periods/0/until"),
                (new { periods = new[] { At(1, "8:00", "12:00") } }, "time-form", "/periods/0/from"),
                (new { periods = new[] { At(1, "24:00", "24:00") } }, "time-form", "/periods/0/from"),
                (new { periods = new[] { At(1, "08:00", "24:01") } }, "time-form", "/periods/0/until"),
                (new { periods = new[] { At(0, "08:00", "12:00") } }, "out-of-range", "/periods/0/weekday"),
                (new { periods = new[] { At(8, "08:00", "12:00") } }, "out-of-range", "/periods/0/weekday"),
                (new { periods = new[] { At(1, "08:00", "08:59") } }, "office-hours-too-short", "/periods"),
                (new { periods = Enumerable.Range(0, 7).Select(n => At(1, $"{8 + n:00}:00", $"{8 + n:00}:30")) }, "office-hours-too-many", "/periods"),
                (new { periods = Enumerable.Range(0, 43).Select(n => At(n % 7 + 1, $"{n / 7:00}:00", $"{n / 7:00}:30")) }, "too-many", "/periods"),
                (new { periods = Town, from = "2027-06-13" }, "reminder-policy-in-past", "/from"),
                (new { periods = new object?[] { null } }, "required", "/periods/0"),
                (new { from = "2027-06-20" }, "required", "/periods"),
            ])
        {
            var problem = await (await client.Put(path, body, "\"0\"").Expect(400)).Json();
            Assert.True(problem["errors"]!.AsArray().Any(error => (error.Text("code"), error.Text("pointer")) == (code, pointer)),
                $"{code} {pointer}: {problem["errors"]!.ToJsonString()}");
        }
        Assert.Equal("\"0\"", (await client.GetAsync(path)).Tag());
    }

    [Fact]
    public async Task What_is_ignored_is_told_after_hours_of_the_team_from_an_opening_on_and_the_calculation_says_when()
    {
        At("2027-06-18T07:30"); // A Friday.
        var (of, supervisor, reminder) = await Ignorable(4);
        await State(of, Town);
        var calculation = await Calculation(of, reminder);
        var told = calculation["escalation"]!;
        Assert.Equal((4, "working_hours", "BW v1", of.TeamId), (told.Number("after"), told.Text("unit"), told.Text("calendar"), told.Value<Guid>("teamId")));
        Assert.Equal(["2027-06-19T00:00", "2027-06-21T12:00", "2027-06-21T13:30"], Moments(told));
        Assert.Equal(["2027-06-19 weekend", "2027-06-20 weekend", "2027-06-21 counts 240"],
            told["days"]!.AsArray().Select(day => $"{day.Text("day")} {Day(day!)}"));
        var deputy = await api.Given.Staff(of.OrganisationId, Role.Caseworker, of.TeamId);
        await api.Given.Absence(of.Lead!, deputy.StaffId, days: 10);
        foreach (var early in (string[])["2027-06-18T16:00", "2027-06-19T00:17", "2027-06-21T11:59", "2027-06-21T12:17", "2027-06-21T13:29"])
        {
            At(early);
            Assert.Equal(0, await Escalate(of));
        }
        At("2027-06-21T13:30");
        Assert.Equal(2, await Escalate(of));
        Assert.Equal(0, await Escalate(of));
        Assert.Equal([$"deputy {deputy.StaffId}"], await Told(of, reminder));

        // The deputy has as long, from being told on.
        told = (await Calculation(of, reminder))["escalation"]!;
        Assert.Equal(["2027-06-21T13:30", "2027-06-22T09:30", "2027-06-22T09:30"], Moments(told));
        Assert.Equal(["2027-06-21 counts 150", "2027-06-22 counts 90"], told["days"]!.AsArray().Select(day => $"{day.Text("day")} {Day(day!)}"));
        Assert.Contains("deputy", told.Text("text")!, StringComparison.Ordinal);
        At("2027-06-22T09:29");
        Assert.Equal(0, await Escalate(of));
        At("2027-06-22T09:31"); // The clock goes on while the deputy is told.
        Assert.NotEqual(0, await Escalate(of));
        Assert.Equal([$"deputy {deputy.StaffId}", $"supervisor {supervisor.StaffId}"], await Told(of, reminder));
        // Nobody is left to tell.
        Assert.Null((await Calculation(of, reminder))["escalation"]);
    }

    [Fact]
    public async Task However_late_it_is_nobody_is_told_while_the_team_is_closed()
    {
        At("2027-06-18T07:30");
        var (of, supervisor, reminder) = await Ignorable(4);
        await State(of, Town);
        foreach (var closed in (string[])["2027-06-22T20:17", "2027-06-23T03:17", "2027-06-23T07:47", "2027-06-23T12:31"])
        {
            At(closed);
            Assert.Equal(0, await Escalate(of));
        }
        At("2027-06-23T13:30");
        Assert.Equal(2, await Escalate(of));
        Assert.Equal([$"supervisor {supervisor.StaffId}"], await Told(of, reminder));
    }

    [Fact]
    public async Task Days_on_which_the_team_is_not_there_do_not_count_and_a_holiday_is_told_with_its_law()
    {
        At("2027-05-25T07:30"); // The Tuesday before Corpus Christi.
        var (of, supervisor, reminder) = await Ignorable(2, "working_days");
        await State(of, [.. Week(2, 4, "08:00", "12:00")]);
        var told = (await Calculation(of, reminder))["escalation"]!;
        Assert.Equal(["2027-05-26T00:00", "2027-06-01T12:00", "2027-06-02T08:00"], Moments(told));
        Assert.Equal(["2027-05-26 counts 240", "2027-05-27 holiday", "2027-05-28 closed", "2027-05-29 weekend", "2027-05-30 weekend", "2027-05-31 closed",
            "2027-06-01 counts 240"], told["days"]!.AsArray().Select(day => $"{day.Text("day")} {Day(day!)}"));
        Assert.Contains("FTG BW", told.Text("days/1/source")!, StringComparison.Ordinal);
        At("2027-06-02T07:59");
        Assert.Equal(0, await Escalate(of));
        At("2027-06-02T08:00");
        Assert.Equal(2, await Escalate(of));
        Assert.Equal([$"supervisor {supervisor.StaffId}"], await Told(of, reminder));
    }

    [Fact]
    public async Task Hours_that_change_from_a_later_day_on_move_nothing_that_is_past()
    {
        At("2027-06-14T07:30");
        var (of, supervisor, reminder) = await Ignorable(1, "working_days");
        await State(of, Town);
        Assert.Equal(["2027-06-15T00:00", "2027-06-15T16:00", "2027-06-16T08:00"], Moments((await Calculation(of, reminder))["escalation"]!));
        // From Wednesday on in the afternoon only: Tuesday counts by the hours that held, who is told then hears it with the next opening.
        var later = await State(of, [.. Week(1, 5, "14:00", "18:00")], "2027-06-16");
        Assert.Equal(9, Count(later, "periods"));
        Assert.Equal(["2027-06-16", "2027-06-14"], later["changes"]!.AsArray().Select(change => change.Text("from")));
        Assert.Equal(["counts 240 150", "counts 240 150", "counts 240"], later["days"]!.AsArray().Take(3).Select(Day!));
        Assert.Equal(["2027-06-15T00:00", "2027-06-15T16:00", "2027-06-16T14:00"], Moments((await Calculation(of, reminder))["escalation"]!));
        At("2027-06-16T13:59");
        Assert.Equal(0, await Escalate(of));
        At("2027-06-16T14:00");
        Assert.Equal(2, await Escalate(of));

        var before = await Told(of, reminder, withTimes: true);
        await State(of, [.. Week(5, 5, "08:00", "12:00")], "2027-06-17");
        await State(of, [], "2027-06-16");
        Assert.Equal(0, await Escalate(of));
        Assert.Equal(before, await Told(of, reminder, withTimes: true));
        Assert.StartsWith($"supervisor {supervisor.StaffId}", Assert.Single(before), StringComparison.Ordinal);
        var problem = await (await Supervisor(of)).Put(Path(of.TeamId), new { periods = Town, from = "2027-06-15" }, await Tag(of))
            .ExpectProblem(400, "validation-failed");
        Assert.Equal("reminder-policy-in-past", problem.Text("errors/0/code"));
    }

    [Fact]
    public async Task The_database_counts_as_the_program_does()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        Run("set local session_replication_role = replica; set local timezone = 'America/St_Johns'"); // No triggers; and no clock but Germany's.
        var team = Guid.CreateVersion7();
        var points = from drawn in Gen.ListOf(Gen.Choose(0, 96)) select drawn.Distinct().Order().Take(6).ToList();
        var week = from days in Gen.ListOf(points, 7)
                   select days.SelectMany((day, n) => Enumerable.Range(0, day.Count / 2)
                           .Select(m => new OfficePeriod(n + 1, day[2 * m] * 15, day[2 * m + 1] * 15)))
                       .Where(period => period.Until - period.From >= 30).ToList();
        var cases =
            from offset in Gen.Choose(0, 30_000)
            from near in Gen.Choose(0, 1)
            from minute in Gen.Choose(-4000, 4000)
            from first in week
            from second in week
            from later in Gen.Choose(-10, 10)
            from after in Gen.Choose(1, 12)
            from land in Gen.Elements(Land.All.ToArray())
            from flags in Gen.Choose(0, 7)
            let date = new DateOnly(2000, 1, 1).AddDays(offset)
            let about = near == 0 ? date : LastSunday(date.Year, offset % 2 == 0 ? 3 : 10)
            select (Weeks: new OfficeWeek[] { new(new DateOnly(1999, 1, 1), first), new(about.AddDays(later), second) }, Day: about, Minute: minute,
                After: after, Land: land, Local: (LocalHolidays)flags);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            Run($"delete from app.office_hours where team_id = '{team}'");
            foreach (var stated in given.Weeks)
            {
                Run("""
                    insert into app.office_hours (id, organisation_id, team_id, from_date, periods, updated_at, statements)
                    values (gen_random_uuid(), gen_random_uuid(), $1, $2, $3, timestamptz '2000-01-01Z', 1)
                    """, team, stated.From, stated.Periods.Select(period => new NpgsqlRange<int>(
                        (period.Weekday - 1) * 1440 + period.From, true, (period.Weekday - 1) * 1440 + period.Until, false)).ToArray());
            }
            var hours = new OfficeHours(given.Weeks, given.Land, given.Local);
            var start = LocalTime.StartOf(given.Day).AddMinutes(given.Minute);
            string[] local = [.. Locals.Where(one => given.Local.HasFlag(one.Local)).Select(one => one.Name)];
            foreach (var unit in Enum.GetValues<EscalationUnit>())
            {
                foreach (var told in (DateTimeOffset?[])[null, start])
                {
                    var expected = EscalationMoment.Of(hours, given.Day, told, given.After, unit).ToldFrom;
                    var counted = Scalar<DateTime>("select app.escalates_from($1, $2, $3, $4, $5, $6, $7)", team, given.Day, (object?)told ?? DBNull.Value,
                        given.After, unit == EscalationUnit.WorkingDays ? "working_days" : "working_hours", given.Land.Code, local);
                    Assert.Equal(expected.UtcDateTime, counted);
                }
            }
            Assert.Equal(hours.Add(start, TimeSpan.FromMinutes(given.After * 37)).UtcDateTime,
                Scalar<DateTime>("select app.office_time_end($1, $2, $3, $4, $5)", team, start, given.After * 37, given.Land.Code, local));
            Assert.Equal(hours.On(given.Day).Select(opening => opening.From.UtcDateTime), Scalar<DateTime[]>(
                "select coalesce(array_agg(x.opens order by x.opens), '{}') from app.openings_on($1, $2, $3, $4) x", team, given.Day, given.Land.Code, local));
            // Without hours as it was: the end of a working day.
            Assert.Equal(LocalTime.StartOf(WorkingDays.Add(given.Day, given.After, given.Land, given.Local).AddDays(1)).UtcDateTime,
                Scalar<DateTime>("select app.escalates_from(null, $1, null, $2, 'working_days', $3, $4)", given.Day, given.After, given.Land.Code, local));
        }).QuickCheckThrowOnFailure();

        void Run(string sql, params object[] values)
        {
            using var command = Command(sql, values);
            command.ExecuteNonQuery();
        }

        T Scalar<T>(string sql, params object[] values)
        {
            using var command = Command(sql, values);
            return (T)command.ExecuteScalar()!;
        }

        NpgsqlCommand Command(string sql, object[] values)
        {
            var command = new NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values)
            {
                command.Parameters.Add(value is DBNull ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
                    : new NpgsqlParameter { Value = value });
            }
            return command;
        }
    }

    private static readonly (LocalHolidays Local, string Name)[] Locals =
    [
        (LocalHolidays.AssumptionDay, "assumption-day"), (LocalHolidays.CorpusChristi, "corpus-christi"), (LocalHolidays.PeaceFestival, "peace-festival"),
    ];

    // A reminder that is due today, and a policy by which somebody else is told after so long.
    private async Task<(GivenCase Of, Person Supervisor, Guid Reminder)> Ignorable(int after, string unit = "working_hours")
    {
        var of = await api.Given.CaseWithLead();
        var supervisor = await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId);
        await api.Execute($"""
            update app."case" set opened_at = opened_at - interval '60 days' where id = '{of.CaseId}';
            update app.case_responsibility set from_at = from_at - interval '60 days' where case_id = '{of.CaseId}' and until_at is null;
            """);
        var (client, path) = (await api.As(supervisor), "/api/v1/reminder-policies/no_contact");
        await client.Put(path, new { steps = new[] { 56 }, unit = "days", escalateAfter = after, escalateUnit = unit }, (await client.GetAsync(path)).Tag())
            .Expect(200);
        var inForce = (await client.Read(path))["policy"]!["inForce"]!;
        Assert.Equal((after, unit), (inForce.Number("escalateAfter"), inForce.Text("escalateUnit")));
        await api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());
        return (of, supervisor, await api.Sql<Guid>($"select id from app.reminder where case_id = '{of.CaseId}' and kind = 'no_contact'"));
    }

    private async Task<JsonNode> State(GivenCase of, object[] periods, string? from = null) =>
        await (await (await Supervisor(of)).Put(Path(of.TeamId), new { from, periods }, await Tag(of)).Expect(200)).Json();

    private async Task<string> Tag(GivenCase of) => (await (await Supervisor(of)).GetAsync(Path(of.TeamId)).Expect(200)).Tag();

    private async Task<HttpClient> Supervisor(GivenCase of) => await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor,
        await api.Given.Team(of.OrganisationId)));

    private async Task<(Guid Team, string Path)> Team(Guid organisation) =>
        await api.Given.Team(organisation) is var team ? (team, Path(team)) : default;

    private static string Path(Guid team) => $"/api/v1/teams/{team}/office-hours";

    private async Task<JsonNode> Calculation(GivenCase of, Guid reminder) => await (await api.As(of.Lead!)).Read($"/api/v1/reminders/{reminder}/calculation");

    private Task<int> Escalate(GivenCase of) => api.SendAsSystem(of.OrganisationId, new EscalateReminders());

    private async Task<List<string>> Told(GivenCase of, Guid reminder, bool withTimes = false) =>
        [.. (await (await api.As(of.Lead!)).Read($"/api/v1/reminders/{reminder}"))["escalations"]!.AsArray()
            .Select(told => $"{told.Text("level")} {told.Text("staffId")}{(withTimes ? $" {told.Text("at")}" : "")}")];

    private static IEnumerable<string> Moments(JsonNode told) => ((string[])["start", "end", "toldFrom"]).Select(name =>
        TimeZoneInfo.ConvertTime(told.Value<DateTimeOffset>(name), LocalTime.Zone).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture));

    private static string Day(JsonNode day) =>
        string.Join(' ', day["openings"]!.AsArray().Select(opening => $"{opening.Number("minutes")}").Prepend(day.Text("count")));

    private static IEnumerable<string> Periods(JsonNode periods) =>
        periods.AsArray().Select(period => $"{period.Number("weekday")} {period.Text("from")}-{period.Text("until")}");

    private static int Count(JsonNode answer, string list) => answer[list]!.AsArray().Count;

    private static object At(int weekday, string from, string until) => new { weekday, from, until };

    private static IEnumerable<object> Week(int first, int last, string from, string until) =>
        Enumerable.Range(first, last - first + 1).Select(weekday => At(weekday, from, until));

    private static DateOnly LastSunday(int year, int month) => new DateOnly(year, month, 31) is var last ? last.AddDays(-(int)last.DayOfWeek) : default;

    private void At(string local)
    {
        var time = DateTime.Parse(local, CultureInfo.InvariantCulture);
        api.Clock.Offset += new DateTimeOffset(time, LocalTime.Zone.GetUtcOffset(time)) - api.Given.Now;
    }
}
