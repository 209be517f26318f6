using System.Globalization;
using CaseManagement.Api.Reminders;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Reminders;

public class WorkingDaysTests
{
    [Theory]
    [InlineData("2026-11-16", 5, "BW", "2026-11-23")]
    [InlineData("2026-11-16", 5, "SN", "2026-11-24")] // Buß- und Bettag 18.11.
    [InlineData("2026-04-01", 1, "BW", "2026-04-02")]
    [InlineData("2026-04-02", 1, "BW", "2026-04-07")] // over Easter
    [InlineData("2026-12-23", 6, "BW", "2027-01-04")] // over Christmas and New Year; 26.12. is a Saturday
    [InlineData("2026-12-30", 3, "BW", "2027-01-05")]
    [InlineData("2026-12-30", 4, "BW", "2027-01-07")] // Epiphany
    [InlineData("2026-12-30", 4, "HE", "2027-01-06")]
    [InlineData("2026-11-21", 1, "BW", "2026-11-23")] // from a Saturday
    [InlineData("2026-11-21", 0, "BW", "2026-11-23")]
    [InlineData("2026-11-20", 0, "BW", "2026-11-20")]
    [InlineData("2025-05-07", 1, "BE", "2025-05-09")]
    [InlineData("2025-05-07", 1, "BB", "2025-05-08")]
    public void A_term_ends_on_the_known_day(string from, int days, string land, string end) =>
        Assert.Equal(Day(end), WorkingDays.Add(Day(from), days, Land.All.Single(l => l.Code == land)));

    [Theory]
    [InlineData("BW", 2026, 252)]
    [InlineData("BY", 2026, 252)]
    [InlineData("BE", 2026, 254)]
    [InlineData("HH", 2026, 254)]
    [InlineData("HE", 2026, 253)]
    [InlineData("NW", 2026, 253)]
    [InlineData("SN", 2026, 253)]
    [InlineData("BE", 2025, 251)]
    [InlineData("BW", 2024, 251)]
    public void A_year_has_its_known_number_of_working_days(string land, int year, int count) =>
        Assert.Equal(count, WorkingDays.Between(new(year - 1, 12, 31), new(year, 12, 31), Land.All.Single(l => l.Code == land)));

    [Fact]
    public void A_local_holiday_counts_only_where_it_is_named()
    {
        // 15 August 2025 is a Friday.
        Assert.Equal(Day("2025-08-15"), WorkingDays.Add(Day("2025-08-14"), 1, Land.Bayern));
        Assert.Equal(Day("2025-08-18"), WorkingDays.Add(Day("2025-08-14"), 1, Land.Bayern, LocalHolidays.AssumptionDay));
    }

    [Fact]
    public void The_end_of_a_term_is_a_working_day_after_its_start() => Holds((from, n, _, land) =>
    {
        var end = WorkingDays.Add(from, n, land);
        return WorkingDays.IsWorkingDay(end, land) && (n == 0 ? end >= from : end > from);
    });

    [Fact]
    public void A_term_of_n_and_one_of_m_are_one_of_n_plus_m() => Holds((from, n, m, land) =>
        WorkingDays.Add(WorkingDays.Add(from, n + 1, land), m, land) == WorkingDays.Add(from, n + 1 + m, land));

    [Fact]
    public void A_term_ends_later_when_it_is_longer_and_not_earlier_when_it_starts_later() => Holds((from, n, m, land) =>
        WorkingDays.Add(from, n + 2, land) > WorkingDays.Add(from, n + 1, land)
        && WorkingDays.Add(from, 1, land) >= WorkingDays.Add(from, 0, land)
        && WorkingDays.Add(from.AddDays(m), n, land) >= WorkingDays.Add(from, n, land));

    [Fact]
    public void Between_counts_what_Add_added_and_turns_its_sign_around() => Holds((from, n, _, land) =>
    {
        var end = WorkingDays.Add(from, n + 1, land);
        return WorkingDays.Between(from, end, land) == n + 1 && WorkingDays.Between(end, from, land) == -(n + 1);
    });

    [Fact]
    public void Between_adds_up() => Holds((from, n, m, land) =>
        WorkingDays.Between(from, from.AddDays(n), land) + WorkingDays.Between(from.AddDays(n), from.AddDays(n + m), land)
            == WorkingDays.Between(from, from.AddDays(n + m), land));

    [Fact]
    public void Subtract_undoes_Add_from_a_working_day() => Holds((from, n, _, land) =>
    {
        var start = WorkingDays.Add(from, 0, land);
        return WorkingDays.Subtract(WorkingDays.Add(start, n + 1, land), n + 1, land) == start;
    });

    [Fact]
    public void Every_year_of_every_Land_has_246_to_257_working_days() => Prop.ForAll(
        Gen.Choose(Holidays.FirstYear + 1, Holidays.LastYear).ToArbitrary(),
        year => Land.All.All(land => WorkingDays.Between(new(year - 1, 12, 31), new(year, 12, 31), land) is >= 246 and <= 257)).QuickCheckThrowOnFailure();

    [Fact]
    public void Negative_terms_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkingDays.Add(Day("2026-11-21"), -1, Land.Hessen));
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkingDays.Subtract(Day("2026-11-21"), 0, Land.Hessen));
    }

    private static void Holds(Func<DateOnly, int, int, Land, bool> property)
    {
        var cases = from offset in Gen.Choose(0, 40_000)
                    from n in Gen.Choose(0, 60)
                    from m in Gen.Choose(0, 60)
                    from land in Gen.Elements(Land.All.ToArray())
                    select (From: new DateOnly(2000, 1, 1).AddDays(offset), N: n, M: m, Land: land);
        Prop.ForAll(cases.ToArbitrary(), c => property(c.From, c.N, c.M, c.Land)).QuickCheckThrowOnFailure();
    }

    private static DateOnly Day(string iso) => DateOnly.Parse(iso, CultureInfo.InvariantCulture);
}
