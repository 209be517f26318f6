namespace CaseManagement.Api.Imports;

/// <summary>A column of the allocation list.</summary>
public sealed record AllocationColumn : ListColumn
{
    private AllocationColumn(string key, string german, string english, bool required, params string[] synonyms)
        : base(key, german, english, required, synonyms) { }

#pragma warning disable CS1591 // the names say it
    public static readonly AllocationColumn AllocationDate = new("allocationDate", "Zuweisungsdatum", "Allocation date", true,
        "Zuweisung am", "Datum der Zuweisung", "Zugewiesen am", "Zuweisung", "Zuw.-Datum", "Zuw. am", "Zuteilungsdatum", "Zuteilung am", "Aufnahmedatum",
        "Allocated on");
    public static readonly AllocationColumn Accommodation = new("accommodation", "Unterkunft", "Accommodation", true,
        "Einrichtung", "Gemeinschaftsunterkunft", "GU", "Unterbringung", "Objekt", "Wohnobjekt", "Unterkunftsname");
    public static readonly AllocationColumn Household = new("household", "Haushalt", "Household", true,
        "Haushaltsnummer", "Haushalt Nr", "Haushalts-ID", "Haushaltsnr", "HH", "HH-Nr", "Familiennummer", "Familien-Nr", "Familie", "Familien-ID",
        "Familienverband");
    public static readonly AllocationColumn FamilyName = new("familyName", "Familienname", "Family name", true,
        "Nachname", "Name", "Zuname", "Fam.-Name", "Surname", "Last name");
    public static readonly AllocationColumn GivenName = new("givenName", "Vorname", "Given name", true,
        "Vornamen", "Vorname(n)", "Vorn.", "Rufname", "First name");
    public static readonly AllocationColumn BirthDate = new("birthDate", "Geburtsdatum", "Date of birth", true,
        "Geb-Datum", "Geb.dat.", "Geburtsdat.", "GebDat", "Geb am", "geb", "geboren am", "Geburtstag", "Birth date", "DOB");
    public static readonly AllocationColumn Sex = new("sex", "Geschlecht", "Sex", true, "Geschl.", "m/w", "m/w/d", "Gender");
    public static readonly AllocationColumn Nationalities = new("nationalities", "Staatsangehörigkeit", "Nationality", true,
        "Staatsangehörigkeiten", "Staatsang.", "Staatsangeh.", "Staatsbürgerschaft", "Nationalität", "Nat.", "StA", "StAng", "Nationalities", "Citizenship");
    public static readonly AllocationColumn Languages = new("languages", "Sprachen", "Languages", false,
        "Sprache", "Sprachkenntnisse", "Muttersprache", "Herkunftssprache", "Language");
    public static readonly AllocationColumn ResidenceStatus = new("residenceStatus", "Aufenthaltsstatus", "Residence status", true,
        "Status", "Aufenthaltstitel", "Aufenthaltsrecht", "Aufenth.-Status", "Aufenthaltsrechtlicher Status", "Aufenthaltszweck", "Rechtsgrundlage", "Titel");
    public static readonly AllocationColumn FileNumber = new("fileNumber", "Aktenzeichen", "File number", true,
        "AZ", "Az", "Akz.", "Aktenz.", "Aktennummer", "Akten-Nr", "Geschäftszeichen", "GZ");
    public static readonly AllocationColumn Role = new("role", "Rolle", "Role", true,
        "Rolle im Haushalt", "Stellung", "Stellung im Haushalt", "Verwandtschaft", "Verwandtschaftsverhältnis", "Verw.-Verh.", "Beziehung", "Funktion",
        "Relationship");
    public static readonly AllocationColumn Remark = new("remark", "Bemerkung", "Remark", false,
        "Bemerkungen", "Bem.", "Bemerkg.", "Notiz", "Notizen", "Kommentar", "Info", "Anmerkung", "Anmerkungen", "Hinweis", "Hinweise", "Remarks");
#pragma warning restore CS1591

    /// <summary>All columns in the order in which districts send them.</summary>
    public static IReadOnlyList<AllocationColumn> All { get; } =
    [
        AllocationDate, Accommodation, Household, FamilyName, GivenName, BirthDate, Sex, Nationalities, Languages, ResidenceStatus, FileNumber, Role, Remark,
    ];

    /// <summary>The same, to find them by their headers.</summary>
    public static ListColumns Form { get; } = new(All, fewest: 3);

    /// <summary>The column that a header means, whatever its case, separators and spelling of umlauts; null for an unknown one.</summary>
    public static AllocationColumn? OfHeader(string header) => (AllocationColumn?)Form.OfHeader(header);
}
