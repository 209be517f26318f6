namespace CaseManagement.Api.Clients;

/// <summary>How much of a birth date is known.</summary>
public enum BirthDatePrecision
{
    /// <summary>Nothing is known; there is no date.</summary>
    Unknown,

    /// <summary>Only the year; the date stands on 1 January.</summary>
    Year,

    /// <summary>Year and month; the date stands on the first of the month.</summary>
    Month,

    /// <summary>The full date.</summary>
    Day,
}

/// <summary>
/// A birth date with what is known of it. Registration offices write 1 January where only the year is known, so a reported
/// 01.01. says no more than its year (<see cref="Reported"/>).
/// </summary>
public readonly record struct BirthDate
{
    private BirthDate(DateOnly? date, BirthDatePrecision precision) => (Date, Precision) = (date, precision);

    /// <summary>The date, moved to the first day of what is known; null exactly when the precision is unknown.</summary>
    public DateOnly? Date { get; }

    /// <summary>What of <see cref="Date"/> is known.</summary>
    public BirthDatePrecision Precision { get; }

    /// <summary>The precision as stored and served: <c>day</c>, <c>month</c>, <c>year</c> or <c>unknown</c>.</summary>
    public string PrecisionCode => Precision switch
    {
        BirthDatePrecision.Day => "day",
        BirthDatePrecision.Month => "month",
        BirthDatePrecision.Year => "year",
        _ => "unknown",
    };

    /// <summary>No date is known.</summary>
    public static BirthDate Unknown => default;

    /// <summary>A date as an office reports it: 1 January stands for "the year is all we know".</summary>
    public static BirthDate Reported(DateOnly date) =>
        new(date, date is { Month: 1, Day: 1 } ? BirthDatePrecision.Year : BirthDatePrecision.Day);

    /// <summary>A date of a stated precision; parts beyond it are moved to the first. A null date is unknown.</summary>
    public static BirthDate Of(DateOnly? date, BirthDatePrecision precision) => (date, precision) switch
    {
        (null, _) or (_, BirthDatePrecision.Unknown) => Unknown,
        ({ } d, BirthDatePrecision.Year) => new(new DateOnly(d.Year, 1, 1), precision),
        ({ } d, BirthDatePrecision.Month) => new(new DateOnly(d.Year, d.Month, 1), precision),
        ({ } d, _) => new(d, BirthDatePrecision.Day),
    };

    /// <summary>A date with its stored precision code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is none of the four.</exception>
    public static BirthDate Of(DateOnly? date, string precisionCode) => Of(date, precisionCode switch
    {
        "day" => BirthDatePrecision.Day,
        "month" => BirthDatePrecision.Month,
        "year" => BirthDatePrecision.Year,
        "unknown" => BirthDatePrecision.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(precisionCode), "A precision is day, month, year or unknown."),
    });
}
