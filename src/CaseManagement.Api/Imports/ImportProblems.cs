
namespace CaseManagement.Api.Imports;

/// <summary>
/// Why a whole file is refused. A single bad row never refuses the file: see <see cref="AllocationRule"/>. No text holds a
/// value of the file, except the name of a column.
/// </summary>
public static class ImportProblems
{
    /// <summary>No bytes, or blanks only.</summary>
    public static readonly ProblemType Empty = new("import-empty", 422, "The file is empty.", "Die Datei ist leer.");
    /// <summary>A header and nothing below it.</summary>
    public static readonly ProblemType NoRows = new("import-no-rows", 422,
        "The file has a header line but no rows.", "Die Datei enthält nur die Kopfzeile, keine Zeilen.");
    /// <summary>A protected workbook, a PDF or other binary data.</summary>
    public static readonly ProblemType NotText = new("import-not-csv", 422,
        "This is neither CSV nor an XLSX workbook that can be read. In Excel use Save as, XLSX without a password or CSV UTF-8.",
        "Das ist weder CSV noch eine lesbare XLSX-Mappe. In Excel bitte „Speichern unter“, XLSX ohne Kennwort oder CSV UTF-8 wählen.");
    /// <summary>LibreOffice's own format.</summary>
    public static readonly ProblemType OpenDocument = new("import-open-document", 422,
        "OpenDocument tables (.ods) are not read. In LibreOffice use Save as, Excel 2007-365 (.xlsx), or CSV with UTF-8.",
        "OpenDocument-Tabellen (.ods) werden nicht gelesen. In LibreOffice bitte „Speichern unter“, Excel 2007-365 (.xlsx), oder CSV mit UTF-8 wählen.");
    /// <summary>A workbook that unpacks to far more than any list.</summary>
    public static readonly ProblemType WorkbookTooLarge = new("import-workbook-too-large", 422,
        "The workbook unpacks to more than can be read. Save the list alone, or as CSV UTF-8.",
        "Die Mappe ist entpackt zu groß. Bitte nur die Liste speichern, oder als CSV UTF-8.");
    /// <summary>The bytes contradict the encoding that the file claims.</summary>
    public static readonly ProblemType Encoding = new("import-encoding", 422,
        "The file claims to be {0} and is not. Save it again as CSV UTF-8.",
        "Die Datei gibt sich als {0} aus, ist es aber nicht. Bitte erneut als CSV UTF-8 speichern.");
    /// <summary>Hardly any column is known, so the first line is probably data.</summary>
    public static readonly ProblemType NoHeader = new("import-no-header", 422,
        "None of the first lines names the columns of the list; of a workbook, on no visible sheet.",
        "Keine der ersten Zeilen nennt die Spalten der Liste; in einer Mappe auf keinem sichtbaren Blatt.");
    /// <summary>Columns are missing, unknown or there twice; errors[] names each.</summary>
    public static readonly ProblemType Columns = new("import-columns", 422,
        "The columns are not those of this list; see errors.", "Die Spalten sind nicht die dieser Liste; siehe errors.");
    /// <summary>In errors[] of <see cref="Columns"/>.</summary>
    public static readonly ProblemType ColumnMissing = new("import-column-missing", 422, "The column {0} is missing.", "Die Spalte {0} fehlt.");
    /// <summary>In errors[] of <see cref="Columns"/>.</summary>
    public static readonly ProblemType ColumnUnknown = new("import-column-unknown", 422, "The column {0} is not known.", "Die Spalte {0} ist nicht bekannt.");
    /// <summary>In errors[] of <see cref="Columns"/>.</summary>
    public static readonly ProblemType ColumnTwice = new("import-column-twice", 422, "There are two columns for {0}.", "Für {0} gibt es zwei Spalten.");
    /// <summary>Quotation marks in the header that do not match. Those of a row are that row's fault only.</summary>
    public static readonly ProblemType Quotes = new("import-quotes", 422,
        "Quotation marks do not match in the row that begins on line {0}.",
        "In der Zeile ab Zeilennummer {0} passen die Anführungszeichen nicht zusammen.");
    /// <summary>Above the row limit.</summary>
    public static readonly ProblemType TooManyRows = new("import-too-many-rows", 422,
        "The file has more than {0} rows. Send it in parts.", "Die Datei hat mehr als {0} Zeilen. Bitte aufteilen.");
    /// <summary>A cell above the limit, most often because a quotation mark is missing.</summary>
    public static readonly ProblemType CellTooLong = new("import-cell-too-long", 422,
        "A cell in the row that begins on line {0} is longer than {1} characters.",
        "Eine Zelle in der Zeile ab Zeilennummer {0} ist länger als {1} Zeichen.");

    /// <summary>403: who does not read the rows decides nothing of them.</summary>
    public static readonly ProblemType NotYours = new("import-not-yours", 403,
        "Only who has uploaded the list, or a supervisor, may open its rows, decide, apply and discard.",
        "Die Zeilen öffnen, entscheiden, übernehmen und verwerfen darf nur, wer die Liste hochgeladen hat, oder die Teamleitung.");
    /// <summary>409: applying has been asked for and is not finished.</summary>
    public static readonly ProblemType BeingApplied = new("import-being-applied", 409, "The import is being applied.", "Die Liste wird gerade übernommen.");
    /// <summary>409 for all or nothing; lines and errors[] name the rows.</summary>
    public static readonly ProblemType Obstacles = new("import-obstacles", 409,
        "{0} rows are refused, failed or undecided. Nothing was changed.",
        "{0} Zeilen sind abgelehnt, gescheitert oder nicht entschieden. Es wurde nichts geändert.");
    /// <summary>In errors[] of <see cref="Obstacles"/>.</summary>
    public static readonly ProblemType RowRefused = new("import-row-refused", 409, "Line {0} is refused.", "Zeile {0} ist abgelehnt.");
    /// <summary>In errors[] of <see cref="Obstacles"/>.</summary>
    public static readonly ProblemType RowUndecided = new("import-row-undecided", 409,
        "Line {0} waits for a decision that leads to a person.",
        "Zeile {0} wartet auf eine Entscheidung, die zu einer Person führt.");
    /// <summary>In errors[] of <see cref="Obstacles"/>.</summary>
    public static readonly ProblemType RowFailed = new("import-row-failed", 409,
        "Applying line {0} failed several times.", "Die Übernahme von Zeile {0} ist mehrfach gescheitert.");
    /// <summary>409: only rows that wait are decided on.</summary>
    public static readonly ProblemType NotADuplicate = new("import-row-not-a-duplicate", 409,
        "Only likely duplicates and rows of an unclear household need a decision.",
        "Nur mögliche Dubletten und Zeilen mit unklarem Haushalt brauchen eine Entscheidung.");
    /// <summary>400.</summary>
    public static readonly ProblemType NotOfTheHousehold = new("import-not-of-the-household", 400,
        "This is no earlier row whose household is unclear together with this one.",
        "Das ist keine frühere Zeile, deren Haushalt zusammen mit dieser unklar ist.");
    /// <summary>400: householdLine goes with create only.</summary>
    public static readonly ProblemType HouseholdWithoutPerson = new("import-household-without-person", 400,
        "State householdLine with create only.", "Mit welcher Zeile die Person zusammenlebt, bitte nur angeben, wenn sie angelegt wird.");
    /// <summary>In allowedActions.</summary>
    public static readonly ProblemType NothingToDecide = new("import-nothing-to-decide", 409,
        "No row waits for a decision.", "Keine Zeile wartet auf eine Entscheidung.");
    /// <summary>400.</summary>
    public static readonly ProblemType NotACandidate = new("import-not-a-candidate", 400,
        "This is none of the row's candidates.", "Das ist keiner der Kandidaten der Zeile.");
    /// <summary>400: use_existing needs exactly one of clientId and line; the others neither.</summary>
    public static readonly ProblemType WhichCandidate = new("import-which-candidate", 400,
        "State clientId or line with use_existing, and neither otherwise.",
        "Bei einer Person, die schon erfasst ist, bitte sie selbst oder ihre Zeile angeben, sonst keines von beiden.");
}
