namespace CaseManagement.Api.Rules;

/// <summary>
/// Counts working days: Monday to Friday without the public holidays of the Land. The day of the event does not count (§ 187
/// Abs. 1 BGB, § 26 Abs. 1 SGB X), so a term of 5 working days from Monday ends on the next Monday, at the end of that day.
/// </summary>
public static class WorkingDays
{
    /// <summary>Whether offices of the Land work on this date.</summary>
    public static bool IsWorkingDay(DateOnly date, Land land, LocalHolidays local = LocalHolidays.None) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.IsHoliday(date, land, local);

    /// <summary>
    /// The last day of a term: the n-th working day after <paramref name="from"/>. For 0 the date itself, or where it is none
    /// the next working day (§ 193 BGB). The result is always a working day.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative days, or a date outside the years of <see cref="Holidays"/>.</exception>
    public static DateOnly Add(DateOnly from, int days, Land land, LocalHolidays local = LocalHolidays.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        var date = from;
        for (var left = days; left > 0;)
        {
            date = date.AddDays(1);
            left -= IsWorkingDay(date, land, local) ? 1 : 0;
        }
        while (!IsWorkingDay(date, land, local))
        {
            date = date.AddDays(1);
        }
        return date;
    }

    /// <summary>The n-th working day before a date, for notices ahead of a term; n is at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Days below 1, or a date outside the years of <see cref="Holidays"/>.</exception>
    public static DateOnly Subtract(DateOnly from, int days, Land land, LocalHolidays local = LocalHolidays.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(days);
        var date = from;
        for (var left = days; left > 0;)
        {
            date = date.AddDays(-1);
            left -= IsWorkingDay(date, land, local) ? 1 : 0;
        }
        return date;
    }

    /// <summary>
    /// The working days after <paramref name="from"/> up to and including <paramref name="to"/>; negative when
    /// <paramref name="to"/> is the earlier one. So Between(d, Add(d, n)) is n for n ≥ 1.
    /// </summary>
    public static int Between(DateOnly from, DateOnly to, Land land, LocalHolidays local = LocalHolidays.None)
    {
        if (to < from)
        {
            return -Between(to, from, land, local);
        }
        var count = 0;
        for (var date = from.AddDays(1); date <= to; date = date.AddDays(1))
        {
            count += IsWorkingDay(date, land, local) ? 1 : 0;
        }
        return count;
    }
}
