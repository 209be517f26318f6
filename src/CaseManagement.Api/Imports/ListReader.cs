using System.Text.RegularExpressions;
using CaseManagement.Api.Http;

namespace CaseManagement.Api.Imports;

/// <summary>
/// Reads a list: CSV as Excel, LibreOffice and specialist software write it, or a workbook. Finds out the encoding (<see cref="ListText"/>), the
/// separator, the line with the header, and the columns, in any order and under any of their names. Judges no row.
/// </summary>
public static partial class ListReader
{
    /// <summary>More rows than any office sends at once; keeps an upload by mistake from filling the database.</summary>
    public const int MaxRows = 20_000;

    /// <summary>Longest cell in characters.</summary>
    public const int MaxCell = 10_000;

    /// <summary>Filled lines above the header, with titles and dates, at most.</summary>
    internal const int MaxLinesAboveHeader = 30;

    /// <summary>Reads the file.</summary>
    /// <exception cref="RefusedException">The file cannot be read; the type is one of <see cref="ImportProblems"/>. Nothing else is thrown.</exception>
    public static ReadList Read(byte[] bytes, ListColumns form, int maxRows = MaxRows)
    {
        if (bytes.AsSpan().StartsWith(Pdf))
        {
            throw new RefusedException(ImportProblems.NotText);
        }
        if (Workbook.FormatOf(bytes) is { } format)
        {
            var (records, others) = Workbook.Read(bytes, maxRows, sheet => HeaderAt(sheet, form).Known >= form.Fewest);
            var sheet = records.Count > 0 ? records : throw new RefusedException(ImportProblems.Empty);
            return Read(sheet, form, HeaderAt(sheet, form), format, null, maxRows, [.. others.Select(name => ImportNote.OfSheet(ShownHeader(name)))]);
        }
        var text = ListText.Decode(bytes);
        if (string.IsNullOrWhiteSpace(text.Text))
        {
            throw new RefusedException(ImportProblems.Empty);
        }
        var announced = SeparatorLine().Match(text.Text) is { Success: true } line ? line.Groups["separator"].Value : "";
        var found = Separators.OrderBy(separator => announced.StartsWith(separator) ? 0 : 1)
            .Select(separator => (Separator: separator, Header: HeaderAt(Filled(text.Text, separator).Take(MaxLinesAboveHeader), form)))
            .MaxBy(found => found.Header.Known);
        var csv = new CsvRecords(text.Text, found.Separator) { Width = found.Header.Width };
        return Read(csv.Read().Where(record => !record.IsBlank), form, found.Header, text.Encoding, found.Separator, maxRows,
            text.Repaired ? [ImportNote.Of(ImportNote.Repaired)] : []);
    }

    private static IEnumerable<ListRecord> Filled(string text, char separator) => new CsvRecords(text, separator).Read().Where(record => !record.IsBlank);

    /// <summary>Which of the first filled lines is the header: the first with the most known columns.</summary>
    private readonly record struct Header(int Line, int Known, int Width);

    private static Header HeaderAt(IEnumerable<ListRecord> records, ListColumns form) => records.Take(MaxLinesAboveHeader)
        .Select(record => new Header(record.Line, record.Cells.Count(cell => form.OfHeader(cell) is not null), record.Cells.Length))
        .DefaultIfEmpty().MaxBy(header => header.Known);

    private static ReadList Read(
        IEnumerable<ListRecord> records, ListColumns form, Header at, string encoding, char? separator, int maxRows, IReadOnlyList<StoredFinding> notes)
    {
        if (at.Known < form.Fewest)
        {
            throw new RefusedException(ImportProblems.NoHeader);
        }
        var (skipped, rows, hidden) = (new List<StoredFinding>(), new List<RawListRow>(), new List<int>());
        var (header, columns) = (Array.Empty<string>(), Array.Empty<ListColumn?>());
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
                columns = FindColumns(header, form);
            }
            else if (IsHeaderAgain(record, header, form) is { } again)
            {
                // Two lists one below the other, or a header on each page; its columns may stand in another order there.
                (header, columns) = again;
                skipped.Add(ImportNote.OfLine(record.Line, null));
            }
            else if (IsNoRow(record, columns, out var words))
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
                hidden.AddRange(record.IsHidden ? [record.Line] : []);
            }
        }
        if (rows.Count == 0)
        {
            throw new RefusedException(ImportProblems.NoRows);
        }
        var unread = header.Where((name, i) => columns[i] is null && !string.IsNullOrWhiteSpace(name)).Select(ShownHeader).Distinct();
        var headers = columns.Select((column, i) => (column, i)).Where(c => c.column is not null).ToDictionary(c => c.column!, c => ShownHeader(header[c.i]));
        return new ReadList(encoding, separator, headers, rows)
        {
            Notes = [.. skipped, .. hidden.Count > 0 ? [ImportNote.OfHidden(hidden)] : (StoredFinding[])[], .. unread.Select(ImportNote.OfColumn), .. notes],
        };
    }

    /// <summary>The header once more, and the columns as it has them; null where the line is none. Data never is: it has dates.</summary>
    private static (string[], ListColumn?[])? IsHeaderAgain(ListRecord record, string[] header, ListColumns form)
    {
        if (record.Cells.SequenceEqual(header))
        {
            return (header, FindColumns(header, form));
        }
        if (Array.Exists(record.Cells, cell => cell.Any(char.IsAsciiDigit)))
        {
            return null;
        }
        var columns = Array.ConvertAll(record.Cells, form.OfHeader);
        return columns.Count(column => column is not null) < form.Fewest ? null
            : FaultsOf(record.Cells, columns, form).Count == 0 ? (record.Cells, columns) : null;
    }

    /// <summary>
    /// A line with one cell only, or a sum below the rows. The words are told where they cannot be somebody's. What stands in a column that may be empty, and
    /// leaves none empty that may not be, is a row's (a total, in a list of numbers).
    /// </summary>
    private static bool IsNoRow(ListRecord record, ListColumn?[] columns, out string? words)
    {
        var filled = record.Cells.Where(cell => !string.IsNullOrWhiteSpace(cell)).Take(4).ToList();
        var isSaid = columns.ElementAtOrDefault(Array.FindIndex(record.Cells, cell => !string.IsNullOrWhiteSpace(cell))) is { Required: false }
            && columns.Index().All(at => at.Item is not { Required: true } || !string.IsNullOrWhiteSpace(record.Cells.ElementAtOrDefault(at.Index)));
        words = !isSaid && filled.Count <= 3 && Below().IsMatch(filled[0].Trim()) ? ShownHeader(string.Join(' ', filled)) : null;
        return record.Quotes == QuoteFlaw.None && (words is not null || (filled.Count == 1 && record.Cells.Length > 1));
    }

    // A line of many cells may be somebody's data; its words are not repeated.
    private static string? TitleOf(ListRecord title) =>
        title.Cells.Where(cell => !string.IsNullOrWhiteSpace(cell)).ToList() is { Count: <= 2 } words ? ShownHeader(string.Join(' ', words)) : null;

    private static RawListRow RowOf(ListRecord record, string[] header, ListColumn?[] columns)
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
        return new RawListRow(record.Line, values, extra) { Quotes = record.Quotes, Unread = unread, IsWithdrawn = withdrawn };
    }

    /// <summary>The column at each place; null for one that nobody reads, and for a nameless one, which must stay empty in every row.</summary>
    private static ListColumn?[] FindColumns(string[] header, ListColumns form)
    {
        var columns = Array.ConvertAll(header, form.OfHeader);
        return FaultsOf(header, columns, form) is { Count: > 0 } faults ? throw new RefusedException(ImportProblems.Columns) { Errors = faults } : columns;
    }

    private static List<ProblemError> FaultsOf(string[] header, ListColumn?[] columns, ListColumns form)
    {
        var faults = new List<ProblemError>();
        void Fault(ProblemType rule, string name) => faults.Add(new ProblemError("", rule.Code, rule.Text(name)));

        foreach (var twice in columns.OfType<ListColumn>().GroupBy(column => column).Where(group => group.Count() > 1))
        {
            Fault(ImportProblems.ColumnTwice, twice.Key.German);
        }
        foreach (var missing in form.All.Where(column => column.Required && !columns.Contains(column)))
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
        return shown.Length > 100 ? shown.Start(100) + "…" : shown;
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
