namespace CaseManagement.Api.Imports;

/// <summary>An allocation list as it stands in the file; see <see cref="ReadList"/>.</summary>
public sealed record AllocationList : ReadList
{
    internal AllocationList(ReadList read) : base(read) { }

    /// <summary>
    /// Reads every row into typed facts or refusals, and marks rows that repeat an earlier one cell by cell.
    /// </summary>
    public IReadOnlyList<AllocationRow> Parse(AllocationReference reference)
    {
        var firstLines = new Dictionary<string, int>(StringComparer.Ordinal);
        var remarks = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        return [.. Rows.Select(raw =>
        {
            var (row, comparable) = (AllocationRow.Parse(raw, HeaderOf, reference), Comparable(raw));
            remarks.TryAdd(comparable, []);
            var isSaid = !remarks[comparable].Add(AllocationRow.Cleaned(raw[AllocationColumn.Remark]));
            return firstLines.TryAdd(comparable, raw.LineNumber) ? row : row.Repeating(firstLines[comparable], isSaid);
        })];
    }

    // The same for two rows that differ in blanks and case at most. The remark does not count.
    internal static string Comparable(RawListRow row) => string.Join('\u001F', AllocationColumn.All.Where(c => c != AllocationColumn.Remark)
        .Select(c => AllocationRow.Cleaned(row[c]).ToUpperInvariant()));
}
