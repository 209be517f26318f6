using CaseManagement.Api.Clients;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Representations;

/// <summary>Something to be clarified. It stops nobody.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Text">In the language of the request.</param>
public sealed record Warning(
    [Example("second-custody-holder-missing")] string Code,
    [Example("The second holder of joint custody is not on record.")] string Text);

/// <summary>What is to be clarified about who acts for a person.</summary>
public static class RepresentationWarnings
{
    /// <summary>Joint custody is on record of one parent only.</summary>
    public static Warning SecondCustody => new("second-custody-holder-missing", Language.Choose(
        "Die zweite sorgeberechtigte Person fehlt (§ 1629 Abs. 1 BGB).", "The second holder of joint custody is missing (§ 1629 (1) BGB)."));
    /// <summary>A minor for whom nobody acts.</summary>
    public static Warning Nobody => new("no-representative", Language.Choose(
        "Für die minderjährige Person ist niemand mit Sorge erfasst.", "Nobody with custody of this minor is on record."));
    /// <summary>At 18 all has to be asked anew.</summary>
    public static Warning AskAnew => new("ask-anew-at-18", Language.Choose(
        "Die Vertretung endete mit dem 18. Geburtstag; Vertretung und Einwilligungen sind neu zu klären.",
        "Representation ended on the 18th birthday; representation and consents are to be asked anew."));
    /// <summary>Nobody can say how old the person is.</summary>
    public static Warning BirthUnknown => new("birth-date-unknown", Language.Choose(
        "Ohne Geburtsdatum ist offen, ob die Person minderjährig ist.", "Without a birth date nobody knows whether the person is a minor."));
    /// <summary>Two statements that cannot both be true.</summary>
    public static Warning Contradiction => new("custody-contradiction", Language.Choose(
        "Alleinige Sorge und eine weitere sorgeberechtigte Person schließen sich aus.", "Sole custody and a further holder of custody exclude each other."));

    /// <summary>What is to be clarified on a day.</summary>
    /// <param name="day">The day.</param>
    /// <param name="born">The birth date; null where it is unknown.</param>
    /// <param name="all">All that was ever recorded, ended ones included.</param>
    /// <param name="diedOn">When the person has died: from then on nothing is to be clarified.</param>
    public static IReadOnlyList<Warning> On(DateOnly day, DateOnly? born, IReadOnlyCollection<Held> all, DateOnly? diedOn = null)
    {
        if (diedOn <= day)
        {
            return [];
        }
        var now = all.Where(held => held.IsInForce(day, born)).ToList();
        var (joint, sole) = (Holders(now, Custody.Joint), Holders(now, Custody.Sole));
        var isMinor = born is { } date && day < Birthday.Of(date, Birthday.Majority);
        return
        [
            .. born is null ? [BirthUnknown] : Array.Empty<Warning>(),
            .. isMinor && !now.Exists(held => held.OfMinors) ? [Nobody] : Array.Empty<Warning>(),
            .. joint == 1 && sole == 0 && !IsSurvived(all, day) ? [SecondCustody] : Array.Empty<Warning>(),
            .. sole > 1 || (sole == 1 && joint > 0) ? [Contradiction] : Array.Empty<Warning>(),
            .. born is not null && !isMinor && now.Count == 0 && all.Any(held => EndedAtMajority(held, born.Value)) ? [AskAnew] : Array.Empty<Warning>(),
        ];
    }

    /// <summary>How many hold such custody: who is recorded twice is one.</summary>
    public static int Holders(IEnumerable<Held> of, Custody custody) =>
        of.Where(held => held.Custody == custody).Select(held => held.Who).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>Whether a holder of joint custody has died by then: who survives holds it alone (§ 1680 Abs. 1 BGB), and nobody is missing.</summary>
    public static bool IsSurvived(IEnumerable<Held> all, DateOnly day) => all.Any(held => held.Custody == Custody.Joint
        && held.DiedOn <= day && held.From < held.DiedOn && (held.Until is null || held.Until >= held.DiedOn));

    private static bool EndedAtMajority(Held held, DateOnly born) => Representation.EndsAtMajority(held.From, held.Over, born, held.OfMinors);
}

/// <summary>A representation as far as warnings need it.</summary>
/// <param name="Id">The representation.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Its end as recorded.</param>
/// <param name="Custody">Of its kind; null where custody has nothing to do with it.</param>
/// <param name="OfMinors">Only minors are represented so.</param>
/// <param name="Who">Whoever represents: the id of a person on file, else the name.</param>
/// <param name="DiedOn">When who represents or who is represented has died.</param>
public sealed record Held(Guid Id, DateOnly From, DateOnly? Until, Custody? Custody, bool OfMinors, string Who, DateOnly? DiedOn = null)
{
    /// <summary>First day no longer, the 18th birthday apart: as recorded, or the day of the death.</summary>
    public DateOnly? Over => Until is null || DiedOn < Until ? DiedOn : Until;

    /// <summary>Whether it is in force on a day.</summary>
    public bool IsInForce(DateOnly day, DateOnly? born) => Representation.IsInForce(day, From, Over, born, OfMinors);
}

/// <summary>Which representations a caller sees, and how one is loaded for a change: with the person.</summary>
internal static class RepresentationAccess
{
    public static IQueryable<Representation> VisibleTo(this IQueryable<Representation> rows, CaseDb db, Caller caller)
    {
        var clients = db.Set<Client>().VisibleTo(db, caller);
        return rows.Where(row => clients.Any(client => client.Id == row.ClientId));
    }
}
