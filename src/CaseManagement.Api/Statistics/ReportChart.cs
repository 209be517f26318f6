using System.Globalization;
using System.Xml.Linq;

namespace CaseManagement.Api.Statistics;

/// <summary>One value of a chart.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Value">How much; null where it is not told.</param>
internal sealed record ChartValue(string Label, decimal? Value);

/// <summary>
/// Charts as SVG that stand in a page: no scripts, no styles of their own. Each says its title and all of its values in words for who does not see it, and is
/// readable without colour.
/// </summary>
internal static class ReportChart
{
    private const int Width = 640, BarHeight = 22, LabelWidth = 290;

    /// <summary>A line over time. What is not told interrupts it.</summary>
    public static XElement Line(string id, string title, IReadOnlyList<ChartValue> values)
    {
        const int height = 200, left = 48, right = 36, top = 16, bottom = 34;
        var most = Ceiling(values.Max(value => value.Value) ?? 0);
        var step = values.Count > 1 ? (decimal)(Width - left - right) / (values.Count - 1) : 0;
        decimal X(int place) => left + (step * place);
        decimal Y(decimal value) => height - bottom - (value / most * (height - top - bottom));
        var runs = new List<List<string>> { new() };
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Value is { } value)
            {
                runs[^1].Add($"{Number(X(i))},{Number(Y(value))}");
            }
            else
            {
                runs.Add([]);
            }
        }
        return Drawing(id, title, values, height,
            new[] { 0m, most / 2, most }.Distinct().Select(value => new object[]
            {
                new XElement("line", At("x1", left), At("x2", Width - right), At("y1", Y(value)), At("y2", Y(value)), new XAttribute("stroke", "#bbb")),
                Text(left - 6, Y(value) + 4, value.ToString("0.#", Culture), "end"),
            }),
            runs.Where(run => run.Count > 1).Select(run => new XElement("polyline", new XAttribute("points", string.Join(' ', run)),
                new XAttribute("fill", "none"), new XAttribute("stroke", "#0b4f8a"), new XAttribute("stroke-width", "2"))),
            values.Select((value, i) => new object?[]
            {
                value.Value is { } told ? new XElement("circle", At("cx", X(i)), At("cy", Y(told)), At("r", 3), new XAttribute("fill", "#0b4f8a")) : null,
                Text(X(i), value.Value is { } high ? Y(high) - 7 : Y(0) - 7, Said(value), "middle"),
                // Of many every second, so that none lies upon another.
                values.Count <= 8 || i % 2 == (values.Count - 1) % 2 ? Text(X(i), height - 12, value.Label, "middle") : null,
            }));
    }

    /// <summary>Bars from left to right, one beneath another.</summary>
    public static XElement Bars(string id, string title, IReadOnlyList<ChartValue> values)
    {
        var most = Ceiling(values.Max(value => value.Value) ?? 0);
        const int room = Width - LabelWidth - 60;
        return Drawing(id, title, values, (values.Count * BarHeight) + 8, values.Select((value, i) => new object[]
        {
            Text(LabelWidth - 8, (i * BarHeight) + 17, Short(value.Label), "end"),
            new XElement("rect", At("x", LabelWidth), At("y", (i * BarHeight) + 5), At("width", (value.Value ?? 0) / most * room), At("height", BarHeight - 7),
                new XAttribute("fill", "#0b4f8a")),
            Text(LabelWidth + ((value.Value ?? 0) / most * room) + 6, (i * BarHeight) + 17, Said(value), "start"),
        }));
    }

    private static XElement Drawing(string id, string title, IReadOnlyList<ChartValue> values, int height, params object?[] content) => new("svg",
        new XAttribute("viewBox", $"0 0 {Width} {height}"), new XAttribute("role", "img"), new XAttribute("aria-labelledby", $"{id}-t {id}-d"),
        new XAttribute("font-family", "Noto Sans, DejaVu Sans, Arial, sans-serif"), new XAttribute("font-size", "12"),
        new XElement("title", new XAttribute("id", $"{id}-t"), title),
        new XElement("desc", new XAttribute("id", $"{id}-d"), string.Join("; ", values.Select(value =>
            $"{value.Label}: {(value.Value is null ? Language.Choose("nicht genannt", "not told") : Said(value))}"))),
        content);

    private static XElement Text(decimal x, decimal y, string text, string anchor) =>
        new("text", At("x", x), At("y", y), new XAttribute("text-anchor", anchor), new XAttribute("fill", "#000"), text);

    private static XAttribute At(string name, decimal value) => new(name, Number(value));

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Said(ChartValue value) => value.Value?.ToString("#,0.#", Culture) ?? "·";

    private static string Short(string label) => label.Length <= 44 ? label : label[..43] + "…";

    private static CultureInfo Culture => CultureInfo.GetCultureInfo(Language.Choose("de-DE", "en-GB"));

    // The next of 1, 2, 5, 10, 20 … above, so that the lines of the grid are whole numbers.
    private static decimal Ceiling(decimal most)
    {
        for (var unit = 2m; ; unit *= 10)
        {
            foreach (var step in new[] { unit, unit * 2, unit * 5 })
            {
                if (most <= step)
                {
                    return step;
                }
            }
        }
    }
}
