using System.Text;
using CaseManagement.Api.Http;
using CsvHelper;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Reads the allocation list that a district sends: CSV as Excel and other programs write it. Finds out the encoding (UTF-8 with
/// and without byte order mark, UTF-16, else Windows-1252), the separator (semicolon, comma, tab) and the columns, in any
/// order and under any of their names. Judges no row: see <see cref="AllocationList.Parse"/>.
/// </summary>
public static class AllocationListReader
{
    /// <summary>More rows than any district allocates at once; keeps an upload by mistake from filling the database.</summary>
    public const int MaxRows = 20_000;

    /// <summary>Longest cell in characters.</summary>
    public const int MaxCell = 10_000;

    /// <summary>Fewer known columns than this and the first line is taken for data, whose words must not appear in an error.</summary>
    private const int MinKnownColumns = 3;

    /// <summary>Reads the file.</summary>
    /// <exception cref="RefusedException">The file cannot be read; the type is one of <see cref="ImportProblems"/>. Nothing else is thrown.</exception>
    public static AllocationList Read(ReadOnlySpan<byte> bytes, int maxRows = MaxRows)
    {
        var (text, encoding) = Decode(bytes);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RefusedException(ImportProblems.Empty);
        }
        var (separator, skipped) = FindSeparator(text);
        using var lines = new CsvLines(text, separator);
        for (var line = 0; line < skipped; line++)
        {
            lines.Read();
        }
        if (!lines.ReadFilled())
        {
            throw new RefusedException(ImportProblems.Empty);
        }
        var header = lines.Cells;
        var columns = FindColumns(header);

        var rows = new List<RawAllocationRow>();
        while (lines.ReadFilled())
        {
            if (rows.Count == maxRows)
            {
                throw new RefusedException(ImportProblems.TooManyRows, maxRows);
            }
            rows.Add(RowOf(lines, columns));
        }
        if (rows.Count == 0)
        {
            throw new RefusedException(ImportProblems.NoRows);
        }
        var headers = columns.Select((column, i) => (column, i)).Where(c => c.column is not null).ToDictionary(c => c.column!, c => ShownHeader(header[c.i]));
        return new AllocationList(encoding, separator, headers, rows);
    }

    private static RawAllocationRow RowOf(CsvLines line, AllocationColumn?[] columns)
    {
        var values = new Dictionary<string, string>(columns.Length);
        var extra = false;
        for (var i = 0; i < line.Cells.Length; i++)
        {
            if (i < columns.Length && columns[i] is { } column)
            {
                values[column.Key] = line.Cells[i];
            }
            else
            {
                extra |= !string.IsNullOrWhiteSpace(line.Cells[i]);
            }
        }
        return new RawAllocationRow(line.FirstLine, values, extra);
    }

    private static (string Text, string Encoding) Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Workbook) || bytes.StartsWith(OldWorkbook) || bytes.StartsWith(Pdf))
        {
            throw new RefusedException(ImportProblems.NotText);
        }
        if (bytes.StartsWith(Utf8Mark))
        {
            return (Strictly(Utf8, bytes[3..], "UTF-8"), "utf-8");
        }
        if (bytes.StartsWith(Utf16LittleMark))
        {
            return (Strictly(Utf16Little, bytes[2..], "UTF-16"), "utf-16le");
        }
        if (bytes.StartsWith(Utf16BigMark))
        {
            return (Strictly(Utf16Big, bytes[2..], "UTF-16"), "utf-16be");
        }
        if (bytes.Contains((byte)0))
        {
            // Text holds no NUL; in UTF-16 without a mark the header's Latin letters leave every other byte 0.
            return bytes.Length < 2 || bytes.Length % 2 != 0 ? throw new RefusedException(ImportProblems.NotText)
                : bytes[1] == 0 ? (Strictly(Utf16Little, bytes, "UTF-16"), "utf-16le")
                : bytes[0] == 0 ? (Strictly(Utf16Big, bytes, "UTF-16"), "utf-16be")
                : throw new RefusedException(ImportProblems.NotText);
        }
        // German text in Windows-1252 is next to never valid UTF-8 by chance, so UTF-8 is tried first and strictly.
        return System.Text.Unicode.Utf8.IsValid(bytes) ? (Utf8.GetString(bytes), "utf-8") : (Windows1252.GetString(bytes), "windows-1252");
    }

    private static string Strictly(Encoding encoding, ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var text = encoding.GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new RefusedException(ImportProblems.NotText) : text;
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException(ImportProblems.Encoding, name);
        }
    }

    /// <summary>
    /// The separator that makes the most known columns out of the first filled line, and how many records to skip before it.
    /// Excel may announce the separator on a line of its own (<c>sep=;</c>).
    /// </summary>
    private static (char Separator, int Skipped) FindSeparator(string text)
    {
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 5 && text[5] is '\r' or '\n' && Separators.Contains(text[4]))
        {
            return (text[4], 1);
        }
        var best = Separators
            .Select(separator => (Separator: separator, Known: KnownColumns(text, separator)))
            .MaxBy(found => found.Known);
        return best.Known >= MinKnownColumns ? (best.Separator, 0) : throw new RefusedException(ImportProblems.NoHeader);
    }

    private static int KnownColumns(string text, char separator)
    {
        using var lines = new CsvLines(text, separator);
        try
        {
            return lines.ReadFilled() ? lines.Cells.Count(cell => AllocationColumn.OfHeader(cell) is not null) : 0;
        }
        catch (RefusedException)
        {
            // Not readable with this separator; another one may do, and reading the file with the best one says what is wrong.
            return 0;
        }
    }

    /// <summary>The column at each place; null for a nameless one, which must stay empty in every row.</summary>
    private static AllocationColumn?[] FindColumns(string[] header)
    {
        var columns = Array.ConvertAll(header, AllocationColumn.OfHeader);
        if (columns.Count(column => column is not null) < MinKnownColumns)
        {
            throw new RefusedException(ImportProblems.NoHeader);
        }
        var faults = new List<ProblemError>();
        void Fault(ProblemType rule, string name) => faults.Add(new ProblemError("", rule.Code, rule.Text(name)));

        foreach (var unknown in header.Where((name, i) => columns[i] is null && !string.IsNullOrWhiteSpace(name)))
        {
            Fault(ImportProblems.ColumnUnknown, ShownHeader(unknown));
        }
        foreach (var twice in columns.OfType<AllocationColumn>().GroupBy(column => column).Where(group => group.Count() > 1))
        {
            Fault(ImportProblems.ColumnTwice, twice.Key.German);
        }
        foreach (var missing in AllocationColumn.All.Where(column => column.Required && !columns.Contains(column)))
        {
            Fault(ImportProblems.ColumnMissing, missing.German);
        }
        return faults.Count == 0 ? columns : throw new RefusedException(ImportProblems.Columns) { Errors = faults };
    }

    private static string ShownHeader(string header)
    {
        var shown = AllocationRow.Cleaned(header);
        return shown.Length > 60 ? shown[..60] + "…" : shown;
    }

    /// <summary>One record after the other, with the line on which each begins.</summary>
    private sealed class CsvLines : IDisposable
    {
        private readonly CsvReader reader;

        internal CsvLines(string text, char separator) =>
            reader = CsvReader.FromText(text, new CsvReaderOptions
            {
                Separator = separator,
                DetectSeparatorHint = false, // Else the line is passed over even where the separator is given.
                HasHeader = false,
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                IncludeValuesInExceptions = false,
            });

        internal string[] Cells { get; private set; } = [];

        internal int FirstLine { get; private set; }

        /// <summary>The next record with anything in it; false at the end.</summary>
        internal bool ReadFilled()
        {
            while (Read())
            {
                if (!Array.TrueForAll(Cells, string.IsNullOrWhiteSpace))
                {
                    return true;
                }
            }
            return false;
        }

        internal bool Read()
        {
            try
            {
                if (!reader.Read())
                {
                    return false;
                }
            }
            catch (CsvFormatException misplaced)
            {
                // Also a quotation mark that was never closed and has swallowed the rest of the file.
                throw new RefusedException(ImportProblems.Quotes, misplaced.LineNumber);
            }
            FirstLine = (int)reader.LineNumber;
            Cells = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
            return Array.TrueForAll(Cells, cell => cell.Length <= MaxCell)
                ? true
                : throw new RefusedException(ImportProblems.CellTooLong, FirstLine, MaxCell);
        }

        public void Dispose() => reader.Dispose();
    }

    private static readonly char[] Separators = [';', ',', '\t'];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];
    private static ReadOnlySpan<byte> Utf16LittleMark => [0xFF, 0xFE];
    private static ReadOnlySpan<byte> Utf16BigMark => [0xFE, 0xFF];
    private static ReadOnlySpan<byte> Workbook => "PK\u0003\u0004"u8;
    private static ReadOnlySpan<byte> OldWorkbook => [0xD0, 0xCF, 0x11, 0xE0];
    private static ReadOnlySpan<byte> Pdf => "%PDF"u8;
}
