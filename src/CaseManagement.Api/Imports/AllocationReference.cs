using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Imports;

/// <summary>What the rows of a list are checked against; the caller reads it from the reference data and its own accommodations.</summary>
/// <param name="today">The date of the check.</param>
/// <param name="accommodations">Names of the accommodations on record.</param>
/// <param name="residenceStatuses">Codes of the list <c>residence-status</c> in force.</param>
/// <param name="nationalities">Codes of the list <c>nationality</c> in force, with XXA and XXX.</param>
/// <param name="languages">Codes of the list <c>language</c> in force.</param>
/// <param name="words">What offices and their programs write for codes: see <see cref="CodeWord"/>.</param>
public sealed class AllocationReference(
    DateOnly today,
    IEnumerable<string> accommodations,
    IEnumerable<string> residenceStatuses,
    IEnumerable<string> nationalities,
    IEnumerable<string> languages,
    IEnumerable<WordForCode>? words = null)
{
    private readonly AllocationWords words = new(words ?? []);
    private readonly Dictionary<string, string> accommodations = ByFold(accommodations, Fold);
    private readonly Dictionary<string, string> residenceStatuses = ByFold(residenceStatuses, code => code.ToUpperInvariant());
    private readonly HashSet<string> nationalities = [.. nationalities];
    private readonly HashSet<string> languages = [.. languages];

    /// <summary>The date of the check.</summary>
    public DateOnly Today { get; } = today;

    /// <summary>The name on record of an accommodation written with other case, blanks or umlauts; null when there is none.</summary>
    internal string? Accommodation(string written) => accommodations.GetValueOrDefault(Fold(written));

    internal string? ResidenceStatus(string written) => residenceStatuses.GetValueOrDefault(written.ToUpperInvariant())
        ?? (Word(CodeLists.ResidenceStatus, written) is { } word ? residenceStatuses.GetValueOrDefault(word.ToUpperInvariant()) : null);

    internal string? Nationality(string written)
    {
        var code = Fold(written) switch { "ungeklart" or "unresolved" => "XXX", "staatenlos" or "stateless" => "XXA", _ => written.ToUpperInvariant() };
        return nationalities.Contains(code) ? code : Word(CodeLists.Nationality, written) is { } word && nationalities.Contains(word) ? word : null;
    }

    internal string? Language(string written)
    {
        var code = written.ToLowerInvariant();
        return languages.Contains(code) ? code : Word(CodeLists.Language, written) is { } word && languages.Contains(word) ? word : null;
    }

    /// <summary>Code of the list <c>sex</c>, or null.</summary>
    internal string? Sex(string written) => SexWords.GetValueOrDefault(Fold(written)) ?? Word(CodeLists.Sex, written);

    /// <summary>Code of the list <c>household-role</c>, or null.</summary>
    internal string? Role(string written) => RoleWords.GetValueOrDefault(Fold(written)) ?? Word(CodeLists.HouseholdRole, written);

    private string? Word(string list, string written) => words.CodeOf(list, written);

    /// <summary>Antragsteller/in and antragstellerin are one word; the digits tell house numbers apart.</summary>
    internal static string Fold(string written) => ListColumn.FoldedWord(written) + string.Concat(written.Where(char.IsAsciiDigit));

    private static Dictionary<string, string> ByFold(IEnumerable<string> values, Func<string, string> fold) =>
        values.DistinctBy(fold).ToDictionary(fold, value => value);

    private static readonly Dictionary<string, string> SexWords = Words(
        ("male", "männlich m male mann"),
        ("female", "weiblich w f female frau"),
        ("divers", "divers d diverse"),
        ("no-entry", "ohneEintrag keinEintrag ohneAngabe keineAngabe noEntry"),
        ("unknown", "unbekannt u unknown"));

    private static readonly Dictionary<string, string> RoleWords = Words(
        ("applicant", "Antragsteller Antragstellerin Haushaltsvorstand Hauptperson applicant"),
        ("spouse", "Ehegatte Ehegattin EhegatteEhegattin EhegatteIn Ehefrau Ehemann Ehepartner Ehepartnerin spouse wife husband"),
        ("partner", "Partner Partnerin Lebenspartner Lebenspartnerin Lebensgefährte Lebensgefährtin"),
        ("child", "Kind Sohn Tochter child son daughter"),
        ("foster-child", "Pflegekind Mündel fosterChild ward"),
        ("parent", "Elternteil Vater Mutter parent father mother"),
        ("grandparent", "Großelternteil Großmutter Großvater Oma Opa grandparent"),
        ("sibling", "Geschwister Bruder Schwester sibling brother sister"),
        ("grandchild", "Enkel Enkelin Enkelkind grandchild"),
        ("other-relative", "Verwandte Verwandter sonstigeVerwandte andereVerwandte otherRelative"),
        ("other", "Sonstige Sonstiger sonstigePerson andere other"));

    /// <summary>Codes of children, who may be born after the allocation of their household.</summary>
    internal static readonly HashSet<string> ChildRoles = ["child", "foster-child", "grandchild"];

    private static Dictionary<string, string> Words(params (string Code, string Words)[] lists) =>
        lists.SelectMany(list => list.Words.Split(' ').Append(list.Code).Select(word => (Word: Fold(word), list.Code)))
            .DistinctBy(pair => pair.Word).ToDictionary(pair => pair.Word, pair => pair.Code);
}
