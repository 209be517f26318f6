namespace CaseManagement.Api.Letters;

/// <summary>In what a term is counted.</summary>
public enum TermUnit
{
    /// <summary>Ends on the day of the week that has the name of the day of the event (§ 188 Abs. 2 BGB).</summary>
    Weeks,
    /// <summary>Ends on the day that has the number of the day of the event; where the month has none, on its last (§ 188 Abs. 2, 3 BGB).</summary>
    Months,
    /// <summary>As months, twelve each.</summary>
    Years,
}

/// <summary>A term of law.</summary>
/// <param name="Amount">How many.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Paragraph">Where it stands.</param>
public sealed record Term(int Amount, TermUnit Unit, string Paragraph)
{
    /// <summary>The day on which it ends, before weekends and holidays are looked at. The day of the event does not count (§ 187 Abs. 1 BGB).</summary>
    public DateOnly EndsOn(DateOnly eventDay) => Unit switch
    {
        TermUnit.Weeks => eventDay.AddDays(7 * Amount),
        TermUnit.Months => eventDay.AddMonths(Amount),
        _ => eventDay.AddYears(Amount),
    };
}

/// <summary>How a letter counts as delivered.</summary>
/// <param name="FictionDays">On which day after the posting; null where the day of receipt counts.</param>
/// <param name="MovesToWorkingDay">That day itself moves on where it is no working day (§ 108 Abs. 3 AO).</param>
/// <param name="Paragraph">Where it stands.</param>
public sealed record Delivery(int? FictionDays, bool MovesToWorkingDay, string? Paragraph);

/// <summary>Why a day follows from the one before.</summary>
public enum DeadlineRule
{
    /// <summary>The letter counts as delivered, or was received, on this day.</summary>
    Delivered,
    /// <summary>The term ends on this day.</summary>
    TermEnds,
    /// <summary>That is no working day: it ends with the next one (§ 193 BGB).</summary>
    MovedToWorkingDay,
}

/// <summary>A step of the calculation.</summary>
/// <param name="Day">The day that follows.</param>
/// <param name="Rule">Why.</param>
/// <param name="Paragraph">By which law.</param>
/// <param name="Text">In the language of the request.</param>
public sealed record DeadlineStep(
    [Example("2026-04-06")] DateOnly Day,
    DeadlineRule Rule,
    [Example("§ 37 Abs. 2 SGB X")] string? Paragraph,
    [Example("Counts as delivered on the 4th day after it was posted.")] string Text);

/// <summary>The last day of a term, and how one comes to it.</summary>
public static class Deadline
{
    /// <summary>The steps; the last one's day is the last day, until its end.</summary>
    /// <param name="term">The term.</param>
    /// <param name="delivery">How the letter counts as delivered.</param>
    /// <param name="postedOn">The day of the posting; null where nobody knows it.</param>
    /// <param name="receivedOn">The day on which it was received. Later than the fiction it may count instead, which is for the person to show.</param>
    /// <param name="land">Whose holidays count.</param>
    public static IReadOnlyList<DeadlineStep> Steps(Term term, Delivery delivery, DateOnly? postedOn, DateOnly receivedOn, Land land)
    {
        var delivered = Delivered(delivery, postedOn, receivedOn, land);
        var ends = term.EndsOn(delivered.Day);
        var moved = WorkingDays.Add(ends, 0, land);
        var (amount, unit) = (term.Amount, term.Unit);
        var step = new DeadlineStep(ends, DeadlineRule.TermEnds, $"{term.Paragraph}; § 187 Abs. 1, § 188 Abs. 2, 3 BGB", Language.Choose(
            $"Die Frist von {amount} {German(unit, amount)} endet an diesem Tag; der Tag der Bekanntgabe zählt nicht mit.",
            $"The term of {amount} {English(unit, amount)} ends on this day; the day of delivery does not count."));
        return moved == ends ? [delivered, step]
            : [delivered, step, new DeadlineStep(moved, DeadlineRule.MovedToWorkingDay, "§ 193 BGB", Language.Choose(
                $"Samstag, Sonntag oder Feiertag ({land.German}): Ende mit dem nächsten Werktag.",
                $"Saturday, Sunday or public holiday ({land.English}): it ends with the next working day."))];
    }

    private static DeadlineStep Delivered(Delivery delivery, DateOnly? postedOn, DateOnly receivedOn, Land land)
    {
        if (delivery.FictionDays is not { } days || postedOn is not { } posted)
        {
            return new DeadlineStep(receivedOn, DeadlineRule.Delivered, delivery.FictionDays is null ? delivery.Paragraph : null,
                Language.Choose("An diesem Tag zugegangen.", "Received on this day."));
        }
        var fiction = posted.AddDays(days);
        return new DeadlineStep(delivery.MovesToWorkingDay ? WorkingDays.Add(fiction, 0, land) : fiction, DeadlineRule.Delivered, delivery.Paragraph,
            Language.Choose($"Gilt am {days}. Tag nach der Aufgabe zur Post als bekannt gegeben.", $"Counts as delivered on day {days} after it was posted."));
    }

    private static string German(TermUnit unit, int amount) => (unit, amount) switch
    {
        (TermUnit.Weeks, 1) => "Woche",
        (TermUnit.Weeks, _) => "Wochen",
        (TermUnit.Months, 1) => "Monat",
        (TermUnit.Months, _) => "Monaten",
        _ => "Jahr",
    };

    private static string English(TermUnit unit, int amount) => (unit, amount) switch
    {
        (TermUnit.Weeks, 1) => "week",
        (TermUnit.Weeks, _) => "weeks",
        (TermUnit.Months, 1) => "month",
        (TermUnit.Months, _) => "months",
        _ => "year",
    };
}
