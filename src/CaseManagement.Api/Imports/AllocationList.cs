namespace CaseManagement.Api.Imports;

/// <summary>An allocation list as it stands in the file: text cells under known columns, nothing judged yet.</summary>
/// <param name="EncodingName">The encoding found, by its registered name (<c>utf-8</c>, <c>windows-1252</c>, <c>ibm850</c>); <c>xlsx</c> of a workbook.</param>
/// <param name="Separator">The separator found: semicolon, comma, tab or bar; null of a workbook.</param>
/// <param name="Headers">The file's own header of each column that it has.</param>
/// <param name="Rows">The rows in the order of the file; blank rows are left out.</param>
public sealed record AllocationList(
    string EncodingName,
    char? Separator,
    IReadOnlyDictionary<AllocationColumn, string> Headers,
    IReadOnlyList<RawAllocationRow> Rows)
{
    /// <summary>What was not read and what was put right, for the whole file.</summary>
    public IReadOnlyList<StoredFinding> Notes { get; init; } = [];

    /// <summary>What the file calls a column; its usual German header where the file does not have it.</summary>
    public string HeaderOf(AllocationColumn column) => Headers.GetValueOrDefault(column, column.German);

    /// <summary>
    /// Reads every row into typed facts or refusals, and marks rows that repeat an earlier one cell by cell.
    /// </summary>
    public IReadOnlyList<AllocationRow> Parse(AllocationReference reference)
    {
        var firstLines = new Dictionary<string, int>(StringComparer.Ordinal);
        var remarks = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        return [.. Rows.Select(raw =>
        {
            var row = AllocationRow.Parse(raw, HeaderOf, reference);
            remarks.TryAdd(raw.Comparable, []);
            var isSaid = !remarks[raw.Comparable].Add(AllocationRow.Cleaned(raw[AllocationColumn.Remark]));
            return firstLines.TryAdd(raw.Comparable, raw.LineNumber) ? row : row.Repeating(firstLines[raw.Comparable], isSaid);
        })];
    }
}

/// <summary>One row as it stands in the file.</summary>
/// <param name="LineNumber">The line on which the row begins, counted from 1 with the header; a row may span several lines.</param>
/// <param name="Values">The cells as written, by the column's key; a column that the file does not have is missing.</param>
/// <param name="HasExtraCells">The row has more filled cells than the header, so its cells may stand under the wrong columns.</param>
public sealed record RawAllocationRow(int LineNumber, IReadOnlyDictionary<string, string> Values, bool HasExtraCells = false)
{
    /// <summary>What is wrong with the quotation marks of the row.</summary>
    internal QuoteFlaw Quotes { get; init; }

    /// <summary>Headers of columns that nobody reads and in which the row says something.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>A column says that the allocation was taken back.</summary>
    internal bool IsWithdrawn { get; init; }

    /// <summary>The cell as written; empty where the file does not have the column.</summary>
    public string this[AllocationColumn column] => Values.GetValueOrDefault(column.Key, "");

    /// <summary>The same for two rows that differ in blanks and case at most. The remark does not count.</summary>
    internal string Comparable => string.Join('\u001F', AllocationColumn.All.Where(c => c != AllocationColumn.Remark)
        .Select(c => AllocationRow.Cleaned(this[c]).ToUpperInvariant()));

    /// <summary>Says nothing of the person, because texts of records end up in logs.</summary>
    public override string ToString() => $"{nameof(RawAllocationRow)} on line {LineNumber}";
}
