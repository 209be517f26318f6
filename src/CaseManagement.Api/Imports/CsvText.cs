using System.Text;

namespace CaseManagement.Api.Imports;

/// <summary>A CSV file as Excel wants it: UTF-8 with its mark, semicolons, lines of CR and LF (RFC 4180 but for the separator).</summary>
internal sealed class CsvText
{
    private readonly StringBuilder text = new("\uFEFF");

    /// <summary>Adds a line.</summary>
    internal void Line(IEnumerable<string> cells) => text.AppendJoin(';', cells.Select(SafeCell)).Append("\r\n");

    /// <summary>The file.</summary>
    internal byte[] Bytes() => Encoding.UTF8.GetBytes(text.ToString());

    /// <summary>OWASP, CSV injection: what a spreadsheet would take for a formula begins with an apostrophe, which FactCells takes off.</summary>
    internal static string NoFormula(string cell) =>
        cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + cell : cell;

    private static string SafeCell(string cell)
    {
        var safe = NoFormula(cell);
        return safe.AsSpan().IndexOfAny(";\"\r\n,") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
