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

    private static IEnumerable<string> Days(Land land, LocalHolidays local) => Enumerable.Range(Holidays.FirstYear, Holidays.LastYear - Holidays.FirstYear + 1)
        .SelectMany(year => Holidays.Of(land, year, local)).Select(day => $"{day.Date:O} {day.Code}");
}
