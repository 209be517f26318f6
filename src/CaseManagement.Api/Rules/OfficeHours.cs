using System.Diagnostics;

namespace CaseManagement.Api.Rules;

/// <summary>A weekly opening, [from, until) by the clocks of Germany.</summary>
/// <param name="Weekday">ISO 8601: 1 is Monday.</param>
/// <param name="From">Minutes since midnight.</param>
/// <param name="Until">Minutes since midnight, later than <paramref name="From"/>; 1440 is the end of the day.</param>
public readonly record struct OfficePeriod(int Weekday, int From, int Until);

/// <summary>Which openings hold from a day on.</summary>
/// <param name="From">First day, until the next one's.</param>
/// <param name="Periods">None of a weekday overlap. Empty: none are stated, and the whole of each working day counts.</param>
public sealed record OfficeWeek(DateOnly From, IReadOnlyList<OfficePeriod> Periods);

/// <summary>An opening on a day.</summary>
/// <param name="Day">The day in Germany.</param>
/// <param name="From">When it opens.</param>
/// <param name="Until">When it closes.</param>
/// <param name="FromMinute">The clock's minutes since midnight when it opens.</param>
/// <param name="UntilMinute">The clock's minutes since midnight when it closes; 1440 is the end of the day.</param>
public readonly record struct Opening(DateOnly Day, DateTimeOffset From, DateTimeOffset Until, int FromMinute, int UntilMinute);

/// <summary>
/// Counts by the hours in which a team is there: its weekly openings, in the version that holds on each day, without public holidays. Weekdays are the
/// team's own: with openings on a Saturday it works on Saturdays. Where none are stated, each working day (Monday to Friday) counts from 0:00 to 24:00.
/// <para>Openings are read off the clock, time is what really passes: one over the hour that is left out in March is an hour shorter, over the one that
/// comes twice in October an hour longer. A time in the missing hour is that of the change; of one that comes twice the later is meant.</para>
/// <para>Time runs in openings with both of their ends, so what is used up at closing time ends at closing time and not at the next opening.
/// Days are § 187 Abs. 1 BGB: the day on which a term begins does not count, the last one ends when the team closes. The database says the same in
/// Reminders/OfficeHours.sql.</para>
/// </summary>
/// <param name="weeks">The versions, in any order; those of one day once.</param>
/// <param name="land">Whose holidays close the office.</param>
/// <param name="local">Those of the commune.</param>
/// <remarks>Where nothing opens any more until the years of <see cref="Holidays"/> end, counting throws ArgumentOutOfRangeException.</remarks>
public sealed class OfficeHours(IEnumerable<OfficeWeek> weeks, Land land, LocalHolidays local = LocalHolidays.None)
{
    /// <summary>Minutes of a day by the clock.</summary>
    public const int Day = 24 * 60;

    private static readonly OfficePeriod[] WholeDay = [new(0, 0, Day)];

    private readonly OfficeWeek[] latestFirst = [.. weeks.OrderByDescending(week => week.From)];

    /// <summary>Whether openings are stated that hold on a day.</summary>
    public bool AreStated(DateOnly day) => WeekOn(day).Count > 0;

    /// <summary>The openings of a day in their order; none on a holiday, nor where the clock leaves out all of them.</summary>
    public IReadOnlyList<Opening> On(DateOnly day)
    {
        if (Holidays.IsHoliday(day, land, local))
        {
            return [];
        }
        var week = WeekOn(day);
        var weekday = WeekdayOf(day);
        var periods = week.Count > 0 ? week.Where(period => period.Weekday == weekday) : weekday < 6 ? WholeDay : [];
        return [.. periods.OrderBy(period => period.From)
            .Select(period => new Opening(day, LocalTime.At(day, period.From), LocalTime.At(day, period.Until), period.From, period.Until))
            .Where(opening => opening.From < opening.Until)];
    }

    /// <summary>When a term begins: at once where the team is there, or just closes, else with the next opening.</summary>
    public DateTimeOffset Begin(DateTimeOffset start) => Add(start, TimeSpan.Zero);

    /// <summary>When so much time has passed in which the team is there. The result lies in an opening or at its closing time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative time, or nothing opens any more.</exception>
    public DateTimeOffset Add(DateTimeOffset start, TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var left = time;
        foreach (var opening in From(start).Where(opening => opening.Until >= start))
        {
            var from = Later(opening.From, start);
            if (opening.Until - from >= left)
            {
                return from + left;
            }
            left -= opening.Until - from;
        }
        throw new UnreachableException();
    }

    /// <summary>The time between two instants in which the team is there; 0 where the second is not the later one.</summary>
    public TimeSpan Between(DateTimeOffset start, DateTimeOffset end) =>
        Passed(start, end).Aggregate(TimeSpan.Zero, (sum, opening) => sum + (opening.Until - opening.From));

    /// <summary>The openings between two instants, cut off at both.</summary>
    public IEnumerable<Opening> Passed(DateTimeOffset start, DateTimeOffset end) => From(start).TakeWhile(opening => opening.From < end)
        .Select(opening => opening with { From = Later(opening.From, start), Until = opening.Until < end ? opening.Until : end })
        .Where(opening => opening.From < opening.Until);

    /// <summary>The first instant from one on at which the team is there; at closing time that is the next opening.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset at) => Later(From(at).First(opening => opening.Until > at).From, at);

    /// <summary>
    /// The n-th day after one on which the team is there; for 0 the day itself, or where it is closed the next such one (§ 193 BGB).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative days, or nothing opens any more.</exception>
    public DateOnly AddDays(DateOnly from, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        var (day, left) = (from, days);
        while (true)
        {
            var isOpen = On(day).Count > 0;
            left -= isOpen && day > from ? 1 : 0;
            if (isOpen && left <= 0)
            {
                return day;
            }
            day = day.AddDays(1);
        }
    }

    /// <summary>When the team closes for the day, on one on which it is there.</summary>
    public DateTimeOffset Closing(DateOnly day) => On(day)[^1].Until;

    /// <summary>
    /// When a term of working days ends that begins at an instant: outside openings it begins with the next one, whose day does not count; it ends at
    /// closing time of its last day. Where no openings are stated the instant's day does not count, whatever it is.
    /// </summary>
    public DateTimeOffset AddDays(DateTimeOffset start, int days) => Closing(AddDays(FirstDay(start), days));

    /// <summary>The day on which a term of working days begins, which does not count.</summary>
    public DateOnly FirstDay(DateTimeOffset start)
    {
        var today = LocalTime.DateOf(start);
        // From the day before on, as From.
        var day = today.AddDays(-1);
        while (!(AreStated(day) ? On(day).Any(opening => opening.Until >= start) : day >= today))
        {
            day = day.AddDays(1);
        }
        return day;
    }

    // From the day before on: an opening until 24:00 closes when the next day begins.
    private IEnumerable<Opening> From(DateTimeOffset start)
    {
        for (var day = LocalTime.DateOf(start).AddDays(-1); ; day = day.AddDays(1))
        {
            foreach (var opening in On(day))
            {
                yield return opening;
            }
        }
    }

    private IReadOnlyList<OfficePeriod> WeekOn(DateOnly day) => latestFirst.FirstOrDefault(week => week.From <= day)?.Periods ?? [];

    private static int WeekdayOf(DateOnly day) => ((int)day.DayOfWeek + 6) % 7 + 1;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
