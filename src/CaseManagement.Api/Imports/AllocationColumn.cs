using CaseManagement.Api.Clients;

namespace CaseManagement.Api.Imports;

/// <summary>A column of the allocation list.</summary>
/// <param name="Key">Stable name in the API and in stored rows.</param>
/// <param name="German">The header as districts write it.</param>
/// <param name="English">English name.</param>
/// <param name="Required">Whether the file must have this column.</param>
/// <param name="Synonyms">Other headers that are understood.</param>
public sealed record AllocationColumn(string Key, string German, string English, bool Required, params string[] Synonyms)
{
#pragma warning disable CS1591 // the names say it
    public static readonly AllocationColumn AllocationDate = new("allocationDate", "Zuweisungsdatum", "Allocation date", true,
        "Zuweisung am", "Datum der Zuweisung", "Zugewiesen am", "Zuweisung");
    public static readonly AllocationColumn Accommodation = new("accommodation", "Unterkunft", "Accommodation", true,
        "Einrichtung", "Gemeinschaftsunterkunft", "GU");
    public static readonly AllocationColumn Household = new("household", "Haushalt", "Household", true,
        "Haushaltsnummer", "Haushalt Nr", "Haushalts-ID", "Familiennummer");
    public static readonly AllocationColumn FamilyName = new("familyName", "Familienname", "Family name", true,
        "Nachname", "Name", "Zuname", "Surname", "Last name");
    public static readonly AllocationColumn GivenName = new("givenName", "Vorname", "Given name", true, "Vornamen", "Rufname", "First name");
    public static readonly AllocationColumn BirthDate = new("birthDate", "Geburtsdatum", "Date of birth", true,
        "Geb-Datum", "Geb am", "geb", "Geburtstag", "Birth date", "DOB");
    public static readonly AllocationColumn Sex = new("sex", "Geschlecht", "Sex", true, "Gender");
    public static readonly AllocationColumn Nationalities = new("nationalities", "Staatsangehörigkeit", "Nationality", true,
        "Staatsangehörigkeiten", "Nationalität", "StA", "Nationalities");
    public static readonly AllocationColumn Languages = new("languages", "Sprachen", "Languages", false, "Sprache", "Language");
    public static readonly AllocationColumn ResidenceStatus = new("residenceStatus", "Aufenthaltsstatus", "Residence status", true,
        "Status", "Aufenthaltstitel", "Aufenthaltsrecht");
    public static readonly AllocationColumn FileNumber = new("fileNumber", "Aktenzeichen", "File number", true, "AZ", "Az", "Geschäftszeichen");
    public static readonly AllocationColumn Role = new("role", "Rolle", "Role", true,
        "Rolle im Haushalt", "Stellung", "Stellung im Haushalt", "Verwandtschaft");
    public static readonly AllocationColumn Remark = new("remark", "Bemerkung", "Remark", false,
        "Bemerkungen", "Anmerkung", "Anmerkungen", "Hinweis", "Hinweise", "Remarks");
#pragma warning restore CS1591

    /// <summary>All columns in the order in which districts send them.</summary>
    public static IReadOnlyList<AllocationColumn> All { get; } =
    [
        AllocationDate, Accommodation, Household, FamilyName, GivenName, BirthDate, Sex, Nationalities, Languages, ResidenceStatus, FileNumber, Role, Remark,
    ];

    /// <summary>The column that a header means, whatever its case, separators and spelling of umlauts; null for an unknown one.</summary>
    public static AllocationColumn? OfHeader(string header) => ByFoldedHeader.GetValueOrDefault(Fold(header));

    private IEnumerable<string> Headers => [.. Synonyms, German, English, Key];

    /// <summary>Geburtsdatum (TT.MM.JJJJ): what stands in brackets explains and does not name.</summary>
    private static string Fold(string header)
    {
        var bracket = header.IndexOf('(', StringComparison.Ordinal);
        return FoldedWord(bracket > 0 ? header[..bracket] : header);
    }

    /// <summary>Lower-case Latin letters only, and ä, ae and a are one: for words of which a fixed set is understood.</summary>
    internal static string FoldedWord(string text) => Transliteration.ToLatin(text).Replace(" ", "", StringComparison.Ordinal)
        .Replace("ae", "a", StringComparison.Ordinal).Replace("oe", "o", StringComparison.Ordinal).Replace("ue", "u", StringComparison.Ordinal);

    private static readonly Dictionary<string, AllocationColumn> ByFoldedHeader = All
        .SelectMany(column => column.Headers.Select(header => (Header: Fold(header), Column: column)))
        .DistinctBy(pair => pair.Header)
        .ToDictionary(pair => pair.Header, pair => pair.Column);
}
