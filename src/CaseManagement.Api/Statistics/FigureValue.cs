using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Statistics;

/// <summary>The value of a dimension.</summary>
/// <param name="Dimension">Which one.</param>
/// <param name="Value">As the dimension's parameter takes it: a code, an id, a band; `not_known`, or `withheld` where it must not be told.</param>
/// <param name="Label">In the language of the request.</param>
public sealed record FigureValue(FigureDimension Dimension, [Example("gestattung")] string Value, [Example("Aufenthaltsgestattung")] string Label);

/// <summary>Values of cells with their words.</summary>
internal sealed class FigureLabels
{
    private readonly Dictionary<(string Source, string Value), string> known;
    private readonly IReadOnlyList<FigureDimension> by;

    private sealed record Row(string Source, string Value, string Label);

    private FigureLabels(IReadOnlyList<FigureDimension> by, Dictionary<(string, string), string> known) => (this.by, this.known) = (by, known);

    /// <summary>Looks up what stands in the cells, in one statement: none where nothing needs it. A code is called as it was on that day, or as now.</summary>
    public static async Task<FigureLabels> Read(
        CaseDb db, IReadOnlyList<FigureDimension> by, IEnumerable<string?[]> cells, CancellationToken cancellationToken, DateOnly? on = null)
    {
        var sought = cells.SelectMany(cell => cell.Select((value, place) => (Source: SourceOf(by[place]), Value: value)))
            .Where(one => one is { Source: not null, Value: not null })
            .SelectMany(one => one.Value!.Split('.').Select(value => (Source: one.Source!, Value: value))).Distinct().ToList();
        if (sought.Count == 0)
        {
            return new(by, []);
        }
        string[] sources = [.. sought.Select(one => one.Source)];
        string[] values = [.. sought.Select(one => one.Value)];
        var german = Language.IsGerman;
        var rows = await db.Database.SqlQuery<Row>($"""
            select s.source as "Source", s.value as "Value", coalesce(t.name, q.name, c.label) as "Label"
            from unnest({sources}, {values}) as s (source, value)
            left join app.team t on s.source = 'team' and t.id::text = s.value
            left join app.quarter q on s.source = 'quarter' and q.id::text = s.value
            left join lateral (
                select case when {german} then k.label_de else k.label_en end as label from app.code k
                where k.list = s.source and k.code = s.value and k.valid_from <= coalesce({on}, access.today())
                order by k.valid_from desc limit 1) c on true
            where coalesce(t.name, q.name, c.label) is not null
            """).ToListAsync(cancellationToken);
        return new(by, rows.ToDictionary(row => (row.Source, row.Value), row => row.Label));
    }

    /// <summary>A cell's values.</summary>
    public IReadOnlyList<FigureValue> Of(string?[] cell) => [.. cell.Select((value, place) => Value(by[place], value))];

    private FigureValue Value(FigureDimension dimension, string? value) => value switch
    {
        null => new(dimension, DimensionWords.NotKnown, Language.Choose("Nicht bekannt", "Not known")),
        DimensionWords.Withheld => new(dimension, value, Language.Choose("Nicht genannt", "Withheld")),
        _ when DimensionWords.Of[dimension].Words is { } words && words.TryGetValue(value, out var word) =>
            new(dimension, value, Language.Choose(word.German, word.English)),
        _ when SourceOf(dimension) is { } source =>
            new(dimension, value, string.Join(", ", value.Split('.').Select(part => known.GetValueOrDefault((source, part), part)))),
        _ => new(dimension, value, value),
    };

    private static string? SourceOf(FigureDimension dimension) => dimension switch
    {
        FigureDimension.Team => "team",
        FigureDimension.Quarter => "quarter",
        _ => DimensionWords.Of[dimension].List,
    };
}
