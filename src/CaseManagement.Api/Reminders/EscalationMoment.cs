namespace CaseManagement.Api.Reminders;

/// <summary>When somebody else is told of what is ignored. Counted for many at once by app.escalates_from.</summary>
/// <param name="Start">From when on is counted.</param>
/// <param name="CountsFrom">The first instant that counts: days count from the beginning of the one after that on which the term begins.</param>
/// <param name="End">When the last hour has passed, or the team closes on the last day.</param>
/// <param name="ToldFrom">Where office hours are stated nobody is told after closing time, but with the next opening.</param>
public sealed record EscalationMoment(DateTimeOffset Start, DateTimeOffset CountsFrom, DateTimeOffset End, DateTimeOffset ToldFrom)
{
    /// <summary>So many working days, or hours of the team, after the due day or, once a deputy was told, after that.</summary>
    /// <param name="hours">The team's.</param>
    /// <param name="dueOn">The due day, which does not count.</param>
    /// <param name="deputyToldAt">When the deputy was told.</param>
    /// <param name="after">How many; 1 at least.</param>
    /// <param name="unit">Of what.</param>
    public static EscalationMoment Of(OfficeHours hours, DateOnly dueOn, DateTimeOffset? deputyToldAt, int after, EscalationUnit unit)
    {
        var start = deputyToldAt ?? LocalTime.At(dueOn, OfficeHours.Day);
        var first = deputyToldAt is { } told && unit == EscalationUnit.WorkingDays ? hours.FirstDay(told) : dueOn;
        var (counts, end) = unit == EscalationUnit.WorkingHours ? (start, hours.Add(start, TimeSpan.FromHours(after)))
            : (LocalTime.At(first, OfficeHours.Day), hours.Closing(hours.AddDays(first, after)));
        return new EscalationMoment(start, counts, end, hours.AreStated(LocalTime.DateOf(end)) ? hours.NextOpening(end) : end);
    }
}
