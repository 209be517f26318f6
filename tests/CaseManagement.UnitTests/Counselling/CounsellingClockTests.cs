using CaseManagement.Api.Counselling;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Counselling;

public sealed class CounsellingClockTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3000);
    private static readonly DateOnly Epoch = new(2024, 1, 1);

    // Starts that fall on ends of months and on 29 February as often as on other days.
    private static readonly Gen<DateOnly> Starts = Gen.OneOf(
        Gen.Choose(0, 3000).Select(day => Epoch.AddDays(day)),
        Gen.Choose(0, 100).Select(month => Epoch.AddMonths(month).AddMonths(1).AddDays(-1)),
        Gen.Elements(new DateOnly(2024, 2, 29), new DateOnly(2028, 2, 29)));

    // Gaps and lengths in turn: no two overlap, some are adjacent, some lie over the end, the last one may not have ended.
    private static Gen<IReadOnlyList<CounsellingPauseRow>> Pauses(DateOnly start) =>
        from gaps in Gen.Choose(0, 500).ListOf(5)
        from lengths in Gen.Choose(1, 400).ListOf(5)
        from count in Gen.Choose(0, 5)
        from adjacent in Gen.Elements(true, false)
        from isOpen in Gen.Elements(true, false)
        select (IReadOnlyList<CounsellingPauseRow>)
            Lay(start.AddDays(-200), [.. gaps.Select((gap, i) => adjacent && i > 0 ? 0 : gap)], [.. lengths], count, isOpen);

    private static readonly Gen<(CounsellingFacts Facts, DateOnly Today)> Clocks =
        from start in Starts
        from months in Gen.Choose(1, 60)
        from extension in Gen.Elements(0, 6, 12)
        from pauses in Pauses(start)
        from after in Gen.Choose(0, 2500)
        select (Facts(start, months, extension, pauses), start.AddDays(after));

    [Theory]
    [InlineData("2027-03-16", "2030-03-16")]
    [InlineData("2027-01-31", "2030-01-31")]
    [InlineData("2028-02-29", "2031-02-28")] // 29 February, no leap year
    [InlineData("2024-02-29", "2027-02-28")]
    [InlineData("2027-02-28", "2030-02-28")] // the 28th, not the last of the month
    public void Thirty_six_months_end_on_the_day_of_the_same_number_or_the_last_of_the_month(string start, string last) =>
        Assert.Equal(last, $"{CounsellingClock.Of(Facts(Day(start), 36), Day(start)).LastDay:O}");

    [Theory]
    [InlineData("2028-02-29", "2032-02-29")]
    [InlineData("2027-08-31", "2031-08-31")]
    public void The_extension_is_counted_from_the_start_and_loses_no_day_in_a_short_month(string start, string last) =>
        Assert.Equal(last, $"{CounsellingClock.Of(Facts(Day(start), 36, 12), Day(start)).LastDay:O}");

    [Fact]
    public void A_pause_moves_the_end_by_its_days_also_where_it_lies_over_the_end_and_not_where_it_comes_after()
    {
        var (start, last) = (new DateOnly(2027, 3, 16), new DateOnly(2030, 3, 16));
        Assert.Equal(last.AddDays(31), Last(start, (new DateOnly(2028, 1, 1), new DateOnly(2028, 2, 1))));
        Assert.Equal(last.AddDays(10), Last(start, (last, last.AddDays(10)))); // the last day is the first one paused
        Assert.Equal(last, Last(start, (last.AddDays(1), last.AddDays(10))));
        Assert.Equal(last, Last(start, (start.AddDays(-30), start.AddDays(1)))); // the day of the first contact does not count
        Assert.Equal(last.AddDays(1), Last(start, (start.AddDays(-30), start.AddDays(2))));
        // Adjacent ones are as one: the first brings the second in.
        Assert.Equal(last.AddDays(20), Last(start, (last, last.AddDays(10)), (last.AddDays(10), last.AddDays(20))));
    }

    [Fact]
    public void While_a_pause_lasts_the_days_left_stand_still()
    {
        var start = new DateOnly(2027, 3, 16);
        var facts = Facts(start, 36, 0, Lay(start, [100], [1], 1, isOpen: true));
        var before = CounsellingClock.Of(facts, start.AddDays(99));
        var days = Enumerable.Range(100, 50).Select(day => CounsellingClock.Of(facts, start.AddDays(day))).ToList();
        Assert.All(days, day => Assert.Equal((before.DaysLeft, true), (day.DaysLeft, day.IsPaused)));
        Assert.Equal(Enumerable.Range(1, 50), days.Select(day => day.PausedDays));
    }

    [Fact]
    public void Each_day_of_the_programme_is_counselled_whatever_pauses_lie_between() => Check.One(Many, Prop.ForAll(Clocks.ToArbitrary(), at =>
    {
        var clock = CounsellingClock.Of(at.Facts, at.Today);
        var start = clock.StartedOn!.Value;
        var counselled = Days(start.AddDays(1), clock.Until!.Value).Count(day => !IsPaused(at.Facts, day, at.Today));
        return counselled == start.AddMonths(clock.Months!.Value).DayNumber - start.DayNumber && !IsPaused(at.Facts, clock.LastDay!.Value, at.Today);
    }));

    [Fact]
    public void Days_left_are_those_that_are_not_paused_and_none_when_it_is_over() => Check.One(Many, Prop.ForAll(Clocks.ToArbitrary(), at =>
    {
        var clock = CounsellingClock.Of(at.Facts, at.Today);
        var left = Days(at.Today.AddDays(1), clock.Until!.Value).Count(day => !IsPaused(at.Facts, day, at.Today));
        return clock.DaysLeft == left && clock.IsOver == (clock.LastDay < at.Today) && (!clock.IsOver || clock.DaysLeft == 0);
    }));

    [Fact]
    public void More_pause_or_more_months_never_end_it_earlier() => Check.One(Many, Prop.ForAll(Clocks.ToArbitrary(), at =>
    {
        var whole = CounsellingClock.Of(at.Facts, at.Today).LastDay;
        var fewer = CounsellingClock.Of(at.Facts with { Pauses = [.. at.Facts.Pauses.Skip(1)] }, at.Today).LastDay;
        var shorter = CounsellingClock.Of(at.Facts with { Extension = null }, at.Today).LastDay;
        return fewer <= whole && shorter <= whole;
    }));

    [Fact]
    public void Without_a_contact_or_a_length_there_is_no_end()
    {
        var today = new DateOnly(2027, 3, 16);
        foreach (var facts in new[] { CounsellingFacts.None, Facts(today, 36) with { FirstContactOn = null }, Facts(today, 36) with { Months = null } })
        {
            var clock = CounsellingClock.Of(facts, today);
            Assert.Equal((null, null, false), (clock.LastDay, clock.DaysLeft, clock.IsOver));
        }
    }

    private static DateOnly Last(DateOnly start, params (DateOnly From, DateOnly Until)[] pauses) => CounsellingClock.Of(
        Facts(start, 36, 0, [.. pauses.Select(pause => new CounsellingPauseRow(Guid.CreateVersion7(), pause.From, pause.Until, "abroad", null))]),
        start).LastDay!.Value;

    private static bool IsPaused(CounsellingFacts facts, DateOnly day, DateOnly today) =>
        facts.Pauses.Any(pause => pause.From <= day && day < (pause.Until ?? today.AddDays(1)));

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly until) =>
        Enumerable.Range(0, Math.Max(0, until.DayNumber - from.DayNumber)).Select(from.AddDays);

    private static CounsellingPauseRow[] Lay(DateOnly at, int[] gaps, int[] lengths, int count, bool isOpen)
    {
        var pauses = new CounsellingPauseRow[count];
        for (var i = 0; i < count; i++)
        {
            var from = at.AddDays(gaps[i]);
            at = from.AddDays(lengths[i]);
            pauses[i] = new CounsellingPauseRow(Guid.CreateVersion7(), from, isOpen && i == count - 1 ? null : at, "abroad", null);
        }
        return pauses;
    }

    private static CounsellingFacts Facts(DateOnly start, int months, int extension = 0, IReadOnlyList<CounsellingPauseRow>? pauses = null) => new(
        "bw-integrationsmanagement", start, null, start, months, extension,
        extension == 0 ? null : new CounsellingExtension("other", null, start, null), pauses ?? []);

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
