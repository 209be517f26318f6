using CaseManagement.Api.Statistics;

namespace CaseManagement.UnitTests.Statistics;

/// <summary>
/// An attacker without any solver: goes through every whole-number table of a small population that agrees with what was told. Knows nothing of
/// classes, cliques or programs: its cells are combinations of values.
/// </summary>
internal static class Brute
{
    /// <summary>Whether everything that must stay open does: hidden cells, and the finest cells.</summary>
    public static bool IsOpen(IReadOnlyList<ReceivedTable> tables, int threshold, string[] dimensions, params string[][] values)
    {
        values = values.Length == 1 ? [.. dimensions.Select(_ => values[0])] : values;
        var atoms = values.Aggregate<string[], IEnumerable<string[]>>([[]], (cells, of) => cells
            .SelectMany(cell => of.Select(value => (string[])[.. cell, value])))
            .ToList();
        var cap = (int)tables.SelectMany(table => table.Cells).Where(cell => !cell.Hidden).Select(cell => cell.N).DefaultIfEmpty().Max() + threshold;
        var told = new List<(int[] Of, long Least, long Most)>();
        var asked = Enumerable.Range(0, atoms.Count).Select(atom => (Of: new[] { atom }, Hidden: false)).ToList();
        foreach (var table in tables)
        {
            foreach (var cell in table.Cells)
            {
                var of = Enumerable.Range(0, atoms.Count).Where(atom => Lies(table, cell, atoms[atom])).ToArray();
                told.Add(cell.Hidden ? (of, table.ZerosSensitive ? 0 : 1, long.MaxValue) : (of, cell.N, cell.N));
                if (cell.Hidden)
                {
                    asked.Add((of, true));
                }
            }
            // Values that an axis does not list have nobody.
            foreach (var axis in table.Axes.Where(axis => axis.Exhaustive))
            {
                told.Add(([.. Enumerable.Range(0, atoms.Count).Where(atom => Lies(table, null, atoms[atom])
                    && axis.GroupOf(atoms[atom][Array.IndexOf(dimensions, axis.Dimension)]) < 0)], 0, 0));
            }
        }
        var (least, most) = (asked.Select(_ => long.MaxValue).ToArray(), asked.Select(_ => -1L).ToArray());
        var point = new long[atoms.Count];
        Walk(0);
        return asked.Select((target, i) => target.Hidden ? least[i] >= threshold || (most[i] >= threshold && most[i] - least[i] >= threshold - 1)
                : most[i] >= threshold || most[i] == 0)
            .All(open => open);

        bool Lies(ReceivedTable table, TableCell? cell, string[] atom) =>
            table.Filters.All(filter => atom[Array.IndexOf(dimensions, filter.Key)] == filter.Value)
            && (cell is null || !table.Axes.Where((axis, i) =>
                cell.Place[i] is { } group && axis.GroupOf(atom[Array.IndexOf(dimensions, axis.Dimension)]) != group).Any());

        void Walk(int atom)
        {
            if (atom == atoms.Count)
            {
                if (told.TrueForAll(row => row.Of.Sum(of => point[of]) >= row.Least))
                {
                    for (var i = 0; i < asked.Count; i++)
                    {
                        var n = asked[i].Of.Sum(of => point[of]);
                        (least[i], most[i]) = (Math.Min(least[i], n), Math.Max(most[i], n));
                    }
                }
                return;
            }
            for (point[atom] = 0; point[atom] <= cap; point[atom]++)
            {
                // No sum may be passed, and none missed that has no atoms left.
                if (told.Exists(row => row.Of.Contains(atom) && row.Of.Where(of => of <= atom).Sum(of => point[of]) is var sum
                    && (sum > row.Most || (sum < row.Least && row.Of[^1] == atom))))
                {
                    continue;
                }
                Walk(atom + 1);
            }
            point[atom] = 0;
        }
    }
}
