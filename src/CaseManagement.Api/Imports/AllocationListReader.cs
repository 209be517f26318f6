using System.Text.RegularExpressions;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Reads the allocation list that a district sends: CSV as Excel, LibreOffice and specialist software write it, or a workbook. Finds out the encoding
/// (<see cref="ListText"/>), the separator, the line with the header, and the columns, in any order and under any of their names.
/// Judges no row: see <see cref="AllocationList.Parse"/>.
/// </summary>
public static partial class AllocationListReader
{
    /// <summary>More rows than any district allocates at once; keeps an upload by mistake from filling the database.</summary>
    public const int MaxRows = 20_000;

    /// <summary>Longest cell in characters.</summary>
    public const int MaxCell = 10_000;

    /// <summary>Filled lines above the header, with titles and dates, at most.</summary>
    internal const int MaxLinesAboveHeader = 30;

    /// <summary>Fewer known columns than this and a line is no header but a title or data, whose words must not appear in an error.</summary>
    private const int MinKnownColumns = 3;

    /// <summary>Reads the file.</summary>
    /// <exception cref="RefusedException">The file cannot be read; the type is one of <see cref="ImportProblems"/>. Nothing else is thrown.</exception>
    public static AllocationList Read(byte[] bytes, int maxRows = MaxRows)
    {
        if (bytes.AsSpan().StartsWith(Pdf))
        {
            throw new RefusedException(ImportProblems.NotText);
        }
        if (Workbook.FormatOf(bytes) is { } format)
        {
            var (records, others) = Workbook.Read(bytes, maxRows);
            var sheet = records.Count > 0 ? records : throw new RefusedException(ImportProblems.Empty);
            return Read(sheet, HeaderAt(sheet), format, null, maxRows, [.. others.Select(name => ImportNote.OfSheet(ShownHeader(name)))]);
        }
        var text = ListText.Decode(bytes);
        if (string.IsNullOrWhiteSpace(text.Text))
        {
            throw new RefusedException(ImportProblems.Empty);
        }
        var announced = SeparatorLine().Match(text.Text) is { Success: true } line ? line.Groups["separator"].Value : "";
        var found = Separators.OrderBy(separator => announced.StartsWith(separator) ? 0 : 1)
            .Select(separator => (Separator: separator, Header: HeaderAt(Filled(text.Text, separator).Take(MaxLinesAboveHeader))))
            .MaxBy(found => found.Header.Known);
        var csv = new CsvRecords(text.Text, found.Separator) { Width = found.Header.Width };
        return Read(csv.Read().Where(record => !record.IsBlank), found.Header, text.Encoding, found.Separator, maxRows,
            text.Repaired ? [ImportNote.Of(ImportNote.Repaired)] : []);
    }

    private static IEnumerable<ListRecord> Filled(string text, char separator) => new CsvRecords(text, separator).Read().Where(record => !record.IsBlank);

    /// <summary>Which of the first filled lines is the header: the first with the most known columns.</summary>
    private readonly record struct Header(int Line, int Known, int Width);

    private static Header HeaderAt(IEnumerable<ListRecord> records) => records.Take(MaxLinesAboveHeader)
        .Select(record => new Header(record.Line, record.Cells.Count(cell => AllocationColumn.OfHeader(cell) is not null), record.Cells.Length))
        .DefaultIfEmpty().MaxBy(header => header.Known);

    private static AllocationList Read(
        IEnumerable<ListRecord> records, Header at, string encoding, char? separator, int maxRows, IReadOnlyList<StoredFinding> notes)
    {
        if (at.Known < MinKnownColumns)
        {
            throw new RefusedException(ImportProblems.NoHeader);
        }
        var (skipped, rows) = (new List<StoredFinding>(), new List<RawAllocationRow>());
        var (header, columns) = (Array.Empty<string>(), Array.Empty<AllocationColumn?>());
        foreach (var record in records)
        {
            if (Array.Find(record.Cells, cell => cell.Length > MaxCell) is not null)
            {
                throw new RefusedException(ImportProblems.CellTooLong, record.Line, MaxCell);
            }
            if (record.Line < at.Line)
            {
                skipped.AddRange(SeparatorLine().IsMatch(string.Join("", record.Cells)) ? [] : [ImportNote.OfLine(record.Line, TitleOf(record))]);
            }
            else if (record.Line == at.Line)
            {
                header = record.Quotes == QuoteFlaw.None ? record.Cells : throw new RefusedException(ImportProblems.Quotes, record.Line);
                columns = FindColumns(header);
            }
            else if (IsHeaderAgain(record, header) is { } again)
            {
                // Two lists one below the other, or a header on each page; its columns may stand in another order there.
                (header, columns) = again;
                skipped.Add(ImportNote.OfLine(record.Line, null));
            }
            else if (IsNoRow(record, out var words))
            {
                skipped.Add(ImportNote.OfLine(record.Line, words));
            }
            else if (rows.Count == maxRows)
            {
                throw new RefusedException(ImportProblems.TooManyRows, maxRows);
            }
            else
            {
                rows.Add(RowOf(record, header, columns));
            }
        }
        if (rows.Count == 0)
        {
            throw new RefusedException(ImportProblems.NoRows);
        }
        var unread = header.Where((name, i) => columns[i] is null && !string.IsNullOrWhiteSpace(name)).Select(ShownHeader).Distinct();
        var headers = columns.Select((column, i) => (column, i)).Where(c => c.column is not null).ToDictionary(c => c.column!, c => ShownHeader(header[c.i]));
        return new AllocationList(encoding, separator, headers, rows)
        {
            Notes = [.. skipped, .. unread.Select(ImportNote.OfColumn), .. notes],
        };
    }

    /// <summary>The header once more, and the columns as it has them; null where the line is none. Data never is: it has dates.</summary>
    private static (string[], AllocationColumn?[])? IsHeaderAgain(ListRecord record, string[] header)
    {
        if (record.Cells.SequenceEqual(header))
        {
            return (header, FindColumns(header));
        }
        if (Array.Exists(record.Cells, cell => cell.Any(char.IsAsciiDigit)))
        {
            return null;
        }
        var columns = Array.ConvertAll(record.Cells, AllocationColumn.OfHeader);
        return columns.Count(column => column is not null) < MinKnownColumns ? null
            : FaultsOf(record.Cells, columns).Count == 0 ? (record.Cells, columns) : null;
    }

    /// <summary>A line with one cell only, or a sum below the rows. The words are told where they cannot be somebody's.</summary>
    private static bool IsNoRow(ListRecord record, out string? words)
    {
        var filled = record.Cells.Where(cell => !string.IsNullOrWhiteSpace(cell)).Take(4).ToList();
        words = filled.Count <= 3 && Below().IsMatch(filled[0].Trim()) ? ShownHeader(string.Join(' ', filled)) : null;
        return record.Quotes == QuoteFlaw.None && (words is not null || (filled.Count == 1 && record.Cells.Length > 1));
    }

    // A line of many cells may be somebody's data; its words are not repeated.
    private static string? TitleOf(ListRecord title) =>
        title.Cells.Where(cell => !string.IsNullOrWhiteSpace(cell)).ToList() is { Count: <= 2 } words ? ShownHeader(string.Join(' ', words)) : null;

    private static RawAllocationRow RowOf(ListRecord record, string[] header, AllocationColumn?[] columns)
    {
        var values = new Dictionary<string, string>(columns.Length);
        var (extra, withdrawn, unread) = (false, false, new List<string>());
        for (var i = 0; i < record.Cells.Length; i++)
        {
            if (i < columns.Length && columns[i] is { } column)
            {
                values[column.Key] = record.Cells[i];
            }
            else if (!string.IsNullOrWhiteSpace(record.Cells[i]))
            {
                var named = i < header.Length && !string.IsNullOrWhiteSpace(header[i]);
                extra |= !named;
                if (named)
                {
                    unread.Add(ShownHeader(header[i]));
                    withdrawn |= Withdrawn().IsMatch(header[i]) && !No().IsMatch(record.Cells[i].Trim()) && !AbsentValue.IsNone(record.Cells[i].Trim());
                }
            }
        }
        return new RawAllocationRow(record.Line, values, extra) { Quotes = record.Quotes, Unread = unread, IsWithdrawn = withdrawn };
    }

    /// <summary>The column at each place; null for one that nobody reads, and for a nameless one, which must stay empty in every row.</summary>
    private static AllocationColumn?[] FindColumns(string[] header)
    {
        var columns = Array.ConvertAll(header, AllocationColumn.OfHeader);
        return FaultsOf(header, columns) is { Count: > 0 } faults ? throw new RefusedException(ImportProblems.Columns) { Errors = faults } : columns;
    }

    private static List<ProblemError> FaultsOf(string[] header, AllocationColumn?[] columns)
    {
        var faults = new List<ProblemError>();
        void Fault(ProblemType rule, string name) => faults.Add(new ProblemError("", rule.Code, rule.Text(name)));

        foreach (var twice in columns.OfType<AllocationColumn>().GroupBy(column => column).Where(group => group.Count() > 1))
        {
            Fault(ImportProblems.ColumnTwice, twice.Key.German);
        }
        foreach (var missing in AllocationColumn.All.Where(column => column.Required && !columns.Contains(column)))
        {
            Fault(ImportProblems.ColumnMissing, missing.German);
        }
        // One of these may be the missing one under a name that is not understood.
        foreach (var unknown in header.Where((name, i) => faults.Count > 0 && columns[i] is null && !string.IsNullOrWhiteSpace(name)))
        {
            Fault(ImportProblems.ColumnUnknown, ShownHeader(unknown));
        }
        return faults;
    }

    private static string ShownHeader(string header)
    {
        var shown = AllocationRow.Cleaned(header);
        return shown.Length > 100 ? shown[..100] + "…" : shown;
    }

    private static readonly char[] Separators = [';', ',', '\t', '|'];

    // Excel's announcement of the separator, which other programs fill up with separators, blanks or quotation marks.
    [GeneratedRegex("""\A\s*"?sep\s*=\s*"?(?<separator>[;,|\t]?)"?[;,|\t" ]*(?=[\r\n]|\z)""", RegexOptions.IgnoreCase)]
    private static partial Regex SeparatorLine();

    // Summe: 12 Personen; Stand: 24.11.2026; Seite 1 von 3.
    [GeneratedRegex(@"^\W*(Zwischen)?(Summe|Gesamt|Insgesamt|Anzahl|Total|Seite \d|Stand\b|Ende\b|Erstellt|Gedruckt|Ausgedruckt|Druckdatum|Quelle|Legende)\w*",
        RegexOptions.IgnoreCase)]
    private static partial Regex Below();

    [GeneratedRegex(@"^\W*(Zuweisung )?(stor(no|niert)|zur(ü|ue)ckgenommen|zur(ü|ue)ckgezogen|aufgehoben|widerrufen|annulliert)", RegexOptions.IgnoreCase)]
    private static partial Regex Withdrawn();

    [GeneratedRegex("^(n|nein|no|false|falsch)$", RegexOptions.IgnoreCase)]
    private static partial Regex No();

    private static ReadOnlySpan<byte> Pdf => "%PDF"u8;
}

/// <summary>What is worth knowing of a file as a whole: what was not read, and what was put right. Kept with the import, in both languages.</summary>
internal static class ImportNote
{
    internal static readonly AllocationRule LineSkipped = new("line-skipped", "Zeile {0} ist keine Zeile der Tabelle und wurde nicht gelesen{1}.",
        "Line {0} is no row of the table and was not read{1}.");
    internal static readonly AllocationRule SheetNotRead = new("sheet-not-read", "Das Blatt „{0}“ wurde nicht gelesen.", "The sheet \"{0}\" was not read.");
    internal static readonly AllocationRule Repaired = new("encoding-repaired",
        "Die Umlaute der Datei waren durch falsche Zeichenkodierung verloren und sind wiederhergestellt.",
        "The letters of the file were damaged by a wrong encoding and have been restored.");

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<AllocationRule> All { get; } = [LineSkipped, SheetNotRead, Repaired];

    internal static StoredFinding OfLine(int line, string? title) =>
        title is null ? Of(LineSkipped, line, "") : Of(LineSkipped, line, $": {title}");

    internal static StoredFinding OfColumn(string header) => AllocationFinding.NotRead(header) is var found
        ? new StoredFinding(found.Field, null, found.Code, found.German, found.English, Refuses: false) : null!;

    internal static StoredFinding OfSheet(string name) => Of(SheetNotRead, name);

    internal static StoredFinding Of(AllocationRule rule, params object[] values) => new(null, null, rule.Code,
        string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.German, values),
        string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.English, values), Refuses: false);
}
