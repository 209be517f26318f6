using CaseManagement.Api.Http;

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
    public static readonly ProblemType NoRows = new("import-no-rows", 422, "The file has a header line but no rows.", "Die Datei enthält nur die Kopfzeile, keine Zeilen.");
    /// <summary>An Excel workbook, a PDF or other binary data.</summary>
    public static readonly ProblemType NotText = new("import-not-csv", 422, "This is no CSV file. In Excel use Save as, CSV UTF-8.", "Das ist keine CSV-Datei. In Excel bitte „Speichern unter“, CSV UTF-8 wählen.");
    /// <summary>The bytes contradict the encoding that the file claims.</summary>
    public static readonly ProblemType Encoding = new("import-encoding", 422, "The file claims to be {0} and is not. Save it again as CSV UTF-8.", "Die Datei gibt sich als {0} aus, ist es aber nicht. Bitte erneut als CSV UTF-8 speichern.");
    /// <summary>Hardly any column is known, so the first line is probably data.</summary>
    public static readonly ProblemType NoHeader = new("import-no-header", 422, "The first line does not name the columns of an allocation list.", "Die erste Zeile nennt nicht die Spalten einer Zuweisungsliste.");
    /// <summary>Columns are missing, unknown or there twice; errors[] names each.</summary>
    public static readonly ProblemType Columns = new("import-columns", 422, "The columns are not those of an allocation list; see errors.", "Die Spalten sind nicht die einer Zuweisungsliste; siehe errors.");
    /// <summary>In errors[] of <see cref="Columns"/>.</summary>
    public static readonly ProblemType ColumnMissing = new("import-column-missing", 422, "The column {0} is missing.", "Die Spalte {0} fehlt.");
    /// <summary>In errors[] of <see cref="Columns"/>.</summary>
    public static readonly ProblemType ColumnUnknown = new("import-column-unknown", 422, "The column {0} is not known.", "Die Spalte {0} ist nicht bekannt.");
    /// <summary>In errors[] of <see cref="Columns"/>.</summary>
    public static readonly ProblemType ColumnTwice = new("import-column-twice", 422, "There are two columns for {0}.", "Für {0} gibt es zwei Spalten.");
    /// <summary>A quotation mark that does not open or close a field; what follows cannot be read reliably.</summary>
    public static readonly ProblemType Quotes = new("import-quotes", 422, "Quotation marks do not match in the row that begins on line {0}.", "In der Zeile ab Zeilennummer {0} passen die Anführungszeichen nicht zusammen.");
    /// <summary>Above the row limit.</summary>
    public static readonly ProblemType TooManyRows = new("import-too-many-rows", 422, "The file has more than {0} rows. Send it in parts.", "Die Datei hat mehr als {0} Zeilen. Bitte aufteilen.");
    /// <summary>A cell above the limit, most often because a quotation mark is missing.</summary>
    public static readonly ProblemType CellTooLong = new("import-cell-too-long", 422, "A cell in the row that begins on line {0} is longer than {1} characters.", "Eine Zelle in der Zeile ab Zeilennummer {0} ist länger als {1} Zeichen.");
}
