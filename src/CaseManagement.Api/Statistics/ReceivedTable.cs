using System.Text.Json.Serialization;

namespace CaseManagement.Api.Statistics;

/// <summary>
/// A table as an audience has it: rows and columns are groups of values, all margins stand in it as true totals, and some cells are withheld. Nothing of it
/// knows HTTP or a database: the gate (<see cref="Gate"/>) is held to its promises by tables that tests make.
/// </summary>
internal sealed record ReceivedTable
{
    /// <summary>The figure, by name and version: only what counts the same is compared.</summary>
    public required string Figure { get; init; }
    /// <summary>The key date, or the first day of the period.</summary>
    public required DateOnly From { get; init; }
    /// <summary>The first day no longer of a period; null of a key date.</summary>
    public DateOnly? Until { get; init; }
    /// <summary>Which state of the records it tells: tables of one publication have one.</summary>
    public required string Edition { get; init; }
    /// <summary>How its cells are spoken of in proofs and refusals.</summary>
    public required string Name { get; init; }
    /// <summary>By what it is told apart; none where it is one number.</summary>
    public required IReadOnlyList<TableAxis> Axes { get; init; }
    /// <summary>Of whom it is: dimension and value.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();
    /// <summary>Whether that nobody is there must not be told either.</summary>
    public bool ZerosSensitive { get; init; }
    /// <summary>Every combination of groups and totals.</summary>
    public required IReadOnlyList<TableCell> Cells { get; init; }

    /// <summary>A cell in words that tell no number.</summary>
    public string NameOf(TableCell cell)
    {
        var place = string.Join(", ", Axes.Select((axis, i) =>
            cell.Place[i] is { } group ? $"{axis.Dimension}={axis.Groups[group].Label}" : null).OfType<string>());
        return $"{Name}: {(place.Length == 0 ? "total" : place)}";
    }

    /// <summary>The same with true totals for every combination, from the finest counts; what is in no group counts in the totals.</summary>
    public static IReadOnlyList<TableCell> CellsOf(IReadOnlyList<TableAxis> axes, IEnumerable<(IReadOnlyList<string> Values, long N)> counted)
    {
        var sums = Places(axes).ToDictionary(place => string.Join(',', place.Select(group => group ?? -1)), place => (Place: place, N: 0L));
        foreach (var (values, n) in counted)
        {
            var groups = values.Select((value, i) => axes[i].GroupOf(value)).ToArray();
            for (var margins = 0; margins < 1 << axes.Count; margins++)
            {
                var place = groups.Select((group, i) => (margins & (1 << i)) == 0 ? group : -1).ToArray();
                var key = string.Join(',', place);
                if (place.Select((group, i) => group >= 0 || (margins & (1 << i)) != 0).All(fits => fits))
                {
                    sums[key] = sums[key] with { N = sums[key].N + n };
                }
            }
        }
        return [.. sums.Values.Select(sum => new TableCell(sum.Place, sum.N, false))];
    }

    private static IEnumerable<int?[]> Places(IReadOnlyList<TableAxis> axes) => axes.Aggregate<TableAxis, IEnumerable<int?[]>>([[]],
        (places, axis) => places.SelectMany(place => Enumerable.Range(0, axis.Groups.Count).Select(group => (int?)group).Append(null)
            .Select(group => (int?[])[.. place, group])));
}

/// <summary>Rows or columns of a table.</summary>
/// <param name="Dimension">Of which dimension.</param>
/// <param name="Groups">The groups, in order.</param>
/// <param name="Exhaustive">Whether it is known that no unit has a value outside of the groups.</param>
internal sealed record TableAxis(string Dimension, IReadOnlyList<AxisGroup> Groups, bool Exhaustive)
{
    /// <summary>In which group a value is: -1 in none.</summary>
    public int GroupOf(string value)
    {
        for (var i = 0; i < Groups.Count; i++)
        {
            if (Groups[i].Values is { } values && values.Contains(value, StringComparer.Ordinal))
            {
                return i;
            }
        }
        return Groups.ToList().FindIndex(group => group.Values is null);
    }
}

/// <summary>Values that are told as one.</summary>
/// <param name="Label">What they are called together.</param>
/// <param name="Values">Which; null: all that no other group of the axis has.</param>
/// <param name="IsRest">Whether its values are not told. That the attacker knows which ones occur is assumed: he knows the town's teams.</param>
internal sealed record AxisGroup(string Label, IReadOnlyList<string>? Values, bool IsRest = false);

/// <summary>A cell.</summary>
/// <param name="Place">A group of each axis, or null: its total.</param>
/// <param name="N">The true count; what the audience must not learn where it is hidden.</param>
/// <param name="Hidden">Whether the audience does not have it.</param>
/// <param name="Known">How many of it the audience knows by itself.</param>
internal sealed record TableCell(IReadOnlyList<int?> Place, long N, bool Hidden, long Known = 0)
{
    /// <summary>What the audience does not know of it yet.</summary>
    [JsonIgnore] public long Unknown => N - Known;
}
