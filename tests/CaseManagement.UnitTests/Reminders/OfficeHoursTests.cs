using System.Globalization;
using CaseManagement.Api.Reminders;
using FsCheck;
using FsCheck.Fluent;

namespace CaseManagement.UnitTests.Reminders;

/// <summary>Hours and days of a team. Times without an offset are those of German clocks.</summary>
public class OfficeHoursTests
{
    // 14 June 2027 is a Monday. In Baden-Württemberg Corpus Christi is Thursday 27 May 2027, All Saints' Day Monday 1 November 2027.
    private static readonly Dictionary<string, OfficeHours> Teams = new()
    {
        ["town"] = Of(Town()),
        ["town in Munich"] = new OfficeHours(Town(), Land.Bayern, LocalHolidays.AssumptionDay),
        ["town in Augsburg"] = new OfficeHours(Town(), Land.Bayern, LocalHolidays.AssumptionDay | LocalHolidays.PeaceFestival),
        ["town, Saturdays too"] = Of([new(Always, [.. Town()[0].Periods, Period(6, "09:00", "12:00")])]),
        ["town, not on Wednesdays"] = Of([new(Always, [.. Town()[0].Periods.Where(period => period.Weekday != 3)])]),
        ["town, afternoons from 16 June on"] = Of([.. Town(), new(new(2027, 6, 16), [.. Week(1, 5, "14:00", "18:00")])]),
        ["town, none stated from 16 June on"] = Of([.. Town(), new(new(2027, 6, 16), [])]),
        ["nights"] = Of([new(Always, [.. Week(1, 7, "00:00", "06:00"), .. Week(1, 7, "22:00", "24:00")])]),
        ["late"] = Of([new(Always, [Period(1, "18:00", "24:00"), Period(2, "08:00", "10:00")])]),
        ["Sunday 2:15 to 2:45"] = Of([new(Always, [Period(7, "02:15", "02:45"), Period(1, "09:00", "10:00")])]),
        ["Sunday 1:00 to 2:30"] = Of([new(Always, [Period(7, "01:00", "02:30"), Period(1, "09:00", "10:00")])]),
        ["none stated"] = Of([]),
    };

    [Theory]
    [InlineData("town", "2027-06-14T10:00", 60, "2027-06-14T11:00")]
    // Begins outside: early, in the evening, at lunch, as it closes, on a weekend, on a holiday.
    [InlineData("town", "2027-06-14T06:00", 60, "2027-06-14T09:00")]
    [InlineData("town", "2027-06-14T18:00", 60, "2027-06-15T09:00")]
    [InlineData("town", "2027-06-14T12:30", 60, "2027-06-14T14:30")]
    [InlineData("town", "2027-06-14T12:00", 60, "2027-06-14T14:30")]
    [InlineData("town", "2027-06-19T11:00", 30, "2027-06-21T08:30")]
    [InlineData("town", "2027-05-27T09:00", 60, "2027-05-28T09:00")]
    // Nothing to add: it begins.
    [InlineData("town", "2027-06-14T12:30", 0, "2027-06-14T13:30")]
    [InlineData("town", "2027-06-14T12:00", 0, "2027-06-14T12:00")]
    // Ends exactly at closing, and a minute later.
    [InlineData("town", "2027-06-14T08:00", 240, "2027-06-14T12:00")]
    [InlineData("town", "2027-06-14T08:00", 241, "2027-06-14T13:31")]
    [InlineData("town", "2027-06-14T08:00", 390, "2027-06-14T16:00")]
    [InlineData("town", "2027-06-14T08:00", 391, "2027-06-15T08:01")]
    [InlineData("late", "2027-06-14T23:00", 60, "2027-06-15T00:00")]
    [InlineData("late", "2027-06-14T23:00", 61, "2027-06-15T08:01")]
    // Several openings a day, several days, over a weekend.
    [InlineData("town", "2027-06-14T11:00", 120, "2027-06-14T14:30")]
    [InlineData("town", "2027-06-18T11:00", 120, "2027-06-21T09:00")]
    [InlineData("town", "2027-06-17T15:00", 600, "2027-06-21T14:30")]
    // A weekday without hours.
    [InlineData("town, not on Wednesdays", "2027-06-15T15:00", 120, "2027-06-17T09:00")]
    // Leap day: Tuesday 29 February 2028.
    [InlineData("town", "2028-02-28T15:00", 450, "2028-02-29T16:00")]
    [InlineData("town", "2027-02-26T11:00", 120, "2027-03-01T09:00")]
    // A holiday on a weekend (3 October 2026 is a Saturday, 8 August 2027 a Sunday) takes nothing from who is not there anyway.
    [InlineData("town", "2026-10-02T11:00", 120, "2026-10-05T09:00")]
    [InlineData("town, Saturdays too", "2026-10-02T11:00", 120, "2026-10-05T09:00")]
    [InlineData("town, Saturdays too", "2026-09-25T11:00", 120, "2026-09-26T10:00")]
    [InlineData("town in Augsburg", "2027-08-06T11:00", 120, "2027-08-09T09:00")]
    // A holiday of one commune only: 8 August 2028 is a Tuesday.
    [InlineData("town in Augsburg", "2028-08-08T09:00", 60, "2028-08-09T09:00")]
    [InlineData("town in Munich", "2028-08-08T09:00", 60, "2028-08-08T10:00")]
    // March: 26 March 2028, 2:00 is 3:00. The night from 0:00 to 6:00 has five hours.
    [InlineData("nights", "2028-03-25T22:00", 239, "2028-03-26T01:59")]
    [InlineData("nights", "2028-03-25T22:00", 240, "2028-03-26T03:00")]
    [InlineData("nights", "2028-03-25T22:00", 420, "2028-03-26T06:00")]
    [InlineData("nights", "2028-03-25T22:00", 421, "2028-03-26T22:01")]
    [InlineData("Sunday 2:15 to 2:45", "2028-03-25T12:00", 30, "2028-03-27T09:30")]
    [InlineData("Sunday 2:15 to 2:45", "2028-03-18T12:00", 30, "2028-03-19T02:45")]
    [InlineData("Sunday 1:00 to 2:30", "2028-03-25T12:00", 60, "2028-03-26T03:00")]
    [InlineData("Sunday 1:00 to 2:30", "2028-03-25T12:00", 61, "2028-03-27T09:01")]
    [InlineData("town", "2028-03-24T11:00", 120, "2028-03-27T09:00")]
    // October: 31 October 2027, 3:00 is 2:00. The night has seven hours; of a time that comes twice the later is meant. Monday is a holiday.
    [InlineData("nights", "2027-10-30T22:00", 270, "2027-10-31T02:30+02:00")]
    [InlineData("nights", "2027-10-30T22:00", 330, "2027-10-31T02:30+01:00")]
    [InlineData("nights", "2027-10-30T22:00", 540, "2027-10-31T06:00")]
    [InlineData("Sunday 1:00 to 2:30", "2027-10-30T12:00", 150, "2027-10-31T02:30+01:00")]
    [InlineData("Sunday 2:15 to 2:45", "2027-10-30T12:00", 30, "2027-10-31T02:45+01:00")]
    [InlineData("town", "2027-10-29T11:00", 120, "2027-11-02T09:00")]
    // Other hours, or none, from a day on that lies between.
    [InlineData("town, afternoons from 16 June on", "2027-06-15T15:00", 180, "2027-06-16T16:00")]
    [InlineData("town, none stated from 16 June on", "2027-06-15T15:00", 180, "2027-06-16T02:00")]
    // None stated: the whole of each working day.
    [InlineData("none stated", "2027-06-18T23:00", 120, "2027-06-21T01:00")]
    [InlineData("none stated", "2027-10-29T23:00", 120, "2027-11-02T01:00")]
    public void Hours_end_at_the_known_time(string team, string start, int minutes, string end)
    {
        var hours = Teams[team];
        Assert.Equal(At(end), hours.Add(At(start), TimeSpan.FromMinutes(minutes)));
        Assert.Equal(TimeSpan.FromMinutes(minutes), hours.Between(At(start), At(end)));
    }

    [Theory]
    // Begins while the team is there, or just closes: its day does not count. Ends at closing time.
    [InlineData("town", "2027-06-14T10:00", 1, "2027-06-15T16:00")]
    [InlineData("town", "2027-06-14T16:00", 1, "2027-06-15T16:00")]
    [InlineData("town", "2027-06-17T10:00", 1, "2027-06-18T12:00")]
    [InlineData("town", "2027-06-18T12:00", 1, "2027-06-21T16:00")]
    // Begins outside: with the next opening, whose day does not count.
    [InlineData("town", "2027-06-14T07:00", 1, "2027-06-15T16:00")]
    [InlineData("town", "2027-06-14T12:30", 1, "2027-06-15T16:00")]
    [InlineData("town", "2027-06-14T16:01", 1, "2027-06-16T16:00")]
    [InlineData("town", "2027-06-19T10:00", 1, "2027-06-22T16:00")]
    [InlineData("town", "2027-05-27T10:00", 1, "2027-05-31T16:00")]
    [InlineData("town", "2027-06-14T18:00", 0, "2027-06-15T16:00")]
    [InlineData("late", "2027-06-15T00:00", 1, "2027-06-15T10:00")]
    [InlineData("late", "2027-06-15T00:01", 1, "2027-06-22T00:00")]
    // Days without hours, holidays, leap day, changes of the clock, other hours on the last day.
    [InlineData("town, not on Wednesdays", "2027-06-15T10:00", 1, "2027-06-17T16:00")]
    [InlineData("town", "2027-10-29T10:00", 1, "2027-11-02T16:00")]
    [InlineData("town", "2028-02-28T10:00", 2, "2028-03-01T16:00")]
    [InlineData("town in Augsburg", "2028-08-07T10:00", 1, "2028-08-09T16:00")]
    [InlineData("town, Saturdays too", "2026-09-25T10:00", 1, "2026-09-26T12:00")]
    [InlineData("town, Saturdays too", "2026-10-02T10:00", 1, "2026-10-05T16:00")]
    [InlineData("nights", "2028-03-25T23:00", 1, "2028-03-27T00:00")]
    [InlineData("Sunday 2:15 to 2:45", "2028-03-20T09:30", 1, "2028-03-27T10:00")]
    [InlineData("town, afternoons from 16 June on", "2027-06-15T10:00", 1, "2027-06-16T18:00")]
    // None stated: days of the calendar, whatever the hour; they end at midnight.
    [InlineData("none stated", "2027-06-18T23:00", 1, "2027-06-22T00:00")]
    [InlineData("none stated", "2027-06-19T10:00", 1, "2027-06-22T00:00")]
    public void Working_days_end_at_the_known_time(string team, string start, int days, string end) =>
        Assert.Equal(At(end), Teams[team].AddDays(At(start), days));

    [Theory]
    [InlineData("town", "2027-06-14", null, 1, EscalationUnit.WorkingDays, "2027-06-15T16:00", "2027-06-16T08:00")]
    [InlineData("town", "2027-06-19", null, 1, EscalationUnit.WorkingDays, "2027-06-21T16:00", "2027-06-22T08:00")]
    [InlineData("town", "2027-06-17", null, 1, EscalationUnit.WorkingDays, "2027-06-18T12:00", "2027-06-21T08:00")]
    [InlineData("town", "2027-06-14", null, 2, EscalationUnit.WorkingHours, "2027-06-15T10:00", "2027-06-15T10:00")]
    [InlineData("town", "2027-06-14", null, 4, EscalationUnit.WorkingHours, "2027-06-15T12:00", "2027-06-15T13:30")]
    [InlineData("town", "2027-06-14", "2027-06-15T13:47", 1, EscalationUnit.WorkingDays, "2027-06-16T16:00", "2027-06-17T08:00")]
    [InlineData("town", "2027-06-14", "2027-06-15T20:17", 1, EscalationUnit.WorkingDays, "2027-06-17T16:00", "2027-06-18T08:00")]
    [InlineData("town", "2027-06-14", "2027-06-15T13:47", 4, EscalationUnit.WorkingHours, "2027-06-16T09:47", "2027-06-16T09:47")]
    [InlineData("none stated", "2027-06-18", null, 1, EscalationUnit.WorkingDays, "2027-06-22T00:00", "2027-06-22T00:00")]
    [InlineData("none stated", "2027-06-18", null, 4, EscalationUnit.WorkingHours, "2027-06-21T04:00", "2027-06-21T04:00")]
    public void What_is_ignored_is_told_from_an_opening_on(string team, string due, string? deputy, int after, EscalationUnit unit, string end, string told)
    {
        var moment = EscalationMoment.Of(Teams[team], DateOnly.Parse(due, CultureInfo.InvariantCulture), deputy is null ? null : At(deputy), after, unit);
        Assert.Equal((At(end), At(told)), (moment.End, moment.ToldFrom));
    }

    [Fact]
    public void Hours_added_one_after_the_other_are_their_sum() => Holds((hours, start, a, b) =>
        hours.Add(hours.Add(start, a), b) == hours.Add(start, a + b));

    [Fact]
    public void Hours_end_while_the_team_is_there_or_as_it_closes() => Holds((hours, start, a, _) => hours.Add(start, a) is var end
        && Around(hours, end).Any(opening => opening.From <= end && end <= opening.Until));

    [Fact]
    public void The_team_is_there_for_as_long_as_was_added() => Holds((hours, start, a, b) => hours.Between(start, hours.Add(start, a)) == a
        && hours.Between(start, start + a) + hours.Between(start + a, start + a + b) == hours.Between(start, start + a + b));

    [Fact]
    public void What_begins_later_or_lasts_longer_does_not_end_earlier() => Holds((hours, start, a, b) =>
        hours.Add(start + b, a) >= hours.Add(start, a) && (b == TimeSpan.Zero || hours.Add(start, a + b) > hours.Add(start, a))
        && hours.AddDays(start + b, a.Hours) >= hours.AddDays(start, a.Hours) && hours.AddDays(start, a.Hours + 1) > hours.AddDays(start, a.Hours));

    [Fact]
    public void The_next_opening_is_the_first_instant_at_which_the_team_is_there() => Holds((hours, start, _, _) => hours.NextOpening(start) is var next
        && next >= start && hours.Between(start, next) == TimeSpan.Zero
        && Around(hours, next).Any(opening => opening.From <= next && next < opening.Until));

    [Fact]
    public void A_term_of_days_passes_as_many_days_on_which_the_team_is_there() => Holds((hours, start, a, _) =>
    {
        var (first, last) = (hours.FirstDay(start), hours.AddDays(hours.FirstDay(start), a.Hours + 1));
        return hours.AddDays(start, a.Hours + 1) == hours.Closing(last)
            && Enumerable.Range(1, last.DayNumber - first.DayNumber).Count(n => hours.On(first.AddDays(n)).Count > 0) == a.Hours + 1;
    });

    [Fact]
    public void No_openings_overlap_whatever_the_clock_does() => Holds((hours, start, _, _) =>
        Around(hours, start) is var openings && openings.Zip(openings.Skip(1)).All(pair => pair.First.Until <= pair.Second.From)
        && openings.TrueForAll(opening => opening.From < opening.Until));

    [Fact]
    public void Negative_time_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Teams["town"].Add(At("2027-06-14T10:00"), TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Teams["town"].AddDays(new DateOnly(2027, 6, 14), -1));
    }

    private static void Holds(Func<OfficeHours, DateTimeOffset, TimeSpan, TimeSpan, bool> property)
    {
        var day = from points in Gen.ListOf(Gen.Choose(0, 96))
                  select points.Distinct().Order().Take(8).ToList();
        var week = from days in Gen.ListOf(day, 7)
                   select days.SelectMany((points, weekday) => Enumerable.Range(0, points.Count / 2)
                       .Select(n => new OfficePeriod(weekday + 1, points[2 * n] * 15, points[2 * n + 1] * 15))).ToList();
        var cases = from offset in Gen.Choose(0, 30_000)
                    // Half of them around a change of the clock.
                    from near in Gen.Choose(0, 1)
                    from minute in Gen.Choose(-2 * OfficeHours.Day, 2 * OfficeHours.Day)
                    from weeks in Gen.ListOf(week, 3)
                    from later in Gen.Choose(0, 20)
                    from a in Gen.Choose(0, 3000)
                    from b in Gen.Choose(0, 3000)
                    from land in Gen.Elements(Land.All.ToArray())
                    from local in Gen.Choose(0, 7)
                    let date = new DateOnly(2000, 1, 1).AddDays(offset)
                    let about = near == 0 ? date : LastSunday(date.Year, offset % 2 == 0 ? 3 : 10)
                    // The second version begins around the start; some say that none are stated.
                    let stated = new OfficeWeek[] { new(Always, weeks[0]), new(about.AddDays(later - 5), weeks[1]), new(about.AddDays(later + 9), weeks[2]) }
                    select (Hours: new OfficeHours(stated, land, (LocalHolidays)local),
                        Start: LocalTime.StartOf(about).AddMinutes(minute), A: TimeSpan.FromMinutes(a), B: TimeSpan.FromMinutes(b));
        Prop.ForAll(cases.ToArbitrary(), given => property(given.Hours, given.Start, given.A, given.B)).QuickCheckThrowOnFailure();
    }

    private static List<Opening> Around(OfficeHours hours, DateTimeOffset instant) =>
        [.. Enumerable.Range(-1, 3).SelectMany(n => hours.On(LocalTime.DateOf(instant).AddDays(n)))];

    private static DateOnly LastSunday(int year, int month) =>
        new DateOnly(year, month, 31) is var last ? last.AddDays(-(int)last.DayOfWeek) : default;

    private static readonly DateOnly Always = new(2000, 1, 1);

    private static OfficeHours Of(IEnumerable<OfficeWeek> weeks) => new(weeks, Land.BadenWuerttemberg);

    private static OfficeWeek[] Town() =>
        [new(Always, [.. Week(1, 5, "08:00", "12:00"), .. Week(1, 4, "13:30", "16:00")])];

    private static IEnumerable<OfficePeriod> Week(int first, int last, string from, string until) =>
        Enumerable.Range(first, last - first + 1).Select(weekday => Period(weekday, from, until));

    private static OfficePeriod Period(int weekday, string from, string until) => new(weekday, Minute(from), Minute(until));

    private static int Minute(string time) => int.Parse(time[..2], CultureInfo.InvariantCulture) * 60 + int.Parse(time[3..], CultureInfo.InvariantCulture);

    // With an offset where the clock shows a time twice.
    private static DateTimeOffset At(string time)
    {
        if (time.Length > 16)
        {
            return DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        }
        var local = DateTime.Parse(time, CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, LocalTime.Zone.GetUtcOffset(local));
    }
}
