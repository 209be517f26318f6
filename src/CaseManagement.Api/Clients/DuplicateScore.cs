using System.Runtime.CompilerServices;

namespace CaseManagement.Api.Clients;

/// <summary>What is known of a person when two are compared. All parts may be missing.</summary>
public sealed record PersonFacts
{
    /// <summary>The name in use first, then transliterations and former names; the best fitting pair counts.</summary>
    public required IReadOnlyList<PersonName> Names { get; init; }

    /// <summary>The birth date and how much of it is known.</summary>
    public BirthDate BirthDate { get; init; } = BirthDate.Unknown;

    /// <summary>Code of the list <c>sex</c>; null, <c>unknown</c> and <c>no-entry</c> contradict nothing.</summary>
    public string? Sex { get; init; }

    /// <summary>Codes of ISO 3166-1 alpha-3, XXA (stateless) or XXX (unresolved).</summary>
    public IReadOnlyCollection<string> Nationalities { get; init; } = [];

    /// <summary>References of other offices, each with its source (code list <c>reference-source</c>).</summary>
    public IReadOnlyCollection<PersonReference> References { get; init; } = [];

    /// <summary>The household's file number (Aktenzeichen), which a whole family shares.</summary>
    public string? FileNumber { get; init; }

    /// <summary>What lists call the person's household. Each list begins anew, so that it is evidence only together with a file number.</summary>
    public IReadOnlyCollection<string> ListLabels { get; init; } = [];
}

/// <summary>One name of a person.</summary>
public sealed record PersonName(string? FamilyName, string? GivenName)
{
    /// <summary>Says nothing of the person, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(PersonName);
}

/// <summary>A number that another office gave, and which office or register.</summary>
public sealed record PersonReference(string Source, string Value)
{
    /// <summary>Says nothing of the person, because texts of records end up in logs.</summary>
    public override string ToString() => nameof(PersonReference);
}

/// <summary>What a score means for the person who decides.</summary>
public enum DuplicateLikelihood
{
    /// <summary>Below 60: not worth showing.</summary>
    Unlikely,

    /// <summary>60 to 79: to be shown, two people of one name are as probable.</summary>
    Possible,

    /// <summary>80 and more: one person until somebody says otherwise.</summary>
    Likely,
}

/// <summary>One thing that speaks for or against two records being one person: stable code and label in both languages.</summary>
public sealed record DuplicateReason(string Code, string German, string English)
{
#pragma warning disable CS1591 // the labels say it
    public static readonly DuplicateReason SameReference = new("same-reference", "gleiches persönliches Kennzeichen", "same personal reference");
    public static readonly DuplicateReason OtherReference =
        new("other-reference", "anderes Kennzeichen derselben Stelle", "another reference of the same office");
    public static readonly DuplicateReason SameFileNumber = new("same-file-number", "gleiches Aktenzeichen", "same file number");
    public static readonly DuplicateReason SameListEntry = new("same-list-entry",
        "gleiche Haushaltsbezeichnung, gleiches Aktenzeichen und gleicher Vorname", "same list label, file number and given name");
    public static readonly DuplicateReason NameEqual = new("name-equal", "gleicher Name", "same name");
    public static readonly DuplicateReason NameSoundsAlike = new("name-sounds-alike", "Name in anderer Schreibweise", "name in another spelling");
    public static readonly DuplicateReason NameSimilar = new("name-similar", "ähnlicher Name", "similar name");
    public static readonly DuplicateReason NamePartMissing = new("name-part-missing", "ein Namensteil fehlt", "a part of the name is missing");
    public static readonly DuplicateReason NamesSwapped = new("names-swapped", "Familienname und Vorname vertauscht", "family name and given name swapped");
    public static readonly DuplicateReason OtherFamilyName =
        new("other-family-name", "gleicher Vorname, anderer Familienname", "same given name, another family name");
    public static readonly DuplicateReason NameDifferent = new("name-different", "anderer Name", "different name");
    public static readonly DuplicateReason SameBirthDate = new("same-birth-date", "gleiches Geburtsdatum", "same birth date");
    public static readonly DuplicateReason DayMonthSwapped =
        new("day-month-swapped", "Tag und Monat des Geburtsdatums vertauscht", "day and month of birth swapped");
    public static readonly DuplicateReason SameBirthYear =
        new("same-birth-year", "gleiches Geburtsjahr, mehr ist nicht bekannt", "same year of birth, no more is known");
    public static readonly DuplicateReason BirthDateNearlySame =
        new("birth-date-nearly-same", "Geburtsdatum bis auf einen Teil gleich", "birth date the same but for one part");
    public static readonly DuplicateReason BirthDateUnknown = new("birth-date-unknown", "Geburtsdatum unbekannt", "birth date unknown");
    public static readonly DuplicateReason BirthDateDifferent = new("birth-date-different", "anderes Geburtsdatum", "different birth date");
    public static readonly DuplicateReason SameSex = new("same-sex", "gleiches Geschlecht", "same sex");
    public static readonly DuplicateReason OtherSex = new("other-sex", "anderes Geschlecht", "different sex");
    public static readonly DuplicateReason SameNationality = new("same-nationality", "gleiche Staatsangehörigkeit", "same nationality");
    public static readonly DuplicateReason NationalityUnresolved =
        new("nationality-unresolved", "Staatsangehörigkeit bei mindestens einer der beiden ungeklärt", "nationality unresolved for one of the two or both");
    public static readonly DuplicateReason OtherNationality = new("other-nationality", "andere Staatsangehörigkeit", "different nationality");
    public static readonly DuplicateReason PossiblySiblings = new("possibly-siblings", "möglicherweise Geschwister (Zwillinge)", "possibly siblings (twins)");
#pragma warning restore CS1591

    /// <summary>Every reason, for the API's reference.</summary>
    public static IReadOnlyList<DuplicateReason> All { get; } =
    [
        SameReference, OtherReference, SameFileNumber, SameListEntry, NameEqual, NameSoundsAlike, NameSimilar, NamePartMissing, NamesSwapped,
        OtherFamilyName, NameDifferent,
        SameBirthDate, DayMonthSwapped, SameBirthYear, BirthDateNearlySame, BirthDateUnknown, BirthDateDifferent, SameSex, OtherSex,
        SameNationality, NationalityUnresolved, OtherNationality, PossiblySiblings,
    ];
}

/// <summary>
/// How likely two records are one person: 0 to 100, with the reasons. Symmetric.
/// </summary>
/// <remarks>
/// Name and birth date carry the score, everything else supports or contradicts. A family shares its file number and family
/// name, so neither makes a duplicate; ceilings hold what no number of supporting facts may lift: other given name (siblings),
/// other birth date (father and son of one name, or two unrelated people of a frequent one). Points are
/// calibrated on an allocation list with planted duplicates and many people of the same names.
/// </remarks>
public sealed record DuplicateScore(int Score, IReadOnlyList<DuplicateReason> Reasons)
{
    /// <summary>From here up a duplicate is likely.</summary>
    public const int LikelyFrom = 80;

    /// <summary>From here up a duplicate is possible.</summary>
    public const int PossibleFrom = 60;

    /// <summary>What the score means.</summary>
    public DuplicateLikelihood Likelihood => Score switch
    {
        >= LikelyFrom => DuplicateLikelihood.Likely,
        >= PossibleFrom => DuplicateLikelihood.Possible,
        _ => DuplicateLikelihood.Unlikely,
    };

    private const int NeverLikely = LikelyFrom - 1;
    private const int NeverPossible = PossibleFrom - 1;

    /// <summary>Compares two persons.</summary>
    public static DuplicateScore Of(PersonFacts a, PersonFacts b)
    {
        ReadOnlySpan<Finding> findings =
            [OfNames(a, b), OfBirthDates(a.BirthDate, b.BirthDate), OfSex(a.Sex, b.Sex), OfNationalities(a, b), OfFileNumbers(a, b)];
        var points = 0;
        var ceiling = 100;
        var reasons = new List<DuplicateReason>();
        foreach (var finding in findings)
        {
            points += finding.Points;
            ceiling = Math.Min(ceiling, finding.Ceiling);
            reasons.AddRange(finding.Reasons);
        }
        // Twins, the one likeness that everything but the given name supports.
        if (findings[0].SiblingNames && reasons.Contains(DuplicateReason.SameBirthDate))
        {
            reasons.Add(DuplicateReason.PossiblySiblings);
            ceiling = Math.Min(ceiling, NeverPossible);
        }
        switch (ComparePersonalReferences(a, b))
        {
            case true:
                // A register gives a number to one person. Where names or dates disagree with it, a person has to look.
                reasons.Insert(0, DuplicateReason.SameReference);
                var disagrees = ceiling < 100;
                points = disagrees ? Math.Max(points + 40, PossibleFrom + 10) : points + 40;
                ceiling = disagrees ? NeverLikely : 100;
                break;
            case false:
                reasons.Add(DuplicateReason.OtherReference);
                points -= 10;
                break;
        }
        return new DuplicateScore(Math.Clamp(points, 0, ceiling), reasons);
    }

    /// <param name="Points">Added to the score.</param>
    /// <param name="Ceiling">The score cannot exceed it.</param>
    /// <param name="Reasons">What was found.</param>
    /// <param name="SiblingNames">The family names fit and the given names do not.</param>
    private readonly record struct Finding(int Points, int Ceiling, DuplicateReason[] Reasons, bool SiblingNames = false);

    private static Finding Found(int points, params DuplicateReason[] reasons) => new(points, 100, reasons);

    private static Finding OfNames(PersonFacts a, PersonFacts b)
    {
        return (from y in b.Names.Select(Read) from x in a.Names.Select(Read) select OfName(x, y))
            .DefaultIfEmpty(new Finding(0, NeverPossible, [DuplicateReason.NameDifferent]))
            .MaxBy(finding => (finding.Points, finding.Ceiling));
    }

    // A person of a list is compared with many others, and reading a name costs more than comparing it.
    private static readonly ConditionalWeakTable<PersonName, Forms> ReadBefore = [];

    private static Forms Read(PersonName name) => ReadBefore.GetValue(name, unread => new Forms(unread));

    private sealed class Forms(PersonName name)
    {
        internal NameForms Family { get; } = new(name.FamilyName);

        internal NameForms Given { get; } = new(name.GivenName);

        internal NameForms Whole => new($"{name.FamilyName} {name.GivenName}");

        internal bool Complete => Family.Joined.Length > 0 && Given.Joined.Length > 0;
    }

    private static Finding OfName(Forms a, Forms b)
    {
        if (!a.Complete || !b.Complete)
        {
            // What is there may still fit (one name only, or both in one field), but never suffices.
            var whole = NameSimilarity.Score(a.Whole, b.Whole);
            return whole >= NameSimilarity.Similar
                ? new Finding(whole >= NameSimilarity.SoundsAlike ? 30 : 15, NeverLikely, [DuplicateReason.NamePartMissing])
                : new Finding(0, NeverPossible, [DuplicateReason.NameDifferent]);
        }
        var straight = OfName(a.Family, a.Given, b.Family, b.Given);
        var swapped = OfName(a.Family, a.Given, b.Given, b.Family);
        // Only where both fit: one name in the other's field is a coincidence (Mohammad is both).
        return swapped.Points > straight.Points && swapped.Reasons[0] != DuplicateReason.OtherFamilyName
            ? swapped with { Points = swapped.Points - 5, Reasons = [.. swapped.Reasons, DuplicateReason.NamesSwapped] }
            : straight;
    }

    private static Finding OfName(NameForms familyA, NameForms givenA, NameForms familyB, NameForms givenB)
    {
        if (familyA.Joined == familyB.Joined && givenA.Joined == givenB.Joined)
        {
            return Found(45, DuplicateReason.NameEqual);
        }
        var family = NameSimilarity.Score(familyA, familyB);
        var given = NameSimilarity.Score(givenA, givenB);
        if (family >= NameSimilarity.SoundsAlike && given >= NameSimilarity.SoundsAlike)
        {
            return Found(40, DuplicateReason.NameSoundsAlike);
        }
        if (family >= NameSimilarity.Similar && given >= NameSimilarity.Similar)
        {
            return new Finding(25, NeverLikely, [DuplicateReason.NameSimilar], SiblingNames: given < NameSimilarity.SoundsAlike);
        }
        if (given >= NameSimilarity.SoundsAlike)
        {
            return new Finding(15, NeverLikely, [DuplicateReason.OtherFamilyName]);
        }
        return new Finding(0, NeverPossible, [DuplicateReason.NameDifferent], SiblingNames: family >= NameSimilarity.Similar);
    }

    private static Finding OfBirthDates(BirthDate a, BirthDate b)
    {
        if (a.Date is not { } x || b.Date is not { } y)
        {
            return new Finding(10, NeverLikely, [DuplicateReason.BirthDateUnknown]);
        }
        // What both know: the coarser of the two, and the enum goes from fine to coarse.
        var known = (DatePrecision)Math.Max((int)a.Precision, (int)b.Precision);
        if (known == DatePrecision.Day)
        {
            return OfFullDates(x, y);
        }
        if (x.Year == y.Year && (known == DatePrecision.Year || x.Month == y.Month))
        {
            // Where one office knows the day and the other does not, the year is weaker evidence than a year that both state.
            return Found(a.Precision == b.Precision ? 20 : 15, DuplicateReason.SameBirthYear);
        }
        return new Finding(0, NeverPossible, [DuplicateReason.BirthDateDifferent]);
    }

    private static Finding OfFullDates(DateOnly x, DateOnly y)
    {
        if (x == y)
        {
            return Found(35, DuplicateReason.SameBirthDate);
        }
        if (x.Year == y.Year && x.Month == y.Day && x.Day == y.Month)
        {
            return Found(28, DuplicateReason.DayMonthSwapped);
        }
        var same = (x.Year == y.Year ? 1 : 0) + (x.Month == y.Month ? 1 : 0) + (x.Day == y.Day ? 1 : 0);
        if (same == 2 && Math.Abs(x.Year - y.Year) < YoungestParent)
        {
            return new Finding(12, NeverLikely, [DuplicateReason.BirthDateNearlySame]);
        }
        return new Finding(0, NeverPossible, [DuplicateReason.BirthDateDifferent]);
    }

    /// <summary>Years between two people of one name and one birthday from which they may be parent and child.</summary>
    internal const int YoungestParent = 14;

    private static Finding OfSex(string? a, string? b)
    {
        if (a is not ("male" or "female") || b is not ("male" or "female"))
        {
            return Found(0);
        }
        return a == b ? Found(5, DuplicateReason.SameSex) : new Finding(-20, NeverLikely, [DuplicateReason.OtherSex]);
    }

    private static Finding OfNationalities(PersonFacts a, PersonFacts b)
    {
        if (a.Nationalities.Count == 0 || b.Nationalities.Count == 0)
        {
            return Found(0);
        }
        // Two of whom nobody knows it (XXX) have nothing in common.
        if (a.Nationalities.Intersect(b.Nationalities, StringComparer.OrdinalIgnoreCase).Any(n => n != "XXX"))
        {
            return Found(5, DuplicateReason.SameNationality);
        }
        return a.Nationalities.Concat(b.Nationalities).Any(n => n is "XXX" or "XXA")
            ? Found(2, DuplicateReason.NationalityUnresolved)
            : Found(-10, DuplicateReason.OtherNationality);
    }

    private static Finding OfFileNumbers(PersonFacts a, PersonFacts b)
    {
        var shared = FamilyNumbers(a).Intersect(FamilyNumbers(b)).Any();
        return shared ? Found(10, DuplicateReason.SameFileNumber) : Found(0);
    }

    private static IEnumerable<(string Source, string Value)> FamilyNumbers(PersonFacts person) =>
        person.References.Where(r => !OfficeNumbers.IsPersonal(r.Source)).Select(r => (r.Source, Value: OfficeNumbers.Parted(r.Value)))
            .Append((Source: "", Value: OfficeNumbers.Parted(person.FileNumber ?? "")))
            .Where(number => number.Value.Length > 0);

    /// <summary>True when a personal number is shared, false when one office gave each of the two another one, else null.</summary>
    private static bool? ComparePersonalReferences(PersonFacts a, PersonFacts b)
    {
        var pairs = from x in a.References
                    join y in b.References on x.Source equals y.Source
                    let one = OfficeNumbers.Joined(x.Value)
                    let other = OfficeNumbers.Joined(y.Value)
                    where OfficeNumbers.IsPersonal(x.Source) && one.Length > 0 && other.Length > 0
                    select (x.Source, Equal: one == other);
        var compared = pairs.ToList();
        if (compared.Exists(pair => pair.Equal))
        {
            return true;
        }
        // Passports and permits are renewed with new numbers; registers keep theirs.
        return compared.Exists(pair => LastingSources.Contains(pair.Source)) ? false : null;
    }

    private static readonly HashSet<string> LastingSources = ["azr", "ba-customer"];
}
