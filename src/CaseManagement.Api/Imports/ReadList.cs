namespace CaseManagement.Api.Imports;

/// <summary>A list as it stands in the file: text cells under known columns, nothing judged yet.</summary>
/// <param name="EncodingName">The encoding found, by its registered name (<c>utf-8</c>, <c>windows-1252</c>, <c>ibm850</c>); <c>xlsx</c> of a workbook.</param>
/// <param name="Separator">The separator found: semicolon, comma, tab or bar; null of a workbook.</param>
/// <param name="Headers">The file's own header of each column that it has.</param>
/// <param name="Rows">The rows in the order of the file; blank rows are left out.</param>
public record ReadList(string EncodingName, char? Separator, IReadOnlyDictionary<ListColumn, string> Headers, IReadOnlyList<RawListRow> Rows)
{
    /// <summary>What was not read and what was put right, for the whole file.</summary>
    public IReadOnlyList<StoredFinding> Notes { get; init; } = [];

    /// <summary>What the file calls a column; its usual German header where the file does not have it.</summary>
    public string HeaderOf(ListColumn column) => Headers.GetValueOrDefault(column, column.German);
}

/// <summary>One row as it stands in the file.</summary>
/// <param name="LineNumber">The line on which the row begins, counted from 1 with the header; a row may span several lines.</param>
/// <param name="Values">The cells as written, by the column's key; a column that the file does not have is missing.</param>
/// <param name="HasExtraCells">The row has more filled cells than the header, so its cells may stand under the wrong columns.</param>
public sealed record RawListRow(int LineNumber, IReadOnlyDictionary<string, string> Values, bool HasExtraCells = false)
{
    /// <summary>What is wrong with the quotation marks of the row.</summary>
    internal QuoteFlaw Quotes { get; init; }

    /// <summary>Headers of columns that nobody reads and in which the row says something.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>A column says that what the row tells was taken back.</summary>
    internal bool IsWithdrawn { get; init; }

    /// <summary>The cell as written; empty where the file does not have the column.</summary>
    public string this[ListColumn column] => Values.GetValueOrDefault(column.Key, "");

    /// <summary>Says nothing of the person, because texts of records end up in logs.</summary>
    public override string ToString() => $"{nameof(RawListRow)} on line {LineNumber}";
}
