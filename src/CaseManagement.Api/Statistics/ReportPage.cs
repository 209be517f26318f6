using System.Globalization;
using System.Xml.Linq;

namespace CaseManagement.Api.Statistics;

/// <summary>
/// A report as a page of HTML for A4. Put together as a tree, so that no label becomes markup. Each chart has its numbers as a table beneath; each figure its
/// definition at the end.
/// </summary>
internal static class ReportPage
{
    // No ">" in it: HTML does not read escapes inside of a style.
    internal const string Css = """

        @page { size: A4 portrait; margin: 12mm }
        * { box-sizing: border-box }
        body { font: 10pt/1.35 "Noto Sans", "DejaVu Sans", Arial, sans-serif; color: #000; background: #fff; margin: 0 }
        h1 { font-size: 16pt; margin: 0 0 1mm } h2 { font-size: 12pt; margin: 5mm 0 1mm; break-after: avoid } h3 { font-size: 10.5pt; margin: 3mm 0 1mm }
        section { break-inside: avoid } p { margin: 0 0 1.5mm }
        table { border-collapse: collapse; width: 100% } thead { display: table-header-group } tr { break-inside: avoid }
        th, td { border-bottom: .6pt solid #888; padding: .8mm 1.5mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
        td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums } tr.total th, tr.total td { font-weight: bold }
        svg { display: block; width: 100%; max-width: 170mm; height: auto; margin: 1mm 0 }
        .about { color: #333 } .foot { margin-top: 5mm; font-size: 8.5pt } .foot dt { font-weight: bold } .foot dd { margin: 0 0 1mm }
        .one-page { font-size: 8.5pt } .one-page h1 { font-size: 14pt } .one-page h2 { font-size: 10pt; margin: 2.5mm 0 .5mm }
        .one-page main { columns: 2; column-gap: 8mm } .one-page .foot { font-size: 7pt; margin-top: 2mm } .one-page .foot dd { margin: 0 }
        .one-page th, .one-page td { padding: .3mm 1mm }
        @media screen { body { max-width: 200mm; margin: 5mm auto; padding: 0 5mm } }

        """;

    private static CultureInfo Culture => CultureInfo.GetCultureInfo(Language.Choose("de-DE", "en-GB"));

    /// <summary>The page.</summary>
    public static string Of(ReportDocument document)
    {
        var numbered = 0;
        string Id() => $"c{++numbered}";
        var council = document.Report.Kind == ReportKind.TownCouncil;
        var hasCharts = document.Report.Kind != ReportKind.PublicTable;
        var (series, singles, funnel, others) = Sorted(document.Tables);
        var html = new XElement("html", new XAttribute("lang", Language.Choose("de", "en")),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width")),
                new XElement("title", document.Title),
                new XElement("style", Css)),
            new XElement("body", council ? new XAttribute("class", "one-page") : null,
                new XElement("header", new XElement("h1", document.Title),
                    new XElement("p", new XAttribute("class", "about"),
                        string.Join(" · ", Facts(document).Skip(1).Select(fact => $"{fact.Label}: {fact.Value}"))),
                    new XElement("p", new XAttribute("class", "about"), Language.Choose(
                        $"Zahlen unter {document.Threshold}, und weitere, aus denen sie sich erschließen ließen, sind durch einen Punkt (·) ersetzt.",
                        $"Numbers below {document.Threshold}, and further ones from which they would follow, are replaced by a dot (·)."))),
                new XElement("main",
                    singles.Count > 0 ? Singles(singles) : null,
                    series.Select(group => Series(group, hasCharts, Id())),
                    funnel.Count > 1 ? Funnel(funnel, hasCharts, Id()) : null,
                    Waits(document, hasCharts, Id()),
                    Work(document),
                    others.Select(table => Table(table, hasCharts, Id())),
                    document.LeftOut.Count == 0 ? null : new XElement("section", new XElement("h2", Language.Choose("Nicht ausgewiesen", "Not told")),
                        new XElement("p", Language.Choose("Ohne Rückschluss auf Einzelne nicht darstellbar: ", "Not to be told without giving somebody away: ")
                            + string.Join(", ", document.LeftOut.Select(name => Figures.Get(name).Title.Chosen)) + "."))),
                Definitions(document, council)));
        return "<!DOCTYPE html>\n" + html.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>What it is, of whom, of when.</summary>
    public static IReadOnlyList<(string Label, string Value)> Facts(ReportDocument document)
    {
        var report = document.Report;
        return
        [
            (Language.Choose("Bericht", "Report"), document.Title),
            (Language.Choose("Organisation", "Organisation"), document.Organisation),
            .. report is { From: { } from, Until: { } until }
                ? new[] { (Language.Choose("Zeitraum", "Period"), $"{Day(from)} – {Day(until.AddDays(-1))}") } : [],
            .. report.ComputedAt is { } at && report.PublicationId is null
                ? new[] { (Language.Choose("Stand der Daten", "Data as of"), Day(LocalTime.DateOf(at))) } : [],
            (Language.Choose("Kleinste genannte Zahl", "Smallest number told"), document.Threshold.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>What is measured, in words.</summary>
    public static string AmountName(FigureAmount amount) =>
        amount == FigureAmount.Minutes ? Language.Choose("Minuten", "Minutes") : Language.Choose("Tage", "Days");

    // Which tables belong together: one figure on several key dates; single numbers; what became of needs; tables told apart.
    private static (IReadOnlyList<IReadOnlyList<PublicationTable>> Series, IReadOnlyList<PublicationTable> Singles, IReadOnlyList<PublicationTable> Funnel,
        IReadOnlyList<PublicationTable> Others) Sorted(IReadOnlyList<PublicationTable> tables)
    {
        var plain = tables.Where(table => table.By.Count == 0).ToList();
        var series = plain.Where(table => table.On is not null).GroupBy(table => (table.Name, ReportFiles.Only(table.Filters)))
            .Where(group => group.Count() > 1)
            .Select(group => (IReadOnlyList<PublicationTable>)[.. group.OrderBy(table => table.On)]).ToList();
        // Of a year and its quarters each has its own.
        var needs = plain.Where(table => table.Name == "needs_found").GroupBy(table => (table.From, table.Until)).OrderByDescending(group => group.Count())
            .Select(group => group.ToList()).FirstOrDefault() ?? [];
        var funnel = Stages.Select(stage => needs.Find(table => StageOf(table) == stage)).OfType<PublicationTable>().ToList();
        var taken = series.SelectMany(group => group).Concat(funnel.Count > 1 ? funnel : []).ToHashSet();
        // Of nobody there is nothing to tell apart: the total says it.
        var empty = tables.Where(table => table.By.Count > 0 && !table.ZerosSensitive && Total(table) is { IsHidden: false, N: 0 }).ToList();
        return (series, [.. plain.Where(table => !taken.Contains(table)), .. empty], funnel,
            [.. tables.Where(table => table.By.Count > 0 && !empty.Contains(table))]);
    }

    private static PublicationCell Total(PublicationTable table) =>
        table.Cells.Single(cell => cell.Values.All(value => value.Value == PublicationValue.Total));

    private static readonly FigureDimension?[] Stages = [null, FigureDimension.WithGoal, FigureDimension.WithReferral, FigureDimension.WithOutcome];

    private static FigureDimension? StageOf(PublicationTable table) =>
        table.Filters.Select(filter => (FigureDimension?)filter.Dimension).FirstOrDefault(dimension => Stages.Contains(dimension));

    private static XElement Singles(IReadOnlyList<PublicationTable> tables) => new("section",
        new XElement("h2", Language.Choose("Auf einen Blick", "At a glance")),
        Grid([Language.Choose("Kennzahl", "Figure"), Language.Choose("Zeit", "Time"), Language.Choose("Anzahl", "Number")],
            tables.Select(table => (new[] { Named(table), Time(table), Number(Total(table)) }, false))));

    private static XElement Series(IReadOnlyList<PublicationTable> tables, bool hasChart, string id) => new("section",
        new XElement("h2", Language.Choose($"{Named(tables[0])} im Zeitverlauf", $"{Named(tables[0])} over time")),
        hasChart ? ReportChart.Line(id, Named(tables[0]), [.. tables.Select(table => new ChartValue(ShortDay(table.On!.Value), table.Cells[0].N))]) : null,
        Grid([Language.Choose("Stichtag", "Key date"), Language.Choose("Anzahl", "Number")],
            tables.Select(table => (new[] { Day(table.On!.Value), Number(table.Cells[0]) }, false))));

    private static XElement Funnel(IReadOnlyList<PublicationTable> tables, bool hasChart, string id)
    {
        var title = Language.Choose("Vom Bedarf zum Ergebnis", "From need to outcome");
        var stages = tables.Select(table => (Label: StageOf(table) switch
        {
            FigureDimension.WithGoal => Language.Choose("mit vereinbartem Ziel", "with a goal agreed"),
            FigureDimension.WithReferral => Language.Choose("mit Vermittlung", "with a referral"),
            FigureDimension.WithOutcome => Language.Choose("mit abgeschlossener Vermittlung", "with a referral completed"),
            _ => Language.Choose("Festgestellte Bedarfe", "Needs found"),
        }, Cell: table.Cells[0])).ToList();
        return new("section", new XElement("h2", title),
            hasChart ? ReportChart.Bars(id, title, [.. stages.Select(stage => new ChartValue(stage.Label, stage.Cell.N))]) : null,
            Grid([Language.Choose("Stufe", "Stage"), Language.Choose("Anzahl", "Number")],
                stages.Select(stage => (new[] { stage.Label, Number(stage.Cell) }, false))));
    }

    private static XElement? Waits(ReportDocument document, bool hasChart, string id)
    {
        var waits = document.Amounts.Where(one => one.Amount == FigureAmount.Days).ToList();
        var title = Language.Choose("Wartezeiten in Tagen", "Waiting times in days");
        return waits.Count == 0 ? null : new XElement("section", new XElement("h2", title),
            hasChart && waits.Exists(one => one.Median is not null)
                ? ReportChart.Bars(id, Language.Choose("Median der Wartezeiten in Tagen", "Median of waiting times in days"),
                    [.. waits.Where(one => one.Median is not null).Select(one => new ChartValue(one.Title, one.Median))]) : null,
            Grid([Language.Choose("Wovon bis wohin", "From what to what"), "n", "Median", Language.Choose("Mittel", "Mean"), "90 %",
                    Language.Choose("warten noch", "still waiting"), Language.Choose("seit (Median)", "for (median)"),
                    Language.Choose("vorher beendet", "ended otherwise")],
                waits.Select(one => (new[]
                {
                    one.Title, Number(one.Measured, one.IsHidden), Number(one.Median, one.IsHidden), Number(one.Mean, one.IsHidden),
                    Number(one.P90, one.IsHidden), Number(one.Waiting, one.IsHidden), Number(one.WaitingMedian, one.IsHidden), Number(one.Gone, one.IsHidden),
                }, false))));
    }

    private static XElement? Work(ReportDocument document)
    {
        var work = document.Amounts.Where(one => one.Amount == FigureAmount.Minutes).ToList();
        return work.Count == 0 ? null : new XElement("section", new XElement("h2", Language.Choose("Arbeitszeit in Minuten", "Time of work in minutes")),
            Grid([Language.Choose("Arbeit", "Work"), Language.Choose("Anzahl", "Number"), Language.Choose("mit Dauer", "with duration"),
                    Language.Choose("Summe", "Sum"), "Median"],
                work.Select(one => (new[]
                {
                    one.Title, Number(one.N, one.IsHidden), Number(one.Measured, one.IsHidden), Number(one.Sum, one.IsHidden), Number(one.Median, one.IsHidden),
                }, false))));
    }

    private static XElement Table(PublicationTable table, bool hasChart, string id)
    {
        var names = table.By.Select(dimension => DimensionWords.Of[dimension].Name).ToArray();
        var heading = Language.Choose($"{Named(table)} nach {string.Join(" und ", names)}", $"{Named(table)} by {string.Join(" and ", names)}");
        var section = new XElement("section", new XElement("h2", heading), new XElement("p", new XAttribute("class", "about"), Time(table)));
        if (table.By.Count == 1)
        {
            var cells = table.Cells.Where(cell => cell.Values[0].Value != PublicationValue.Total && (cell.N != 0 || table.ZerosSensitive)).ToList();
            section.Add(hasChart && cells.Exists(cell => cell.N is not null)
                ? ReportChart.Bars(id, heading, [.. cells.Select(cell => new ChartValue(cell.Values[0].Label, cell.N))]) : null);
            var total = table.Cells.Where(cell => cell.Values[0].Value == PublicationValue.Total);
            section.Add(Grid([names[0], Language.Choose("Anzahl", "Number")],
            [
                .. cells.Select(cell => (new[] { cell.Values[0].Label, Number(cell) }, false)),
                .. total.Select(cell => (new[] { cell.Values[0].Label, Number(cell) }, true)),
            ]));
        }
        else if (table.By.Count == 2)
        {
            var columns = table.Cells.Select(cell => cell.Values[1]).DistinctBy(value => value.Value).ToList();
            section.Add(Grid([names[0], .. columns.Select(column => column.Label)], table.Cells.GroupBy(cell => cell.Values[0].Value).Select(row =>
                ((string[])[row.First().Values[0].Label, .. columns.Select(column => row.Single(cell => cell.Values[1].Value == column.Value)).Select(Number)],
                    row.Key == PublicationValue.Total))));
        }
        else
        {
            section.Add(Grid([.. names, Language.Choose("Anzahl", "Number")], table.Cells.Select(cell =>
                ((string[])[.. cell.Values.Select(value => value.Label), Number(cell)], cell.Values.All(value => value.Value == PublicationValue.Total)))));
        }
        return section;
    }

    // The first column says of what a row is; numbers stand at the right.
    private static XElement Grid(IReadOnlyList<string> columns, IEnumerable<(string[] Cells, bool IsTotal)> rows) => new("table",
        new XElement("thead", new XElement("tr", columns.Select((column, place) =>
            new XElement("th", new XAttribute("scope", "col"), place > 0 ? new XAttribute("class", "n") : null, column)))),
        new XElement("tbody", rows.Select(row => new XElement("tr", row.IsTotal ? new XAttribute("class", "total") : null, row.Cells.Select((cell, place) =>
            place == 0 ? new XElement("th", new XAttribute("scope", "row"), cell) : new XElement("td", new XAttribute("class", "n"), cell))))));

    private static XElement Definitions(ReportDocument document, bool isShort)
    {
        var figures = document.Tables.Select(table => (table.Name, table.Version, table.Title, table.Population, table.Excluded))
            .Concat(document.Amounts.Select(one => (one.Name, one.Version, one.Title, one.Population, Excluded: Figures.Get(one.Name).Excluded.Chosen)))
            .DistinctBy(one => one.Name).ToList();
        return new XElement("div", new XAttribute("class", "foot"), new XElement("h2", Language.Choose("Was gezählt wurde", "What was counted")),
            new XElement("dl", figures.Select(one => new object[]
            {
                new XElement("dt", $"{one.Title} ({one.Name}, {Language.Choose("Fassung", "version")} {one.Version})"),
                new XElement("dd", one.Population, isShort ? "" : " " + Language.Choose("Nicht: ", "Not: ") + one.Excluded),
            })));
    }

    private static string Named(PublicationTable table) =>
        table.Filters.Where(filter => filter.Dimension is not (FigureDimension.Team or FigureDimension.Programme)).Select(filter => filter.Label).ToList()
            is { Count: > 0 } only ? $"{table.Title} ({string.Join(", ", only)})" : table.Title;

    private static string Time(PublicationTable table) => table.On is { } on ? Day(on) : $"{Day(table.From!.Value)} – {Day(table.Until!.Value.AddDays(-1))}";

    private static string Day(DateOnly day) => day.ToString(Language.Choose("dd.MM.yyyy", "d MMM yyyy"), Culture);

    private static string ShortDay(DateOnly day) => day.ToString(Language.Choose("dd.MM.yy", "d MMM yy"), Culture);

    private static string Number(PublicationCell cell) => cell.IsHidden ? "·" : Number(cell.N, false);

    private static string Number(decimal? value, bool isHidden) => value?.ToString("#,0.#", Culture) ?? (isHidden ? "·" : "–");
}
