namespace CaseManagement.Api.Rules;

/// <summary>Germany's legal time (§ 4 EinhZeitG). Instants are stored in UTC; days begin here.</summary>
public static class LocalTime
{
    /// <summary>Europe/Berlin.</summary>
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>The calendar day in Germany at an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The instant at which a German calendar day begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>
    /// The instant at which German clocks show a minute of a day; 1440 is the end of the day. In the hour that is left out in March it is that of the change,
    /// of the hour that comes twice in October the later one.
    /// </summary>
    public static DateTimeOffset At(DateOnly day, int minute)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified).AddMinutes(minute);
        if (Zone.IsInvalidTime(local))
        {
            local = local.Date.AddHours(local.Hour + 1);
        }
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
