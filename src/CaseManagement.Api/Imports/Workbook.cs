using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using ExcelDataReader;
using ExcelNumberFormat;

namespace CaseManagement.Api.Imports;

/// <summary>
/// The rows of a workbook (.xlsx, .xls): the first visible sheet with a list in it, so that a cover page may come before; cells as the program would show
/// them in German.
/// </summary>
internal static partial class Workbook
{
    // More than any list unpacks to; a file made to fill the memory ends here.
    private const long MostUnpacked = 80L * 1024 * 1024, MostCells = 20_000_000;
    private const int MostEntries = 2000, MostColumns = 200;

    // The library asks for Windows-1252 before it looks at a file.
    static Workbook() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    /// <summary>What was read, and the names of other visible sheets that hold something and were not.</summary>
    internal sealed record Content(IReadOnlyList<ListRecord> Records, IReadOnlyList<string> OtherSheets);

    /// <summary>xlsx of a ZIP archive, xls of a compound file, as old and protected workbooks are; null of anything else.</summary>
    internal static string? FormatOf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\u0003\u0004"u8) ? "xlsx" : bytes.StartsWith(Compound) ? "xls" : null;

    /// <summary>Reads the workbook.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="maxRows">More rows than this are not read to their end.</param>
    /// <param name="isList">Whether rows are a list; where none of the visible sheets is, the first that holds something is read.</param>
    /// <exception cref="RefusedException">It is none, it is protected by a password, or it is too large.</exception>
    internal static Content Read(byte[] bytes, int maxRows, Func<IReadOnlyList<ListRecord>, bool> isList)
    {
        try
        {
            using var reader = FormatOf(bytes) == "xls" ? ExcelReaderFactory.CreateBinaryReader(new MemoryStream(bytes, writable: false))
                : ExcelReaderFactory.CreateOpenXmlReader(Unpacked(bytes));
            if (reader.ResultsCount == 0)
            {
                throw new RefusedException(ImportProblems.NotText);
            }
            var (sheets, isFound) = (new List<(string Name, List<ListRecord> Records)>(), false);
            do
            {
                if (reader.VisibleState is "visible" && Sheet(reader, isFound ? 1 : maxRows) is { Count: > 0 } records)
                {
                    var isIt = !isFound && isList(records);
                    // Of the others no more is needed than that there is something.
                    sheets.Insert(isIt ? 0 : sheets.Count, (reader.Name, isIt || sheets.Count == 0 ? records : []));
                    isFound |= isIt;
                }
            }
            while (reader.NextResult());
            return new Content(sheets.Count > 0 ? sheets[0].Records : [], [.. sheets.Skip(1).Select(sheet => sheet.Name)]);
        }
        catch (Exception broken) when (broken is not (RefusedException or OutOfMemoryException))
        {
            // A damaged archive or foreign XML fails in many ways, none of them ours.
            throw new RefusedException(ImportProblems.NotText);
        }
    }

    /// <summary>
    /// The archive anew, unpacked under a limit, because what it says of its own size may be a lie. Errors (#N/A) become text on the way: the library would
    /// pass over them, and a destroyed value would look like none. So do formulas whose result nobody has calculated. It also knows one of the two ways
    /// only in which XML says that years begin with 1904.
    /// </summary>
    private static MemoryStream Unpacked(byte[] bytes)
    {
        using var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        if (archive.GetEntry("content.xml") is not null && archive.GetEntry("META-INF/manifest.xml") is not null)
        {
            throw new RefusedException(ImportProblems.OpenDocument);
        }
        if (archive.Entries.Count > MostEntries || archive.GetEntry("xl/workbook.xml") is null)
        {
            throw new RefusedException(ImportProblems.NotText);
        }
        var (unpacked, buffer, left) = (new MemoryStream(), new byte[81920], MostUnpacked);
        using var copy = new ZipArchive(unpacked, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)))
        {
            using var part = new MemoryStream();
            using (var stream = entry.Open())
            {
                for (int read; (read = stream.Read(buffer)) > 0; part.Write(buffer, 0, read))
                {
                    left = left > read ? left - read : throw new RefusedException(ImportProblems.WorkbookTooLarge);
                }
            }
            using var written = copy.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
            var isSheet = entry.FullName.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase);
            var (said, meant) = isSheet ? (" t=\"e\"", " t=\"str\"") : (" date1904=\"true\"", " date1904=\"1\"");
            var hasFormulas = isSheet && (Says(part, "<f") || Says(part, ":f"));
            if (hasFormulas || Says(part, said))
            {
                var xml = Encoding.UTF8.GetString(part.GetBuffer(), 0, (int)part.Length);
                written.Write(Encoding.UTF8.GetBytes((hasFormulas ? Calculated(xml) : xml).Replace(said, meant, StringComparison.Ordinal)));
            }
            else
            {
                part.WriteTo(written);
            }
        }
        copy.Dispose();
        unpacked.Position = 0;
        return unpacked;
    }

    private static bool Says(MemoryStream part, string words) =>
        part.GetBuffer().AsSpan(0, (int)part.Length).IndexOf(Encoding.UTF8.GetBytes(words)) >= 0;

    /// <summary>
    /// Programs that write workbooks without Excel leave the results of formulas to it; Excel shows them, and the file does not have them. Such a cell says
    /// so. One of type str is empty rightly: its formula yields the empty text.
    /// </summary>
    private static string Calculated(string xml) => FormulaWithoutResult().Replace(xml, cell =>
    {
        var (x, said) = (cell.Groups["x"].Value, cell.Groups["said"].Value);
        return CellType().Match(said).Groups["type"].Value == "str" ? cell.Value
            : $"<{x}c{CellType().Replace(said, "")} t=\"str\">{cell.Groups["f"].Value}<{x}v>#FORMEL</{x}v></{x}c>";
    });

    [GeneratedRegex("""
        <(?<x>(?:\w+:)?)c(?<said>(?:\s[^<>]*)?)>\s*
        (?<f><\k<x>f(?:\s[^<>]*)?(?:/>|>[^<]*</\k<x>f\s*>))\s*
        (?:<\k<x>v\s*/>|<\k<x>v(?:\s[^<>]*)?>\s*</\k<x>v\s*>)?\s*</\k<x>c\s*>
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex FormulaWithoutResult();

    [GeneratedRegex("""\st\s*=\s*["'](?<type>[^"']*)["']""")]
    private static partial Regex CellType();

    private static List<ListRecord> Sheet(IExcelDataReader reader, int maxRows)
    {
        var (records, line, visited) = (new List<ListRecord>(), 0, 0L);
        // A cell that spans the rows of a family says the same of each of them.
        var spans = (reader.MergeCells ?? []).Where(cells => cells.ToRow > cells.FromRow && cells.FromColumn < MostColumns).ToLookup(cells => cells.FromRow);
        var (until, above) = (new int[MostColumns], new string[MostColumns]);
        // One more than allowed and some above the header, so that the reader of lists can tell that there are too many.
        while (records.Count <= maxRows + ListReader.MaxLinesAboveHeader && reader.Read())
        {
            line++;
            if ((visited += reader.FieldCount) > MostCells)
            {
                throw new RefusedException(ImportProblems.WorkbookTooLarge);
            }
            var cells = new string[Math.Min(reader.FieldCount, MostColumns)];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = Shown(reader, i);
            }
            foreach (var span in spans[line - 1].Where(span => span.FromColumn < cells.Length))
            {
                (until[span.FromColumn], above[span.FromColumn]) = (span.ToRow, cells[span.FromColumn]);
            }
            var record = new ListRecord(line, cells) { IsHidden = reader.RowHeight == 0 };
            if (!record.IsBlank)
            {
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i] = cells[i].Length == 0 && above[i] is { } spanning && line - 1 <= until[i] ? spanning : cells[i];
                }
                records.Add(record);
            }
        }
        return records;
    }

    private static string Shown(IExcelDataReader reader, int i) => reader.GetValue(i) switch
    {
        null => "",
        string text => Sound(text),
        DateTime { TimeOfDay.Ticks: 0 } day => Day(day, reader.GetNumberFormatString(i)),
        DateTime at => at.ToString("dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture),
        bool truth => truth ? "WAHR" : "FALSCH",
        double number => Number(number, reader.GetNumberFormatString(i)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    // A date that is shown without its day is not known to the day.
    private static string Day(DateTime day, string? format)
    {
        var shown = Unspoken().Replace(format ?? "", "").ToLowerInvariant();
        return day.ToString(
            shown.Contains('d', StringComparison.Ordinal) || !shown.Contains('y', StringComparison.Ordinal) ? "dd.MM.yyyy"
            : shown.Contains('m', StringComparison.Ordinal) ? "MM.yyyy" : "yyyy", CultureInfo.InvariantCulture);
    }

    // [$-de-DE], "am" and \d say nothing of the date.
    [GeneratedRegex("""\[[^\]]*\]|"[^"]*"|\\.""")]
    private static partial Regex Unspoken();

    private static ReadOnlySpan<byte> Compound => [0xD0, 0xCF, 0x11, 0xE0];

    // Excel shows long numbers as 1,20305E+11, but the file has all of them. A comma stands before decimals, as where a format says how: 5.125 would be what a
    // German office writes for 5125.
    private static string Number(double number, string? format) =>
        format is null or "General" or "@" || new NumberFormat(format) is not { IsValid: true, IsDateTimeFormat: false, IsTimeSpanFormat: false } shown
        || format.Contains('E', StringComparison.Ordinal)
            ? number.ToString(number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? "F0" : "R", German)
            : shown.Format(number, German);

    // Escapes (_x0000_) may stand for what is no text.
    private static string Sound(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));
}
