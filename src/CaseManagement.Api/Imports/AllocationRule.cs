using System.Globalization;

namespace CaseManagement.Api.Imports;

/// <summary>A rule for a cell of the allocation list: its stable code and its text, with a place for the column's header.</summary>
public sealed record AllocationRule(string Code, string German, string English)
{
#pragma warning disable CS1591 // the texts say it
    public static readonly AllocationRule Required = new("required", "{0}: Angabe fehlt.", "{0}: the value is missing.");
    public static readonly AllocationRule TooLong = new("too-long", "{0}: Der Text ist zu lang.", "{0}: the text is too long.");
    public static readonly AllocationRule NameDamaged = new("name-damaged",
        "{0}: Der Name hat durch eine falsche Zeichenkodierung oder ein Programm Buchstaben verloren, oder er enthält unsichtbare Zeichen. "
        + "Bitte die Liste als CSV UTF-8 speichern.",
        "{0}: the name has lost letters to a wrong encoding or a program, or it holds invisible characters. Save the list as CSV UTF-8.");
    public static readonly AllocationRule NameWithoutLetters = new("name-without-letters",
        "{0}: Der Name enthält keinen Buchstaben oder ist nur ein Platzhalter.", "{0}: the name holds no letter or is but a placeholder.");
    public static readonly AllocationRule TextDamaged = new("text-damaged",
        "{0}: Der Text enthält unlesbare oder unsichtbare Zeichen.", "{0}: the text holds unreadable or invisible characters.");
    public static readonly AllocationRule DateFormat = new("date-format", "{0}: Datum bitte als TT.MM.JJJJ.", "{0}: write the date as dd.mm.yyyy.");
    public static readonly AllocationRule DateTwoDigitYear = new("date-two-digit-year",
        "{0}: Das Jahr ist zweistellig und damit nicht eindeutig; bitte TT.MM.JJJJ.", "{0}: a year of two digits is ambiguous; write dd.mm.yyyy.");
    public static readonly AllocationRule DateImpossible = new("date-impossible", "{0}: Dieses Datum gibt es nicht.", "{0}: there is no such date.");
    public static readonly AllocationRule BirthInFuture = new("birth-date-in-future",
        "{0}: Das Geburtsdatum liegt in der Zukunft.", "{0}: the birth date lies in the future.");
    public static readonly AllocationRule BirthTooEarly = new("birth-date-before-1900",
        "{0}: Das Geburtsdatum liegt vor 1900.", "{0}: the birth date lies before 1900.");
    public static readonly AllocationRule AllocationBeforeBirth = new("allocation-before-birth",
        "{0}: Die Zuweisung liegt vor der Geburt.", "{0}: the allocation lies before the birth.");
    public static readonly AllocationRule AllocationImplausible = new("allocation-date-implausible",
        "{0}: Die Zuweisung liegt vor 1990 oder mehr als ein halbes Jahr in der Zukunft.",
        "{0}: the allocation lies before 1990 or more than half a year ahead.");
    public static readonly AllocationRule AllocationWithdrawn = new("allocation-withdrawn",
        "{0}: Die Zuweisung ist laut Liste zurückgenommen; niemand wird angelegt.",
        "{0}: the list says that the allocation was taken back; nobody is created.");
    public static readonly AllocationRule AccommodationUnknown = new("accommodation-unknown",
        "{0}: Diese Unterkunft ist nicht angelegt.", "{0}: this accommodation is not on record.");
    public static readonly AllocationRule AccommodationWithoutTeam = new("accommodation-without-team",
        "{0}: Für diese Unterkunft ist kein Team zuständig, oder eins, in dem heute niemand Fälle bearbeitet.",
        "{0}: no team looks after this accommodation, or one in which nobody works on cases today.");
    public static readonly AllocationRule SexUnknown = new("sex-unknown",
        "{0}: Bitte männlich, weiblich, divers, ohne Eintrag oder unbekannt.", "{0}: write male, female, divers, no entry or unknown.");
    public static readonly AllocationRule NationalityUnknown = new("nationality-unknown",
        "{0}: Bitte Länderkürzel mit drei Buchstaben (ISO 3166), XXA für staatenlos, XXX für ungeklärt, mehrere durch / getrennt.",
        "{0}: write three-letter country codes (ISO 3166), XXA for stateless, XXX for unresolved, several divided by /.");
    public static readonly AllocationRule LanguageUnknown = new("language-unknown",
        "{0}: Eine Sprache ist nicht bekannt und nicht übernommen; bitte Sprachkürzel mit drei Buchstaben (ISO 639-3), mehrere durch / getrennt.",
        "{0}: a language is not known and left out; write three-letter language codes (ISO 639-3), several divided by /.");
    public static readonly AllocationRule ResidenceStatusUnknown = new("residence-status-unknown",
        "{0}: Dieser Aufenthaltsstatus ist nicht bekannt.", "{0}: this residence status is not known.");
    public static readonly AllocationRule RoleUnknown = new("role-unknown",
        "{0}: Diese Stellung im Haushalt ist nicht bekannt.", "{0}: this role in the household is not known.");
    public static readonly AllocationRule ExtraCells = new("too-many-cells",
        "Die Zeile hat mehr Zellen als die Kopfzeile Spalten.", "The row has more cells than the header has columns.");
    public static readonly AllocationRule Quotes = new("quotes",
        "Die Anführungszeichen der Zeile passen nicht zusammen.", "The quotation marks of the row do not match.");

    public static readonly AllocationRule BornAfterAllocation = new("born-after-allocation",
        "{0}: Das Kind wurde nach der Zuweisung seines Haushalts geboren.", "{0}: the child was born after its household's allocation.");
    public static readonly AllocationRule BirthDateMissing = new("birth-date-missing",
        "{0}: Kein Geburtsdatum; es wird als unbekannt geführt.", "{0}: no birth date; it is kept as unknown.");
    public static readonly AllocationRule SingleName = new("single-name",
        "{0}: Strich statt Name; die Person wird mit nur einem Namen geführt.", "{0}: a dash for a name; the person is kept with one name only.");
    public static readonly AllocationRule NamePlaceholder = new("name-placeholder",
        "{0}: Platzhalter statt Name; die Person wird mit nur einem Namen geführt.", "{0}: a placeholder for a name; the person is kept with one name only.");
    public static readonly AllocationRule NationalityUnresolved = new("nationality-unresolved",
        "{0}: Die Staatsangehörigkeit ist ungeklärt.", "{0}: the nationality is unresolved.");
    public static readonly AllocationRule ValuePlaceholder = new("value-placeholder",
        "{0}: Platzhalter statt Angabe; sie gilt als fehlend.", "{0}: a placeholder for a value, which counts as missing.");
    public static readonly AllocationRule ValueDestroyed = new("value-destroyed",
        "{0}: Die Angabe wurde von einem Programm zerstört; sie gilt als fehlend.", "{0}: a program has destroyed the value, which counts as missing.");
    public static readonly AllocationRule ColumnNotRead = new("column-not-read", "{0}: Diese Spalte wird nicht gelesen.", "{0}: this column is not read.");
    public static readonly AllocationRule StrayQuote = new("stray-quotation-mark",
        "Ein Anführungszeichen steht mitten in einer Zelle; es ist als Zeichen gelesen.",
        "A quotation mark stands inside a cell; it is read as a character.");
    public static readonly AllocationRule RepeatedRow = new("repeated-row",
        "Die Zeile wiederholt eine frühere Zeile der Datei.", "The row repeats an earlier row of the file.");
    public static readonly AllocationRule RemarkNotKept = new("remark-not-kept",
        "Die Bemerkung der Zeile kommt zu keinem Fall und wird nicht aufbewahrt.", "The remark of the row goes to no case and is not kept.");
#pragma warning restore CS1591
}

/// <summary>A rule that a row breaks or a notice that it earns. Never holds the cell's value.</summary>
/// <param name="Field">The column's header in the file; null where the whole row is meant.</param>
/// <param name="FieldKey">The column's stable key; null where the whole row is meant.</param>
/// <param name="Code">The rule's stable code.</param>
/// <param name="German">The text in German.</param>
/// <param name="English">The text in English.</param>
public sealed record AllocationFinding(string? Field, string? FieldKey, string Code, string German, string English)
{
    internal static AllocationFinding Of(AllocationRule rule, ListColumn column, string header) => Of(rule, header, column.Key);

    private static AllocationFinding Of(AllocationRule rule, string header, string? key) => new(
        header, key, rule.Code,
        string.Format(CultureInfo.InvariantCulture, rule.German, header),
        string.Format(CultureInfo.InvariantCulture, rule.English, header));

    /// <summary>In a column that nobody reads the row says something.</summary>
    internal static AllocationFinding NotRead(string header) => Of(AllocationRule.ColumnNotRead, header, null);

    internal static AllocationFinding OfRow(AllocationRule rule) => new(null, null, rule.Code, rule.German, rule.English);
}
