using CaseManagement.Api.Statistics;

namespace CaseManagement.UnitTests.Statistics;

/// <summary>Units with their values, and tables of them as the product would make them.</summary>
internal sealed class Population(params (int N, string[] Values)[] units)
{
    private string[] dimensions = [];

    public static readonly DateOnly Day = new(2026, 3, 31);

    public Population By(params string[] names)
    {
        dimensions = names;
        return this;
    }

    /// <summary>A table by some dimensions ("area", or "area=A|B;C" for groups of values), of those who have a value.</summary>
    public ReceivedTable Table(string by, string? filter = null, string edition = "now", DateOnly? from = null, DateOnly? until = null,
        bool zerosSensitive = false, string figure = "persons/1", bool rest = true)
    {
        var only = filter?.Split('=');
        var of = units.Where(unit => only is null || unit.Values[Array.IndexOf(dimensions, only[0])] == only[1]).ToList();
        var axes = by.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(axis =>
        {
            var parts = axis.Split('=');
            var place = Array.IndexOf(dimensions, parts[0]);
            if (parts.Length == 1)
            {
                return new TableAxis(axis, [.. of.Where(unit => unit.N > 0 || zerosSensitive).Select(unit => unit.Values[place]).Distinct()
                    .Order(StringComparer.Ordinal).Select(value => new AxisGroup(value, [value]))], true);
            }
            var groups = parts[1].Split(';').Select(group => new AxisGroup(group, group.Split('|'))).ToList();
            var others = units.Select(unit => unit.Values[place]).Distinct().Where(value => !groups.Exists(group => group.Values!.Contains(value)));
            return !rest ? new TableAxis(parts[0], groups, false)
                : new TableAxis(parts[0], [.. groups, new AxisGroup("other", zerosSensitive ? null : [.. others], true)], !zerosSensitive);
        }).ToList();
        return new ReceivedTable
        {
            Figure = figure, From = from ?? Day, Until = until, Edition = edition,
            Name = $"{figure} by {by}{(filter is null ? "" : $" of {filter}")} ({edition})",
            Axes = axes, Filters = only is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [only[0]] = only[1] },
            ZerosSensitive = zerosSensitive,
            Cells = ReceivedTable.CellsOf(axes, of.Select(unit =>
                ((IReadOnlyList<string>)[.. axes.Select(axis => unit.Values[Array.IndexOf(dimensions, axis.Dimension)])], (long)unit.N))),
        };
    }

    public static ReceivedTable Hide(ReceivedTable table, params string[] places) => table with
    {
        Cells = [.. table.Cells.Select(cell => cell with { Hidden = cell.Hidden || places.Contains(Place(table, cell)) })],
    };

    /// <summary>"A,m", "*" for a total.</summary>
    public static string Place(ReceivedTable table, TableCell cell) => table.Axes.Count == 0 ? "*"
        : string.Join(',', table.Axes.Select((axis, i) => cell.Place[i] is { } group ? axis.Groups[group].Label : "*"));

    public static IEnumerable<string> Hidden(ReceivedTable table) => table.Cells.Where(cell => cell.Hidden).Select(cell => Place(table, cell));

    public static Attacker Audience(int threshold, params ReceivedTable[] received) => new("public", threshold, received);

    /// <summary>Which values of a dimension go with those of another, by the units that there are.</summary>
    public Following Follows(string dimension, string from) => new(dimension, [from], units
        .GroupBy(unit => unit.Values[Array.IndexOf(dimensions, from)]).ToDictionary(same => same.Key,
            same => (IReadOnlyList<string>)[.. same.Select(unit => unit.Values[Array.IndexOf(dimensions, dimension)]).Distinct()]));
}
