using System.Diagnostics;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.Rules;
using CaseManagement.ApiTests.Fixture;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace CaseManagement.ApiTests.Reminders;

/// <summary>Holidays and working days in the database are those of the program.</summary>
public sealed class WorkingCalendarTests(Fixture.Api api) : IClassFixture<Fixture.Api>
{
    private static readonly (LocalHolidays Local, string Name)[] Locals =
    [
        (LocalHolidays.AssumptionDay, "assumption-day"), (LocalHolidays.CorpusChristi, "corpus-christi"), (LocalHolidays.PeaceFestival, "peace-festival"),
    ];

    [Fact]
    public async Task The_table_of_holidays_says_what_the_program_computes_for_all_Laender_communes_and_years()
    {
        var rows = new Dictionary<string, List<string>>();
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var command = source.CreateCommand("""
            select l || coalesce(' ' || h.local, ''), h.on_date, h.code from app.holiday h, unnest(h.lands) l where h.until_version is null
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            (rows.TryGetValue(reader.GetString(0), out var list) ? list : rows[reader.GetString(0)] = [])
                .Add($"{reader.GetFieldValue<DateOnly>(1):O} {reader.GetString(2)}");
        }
        foreach (var land in Land.All)
        {
            var everywhere = Days(land, LocalHolidays.None).ToList();
            Assert.Equal(everywhere.Order(StringComparer.Ordinal), rows[land.Code].Order(StringComparer.Ordinal));
            foreach (var (local, name) in Locals)
            {
                Assert.Equal(Days(land, local).Except(everywhere).Order(StringComparer.Ordinal),
                    rows.GetValueOrDefault($"{land.Code} {name}", []).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_step_falls_on_the_day_that_the_program_computes()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.Superuser(api.Owner));
        await using var connection = await source.OpenConnectionAsync();
        var cases =
            from after in Gen.Choose(0, 65000)
            from count in Gen.Choose(0, 40)
            from of in Gen.Elements(Land.All.ToArray())
            from communal in Gen.Choose(0, 7)
            select (From: new DateOnly(1996, 1, 1).AddDays(after), Days: count, Land: of, Local: communal);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var (from, days, land, flags) = given;
            var local = (LocalHolidays)flags;
            using var command = new NpgsqlCommand("""
                select app.working_day($1, $2, false, $3, $4), case when $2 > 0 then app.working_day($1, $2, true, $3, $4) end,
                    app.step_day($1, $2, 'years', false, $3, $4), app.step_day($1, $2, 'months', false, $3, $4), app.step_day($1, $2, 'days', true, $3, $4)
                """, connection)
            {
                Parameters =
                {
                    new() { Value = from }, new() { Value = days }, new() { Value = land.Code },
                    new() { Value = Locals.Where(one => local.HasFlag(one.Local)).Select(one => one.Name).ToArray() },
                },
            };
            using var reader = command.ExecuteReader();
            reader.Read();
            return reader.GetFieldValue<DateOnly>(0) == WorkingDays.Add(from, days, land, local)
                && (days == 0 || reader.GetFieldValue<DateOnly>(1) == WorkingDays.Subtract(from, days, land, local))
                && reader.GetFieldValue<DateOnly>(2) == CaseManagement.Api.Representations.Birthday.Of(from, days)
                && reader.GetFieldValue<DateOnly>(3) == from.AddMonths(days) && reader.GetFieldValue<DateOnly>(4) == from.AddDays(-days);
        }).QuickCheckThrowOnFailure();
    }

    // Where the lists of others say something else, and why the program does not follow them.
    private static readonly string[] Judged =
    [
        // One day each by § 1 Abs. 1 of Berlin's law as amended in 2019 and 2024; date-holidays has them, too.
        "only ours: feiertagejs BE 2020-05-08",
        "only ours: feiertagejs BE 2025-05-08",
        "only ours: feiertagejs BE 2028-06-17",
    ];

    [Fact]
    public async Task Two_lists_of_others_say_the_same_from_2020_to_2035_but_for_what_is_judged_here()
    {
        var contract = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "contract"));
        Assert.SkipUnless(Directory.Exists(Path.Combine(contract, "node_modules", "date-holidays")), "npm ci in tests/contract has not run yet.");
        using var node = Process.Start(new ProcessStartInfo("node", ["holidays.mjs", "2020", "2035"])
        { WorkingDirectory = contract, RedirectStandardOutput = true })!;
        var theirs = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync();
        var places = theirs.Select(line => string.Join(' ', line.Split(' ')[..2])).Distinct().ToList();
        Assert.Equal(37, places.Count);
        var ours = places.SelectMany(place => Enumerable.Range(2020, 16).SelectMany(year => OfPlace(place.Split(' ')[1], year))
            .Select(day => $"{place} {day:O}")).ToList();
        Assert.Equal(Judged.Order(StringComparer.Ordinal), ours.Except(theirs).Select(line => $"only ours: {line}")
            .Concat(theirs.Except(ours).Select(line => $"only theirs: {line}")).Order(StringComparer.Ordinal));
    }

    // Of feiertagejs Bavaria is a Catholic commune.
    private static IEnumerable<DateOnly> OfPlace(string place, int year)
    {
        var land = Land.All.Single(known => known.Code == place.Split(':')[0]);
        var local = (place.Contains(':', StringComparison.Ordinal) ? place.Split(':')[1] : "") switch
        {
            "A" => LocalHolidays.AssumptionDay | LocalHolidays.PeaceFestival,
            "KATH" => LocalHolidays.AssumptionDay,
            "BZ" or "EIC" => LocalHolidays.CorpusChristi,
            _ => LocalHolidays.None,
        };
        return Holidays.Of(land, year, local).Select(day => day.Date);
    }

    [Fact]
    public async Task Of_two_supervisors_who_state_the_calendar_the_second_is_told_that_it_has_changed()
    {
        const string path = "/api/v1/working-calendar";
        var organisation = await api.Given.Organisation(OrganisationKind.District); // No key that tells the Land.
        var client = await api.As(await api.Given.Staff(organisation, Role.Supervisor));
        var tag = (await client.GetAsync($"{path}?year=2031").Expect(200)).Tag();
        Assert.Equal("\"0\"", tag);
        await client.Put(path, new { land = "BY" }).ExpectProblem(428, "if-match-required");
        var both = await Task.WhenAll(client.Put(path, new { land = "BY" }, tag), client.Put(path, new { land = "SN" }, tag));
        Assert.Equal([200, 412], both.Select(answer => (int)answer.StatusCode).Order());
        var stated = both.Single(answer => (int)answer.StatusCode == 200);
        Assert.Equal(stated.Tag(), (await client.GetAsync(path).Expect(200)).Tag());
        Assert.Equal((await stated.Json()).Text("land"), (await client.Read(path)).Text("land"));
        // For a day that was stated already as well as for another.
        await client.Put(path, new { land = "HE" }, tag).ExpectProblem(412, "stale");
        var second = await client.Put(path, new { land = "HE" }, stated.Tag()).Expect(200);
        Assert.NotEqual(stated.Tag(), second.Tag());
        await client.Put(path, new { land = "TH", from = api.Given.Today.AddDays(9) }, stated.Tag()).ExpectProblem(412, "stale");
        var third = await client.Put(path, new { land = "TH", from = api.Given.Today.AddDays(9) }, second.Tag()).Expect(200);
        Assert.NotEqual(second.Tag(), third.Tag());
        Assert.Equal(2, (await client.Read(path))["changes"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_day_is_explained_by_what_counted_and_what_did_not()
    {
        var of = await api.Given.CaseWithLead();
        await api.Execute($"""
            update app.organisation set ags = null, kind = 'district' where id = '{of.OrganisationId}';
            update app."case" set opened_at = opened_at - interval '60 days' where id = '{of.CaseId}';
            update app.case_responsibility set from_at = from_at - interval '60 days' where case_id = '{of.CaseId}' and until_at is null;
            """);
        var supervisor = await api.As(await api.Given.Staff(of.OrganisationId, Role.Supervisor, of.TeamId));
        var calendar = await (await supervisor.Put("/api/v1/working-calendar", new { land = "BY", local = new[] { "assumption_day" } }, "\"0\"")
            .Expect(200)).Json();
        Assert.Equal("BY assumption-day v1", calendar.Text("calendar"));
        Assert.Contains(calendar["holidays"]!.AsArray(),
            day => day.Text("code") == "assumption-day" && day.Text("source")!.Contains("FTG", StringComparison.Ordinal));
        await supervisor.Put("/api/v1/working-calendar", new { land = "BY", local = new[] { "corpus_christi" } }, "\"1\"")
            .ExpectProblem(400, "validation-failed");
        await supervisor.Put("/api/v1/working-calendar", new { land = "XX" }, "\"1\"").ExpectProblem(400, "validation-failed");
        await (await api.As(of.Lead!)).Put("/api/v1/working-calendar", new { land = "BY" }, "\"1\"").ExpectProblem(403, "not-permitted");
        // Where there is a key, it tells the Land.
        await api.Execute($"update app.organisation set ags = '09761000' where id = '{of.OrganisationId}'");
        var against = await supervisor.Put("/api/v1/working-calendar", new { land = "BW" }, "\"1\"").ExpectProblem(400, "validation-failed");
        Assert.Equal(("/land", "land-against-key"), (against.Text("errors/0/pointer"), against.Text("errors/0/code")));
        await supervisor.Put("/api/v1/working-calendar", new { land = "BY", local = new[] { "assumption_day" } }, "\"1\"").Expect(200);
        await supervisor.Put("/api/v1/working-calendar", new { local = new[] { "assumption_day" } }, "\"2\"").Expect(200);
        Assert.Equal("BY assumption-day v1", (await supervisor.Read("/api/v1/working-calendar?year=2030")).Text("calendar"));

        const string policy = "/api/v1/reminder-policies/no_contact";
        await supervisor.Put(policy, new { steps = new[] { 30 }, unit = "working_days" }, (await supervisor.GetAsync(policy)).Tag()).Expect(200);
        await api.SendAsSystem(of.OrganisationId, new ApplyReminderPolicies());
        var client = await api.As(of.Lead!);
        var id = await api.Sql<Guid>($"select id from app.reminder where case_id = '{of.CaseId}' and kind = 'no_contact'");
        var told = await client.Read($"/api/v1/reminders/{id}/calculation");
        var cause = DateOnly.Parse(told.Text("causeOn")!, null);
        Assert.Equal($"{WorkingDays.Add(cause, 30, Land.Bayern, LocalHolidays.AssumptionDay):O}", told.Text("firesOn"));
        var days = told["days"]!.AsArray();
        Assert.Equal(30, days.Count(day => day.Text("count") == "counts"));
        Assert.All(days, day =>
        {
            var on = DateOnly.Parse(day.Text("day")!, null);
            Assert.Equal(day.Text("count") == "counts", WorkingDays.IsWorkingDay(on, Land.Bayern, LocalHolidays.AssumptionDay));
            Assert.Equal(day.Text("count") == "holiday", day.Text("source") is not null);
        });
        Assert.Equal(told.Text("firesOn"), days[^1].Text("day"));
        await (await api.As((await api.Given.CaseWithLead()).Lead!)).GetAsync($"/api/v1/reminders/{id}/calculation").ExpectProblem(404, "not-found");
        await client.GetAsync($"/api/v1/reminders/{await api.Given.Reminder(of)}/calculation").ExpectProblem(404, "not-found");
    }

    private static IEnumerable<string> Days(Land land, LocalHolidays local) => Enumerable.Range(Holidays.FirstYear, Holidays.LastYear - Holidays.FirstYear + 1)
        .SelectMany(year => Holidays.Of(land, year, local)).Select(day => $"{day.Date:O} {day.Code}");
}
