namespace CaseManagement.Api.Clients;

/// <summary>
/// A birth date with what is known of it. Registration offices write 1 January where only the year is known, so a reported
/// 01.01. says no more than its year (<see cref="Reported"/>).
/// </summary>
public readonly record struct BirthDate
{
    private readonly DatePrecision precision;

    private BirthDate(DateOnly date, DatePrecision precision) => (Date, this.precision) = (date, precision);

    /// <summary>The date, moved to the first day of what is known; null exactly when the precision is unknown.</summary>
    public DateOnly? Date { get; }

    /// <summary>What of <see cref="Date"/> is known.</summary>
    public DatePrecision Precision => Date is null ? DatePrecision.Unknown : precision;

    /// <summary>The precision as stored and served: <c>day</c>, <c>month</c>, <c>year</c> or <c>unknown</c>.</summary>
    public string PrecisionCode => Precision switch
    {
        DatePrecision.Day => "day",
        DatePrecision.Month => "month",
        DatePrecision.Year => "year",
        _ => "unknown",
    };

    /// <summary>No date is known.</summary>
    public static BirthDate Unknown => default;

    /// <summary>A date as an office reports it: 1 January stands for "the year is all we know".</summary>
    public static BirthDate Reported(DateOnly date) =>
        new(date, date is { Month: 1, Day: 1 } ? DatePrecision.Year : DatePrecision.Day);

    /// <summary>A date of a stated precision; parts beyond it are moved to the first. A null date is unknown.</summary>
    public static BirthDate Of(DateOnly? date, DatePrecision precision) => (date, precision) switch
    {
        (null, _) or (_, DatePrecision.Unknown) => Unknown,
        ({ } d, DatePrecision.Year) => new(new DateOnly(d.Year, 1, 1), precision),
        ({ } d, DatePrecision.Month) => new(new DateOnly(d.Year, d.Month, 1), precision),
        ({ } d, _) => new(d, DatePrecision.Day),
    };

    /// <summary>A date with its stored precision code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is none of the four.</exception>
    public static BirthDate Of(DateOnly? date, string precisionCode) => Of(date, precisionCode switch
    {
        "day" => DatePrecision.Day,
        "month" => DatePrecision.Month,
        "year" => DatePrecision.Year,
        "unknown" => DatePrecision.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(precisionCode), "A precision is day, month, year or unknown."),
    });
}
