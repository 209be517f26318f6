using System.Text;

namespace CaseManagement.Api.Imports;

/// <summary>One row of a file: cells as written and the line, or the workbook's row, on which it begins.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Cells">As written.</param>
/// <param name="Quotes">Whether quotation marks stand where they mean nothing, or do not match.</param>
internal readonly record struct ListRecord(int Line, string[] Cells, QuoteFlaw Quotes = QuoteFlaw.None)
{
    /// <summary>Hidden in a workbook, by hand or by a filter: not there for who looks at it.</summary>
    internal bool IsHidden { get; init; }

    internal bool IsBlank => Array.TrueForAll(Cells, string.IsNullOrWhiteSpace);
}

/// <summary>What is wrong with the quotation marks of a row.</summary>
internal enum QuoteFlaw
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>One stands inside a cell that does not begin with one (27" screen): read as written.</summary>
    Stray,
    /// <summary>One opens a cell and does not close it properly: where cells begin and end is a guess.</summary>
    Unmatched,
}

/// <summary>
/// The records of a text whose cells are separated by a character (RFC 4180). Written by hand because a misplaced quotation mark is to be the fault of
/// its own row: the record is cut at the end of its line, and the next line is read as if nothing had been.
/// </summary>
internal sealed class CsvRecords(string text, char separator)
{
    /// <summary>How many cells a row has, once the header is known: a line of about as many inside a quoted cell has been swallowed by it.</summary>
    internal int Width { get; set; } = int.MaxValue;

    internal IEnumerable<ListRecord> Read()
    {
        for (var (at, line) = (0, 1); at < text.Length;)
        {
            if (text[at] is '\r' or '\n')
            {
                (at, line) = (EndOfLine(at), line + 1); // Millions of empty lines below a list are nothing to look at.
                continue;
            }
            var (start, record) = (at, Whole(ref at, line) ?? Cut(ref at, start: at, line));
            yield return record;
            line += Lines(start, at);
        }
    }

    /// <summary>The record with its quoted cells, line breaks in them included; null where quotation marks do not match.</summary>
    private ListRecord? Whole(ref int at, int line)
    {
        var (cells, flaw) = (new List<string>(), QuoteFlaw.None);
        for (var i = at; ;)
        {
            if (i < text.Length && text[i] == '"')
            {
                if (Quoted(ref i) is not { } quoted)
                {
                    return null;
                }
                cells.Add(quoted);
            }
            else
            {
                var start = i;
                while (i < text.Length && text[i] != separator && text[i] is not ('\r' or '\n'))
                {
                    flaw = text[i++] == '"' ? QuoteFlaw.Stray : flaw;
                }
                cells.Add(text[start..i]);
            }
            if (i < text.Length && text[i] == separator)
            {
                i++;
                continue;
            }
            at = EndOfLine(i);
            return new ListRecord(line, [.. cells], flaw);
        }
    }

    /// <summary>A cell in quotation marks with what follows it up to the separator; null where that is anything but blanks.</summary>
    private string? Quoted(ref int i)
    {
        var cell = new StringBuilder();
        var (separators, spansLines, from) = (0, false, i);
        for (i++; i < text.Length && i - from <= ListReader.MaxCell + 2; i++)
        {
            if (text[i] != '"')
            {
                (spansLines, separators) = text[i] is '\r' or '\n' ? (true, 0) : (spansLines, separators + (text[i] == separator ? 1 : 0));
                if (spansLines && separators >= Width - 1)
                {
                    return null;
                }
                cell.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append(text[i++]);
            }
            else
            {
                for (i++; i < text.Length && text[i] is ' ' or '\t' && text[i] != separator; i++) { }
                return i == text.Length || text[i] == separator || text[i] is '\r' or '\n' ? cell.ToString() : null;
            }
        }
        return null;
    }

    private ListRecord Cut(ref int at, int start, int line)
    {
        var end = text.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var length ? start + length : text.Length;
        at = EndOfLine(end);
        return new ListRecord(line, text[start..end].Split(separator), QuoteFlaw.Unmatched);
    }

    private int EndOfLine(int i) => i >= text.Length ? i : text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? i + 2 : i + 1;

    private int Lines(int from, int to)
    {
        var lines = 0;
        for (var i = from; i < to; i = EndOfLine(i), lines++)
        {
            i += text.AsSpan(i, to - i).IndexOfAny('\r', '\n') is >= 0 and var next ? next : to - i;
        }
        return lines;
    }
}
