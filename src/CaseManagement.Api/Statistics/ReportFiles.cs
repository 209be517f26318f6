using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaseManagement.Api.Imports;
using MiniExcelLibs;

namespace CaseManagement.Api.Statistics;

/// <summary>A report as a file: which one is asked for, and its rows.</summary>
internal static class ReportFiles
{
    /// <summary>The media type of a workbook.</summary>
    public const string Workbook = UploadImport.WorkbookType;

    private const string Csv = "text/csv", Html = "text/html", Json = "application/json";

    private static CultureInfo Culture => CultureInfo.GetCultureInfo(Language.Choose("de-DE", "en-GB"));

    /// <summary>The report as it is asked for; kept by nobody on the way.</summary>
    public static IResult Answer(ReportDocument document, HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers.CacheControl, headers.XContentTypeOptions, headers.Vary) = ("no-store", "nosniff", "Accept, Accept-Language, Authorization");
        headers.ContentLanguage = Language.Choose("de", "en");
        switch (document.Format ?? Accepted(http.Request))
        {
            case ReportFormat.Csv:
                return TypedResults.Bytes(CsvOf(document), $"{Csv}; charset=utf-8", Name(document, "csv"));
            case ReportFormat.Xlsx:
                return TypedResults.Bytes(WorkbookOf(document), Workbook, Name(document, "xlsx"));
            case ReportFormat.Html:
                // Nothing runs, nothing is fetched, nothing frames it; of styles only the page's own.
                headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'sha256-{Digest(ReportPage.Css)}'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";
                return TypedResults.Bytes(Encoding.UTF8.GetBytes(ReportPage.Of(document)), $"{Html}; charset=utf-8");
            default:
                return TypedResults.Ok(document);
        }
    }

    // The first of what the caller wants most that there is; whatever else gets JSON.
    private static ReportFormat Accepted(HttpRequest request)
    {
        foreach (var type in request.GetTypedHeaders().Accept.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
        {
            switch (type.MediaType.Value?.ToLowerInvariant())
            {
                case Csv: return ReportFormat.Csv;
                case Html or "text/*": return ReportFormat.Html;
                case Workbook: return ReportFormat.Xlsx;
                case Json or "application/*" or "*/*": return ReportFormat.Json;
            }
        }
        return ReportFormat.Json;
    }

    private static string Digest(string css) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)));

    // No name of anybody in it: files lie about.
    private static string Name(ReportDocument document, string extension) =>
        $"{Language.Choose("bericht", "report")}-{SnakeCase.Of(document.Report.Kind.ToString()).Replace('_', '-')}-"
        + $"{document.Report.From ?? LocalTime.DateOf(document.Report.RequestedAt):yyyy-MM-dd}.{extension}";

    private static byte[] CsvOf(ReportDocument document)
    {
        var csv = new CsvText();
        csv.Line(Columns.Select(column => Language.Choose(column.German, column.English)));
        foreach (var row in Rows(document))
        {
            csv.Line(row.Select(Written));
        }
        return csv.Bytes();

        static string Written(object? cell) => cell switch
        {
            null => "",
            decimal number => number.ToString("0.#", Culture),
            long number => number.ToString(CultureInfo.InvariantCulture),
            int number => number.ToString(CultureInfo.InvariantCulture),
            DateOnly day => day.ToString(Language.Choose("dd.MM.yyyy", "yyyy-MM-dd"), CultureInfo.InvariantCulture),
            _ => cell.ToString()!,
        };
    }

    /// <summary>A sheet that says what it is, and one with all numbers, as numbers. Texts are texts: no cell is a formula.</summary>
    public static byte[] WorkbookOf(ReportDocument document)
    {
        var columns = Columns.Select(column => Language.Choose(column.German, column.English)).ToArray();
        var about = ReportPage.Facts(document).Select(fact => new Dictionary<string, object?>
        {
            [Language.Choose("Angabe", "Item")] = fact.Label, [Language.Choose("Inhalt", "Content")] = fact.Value,
        }).ToList();
        var numbers = Rows(document).Select(row => row.Select((cell, place) => (Column: columns[place], Cell: cell is DateOnly day
            ? day.ToDateTime(TimeOnly.MinValue) : cell)).ToDictionary(one => one.Column, one => one.Cell)).ToList();
        if (numbers.Count == 0)
        {
            numbers.Add(columns.ToDictionary(column => column, _ => (object?)null));
        }
        using var stream = new MemoryStream();
        stream.SaveAs(new Dictionary<string, object>
        {
            [Language.Choose("Bericht", "Report")] = about, [Language.Choose("Zahlen", "Numbers")] = numbers,
        });
        return stream.ToArray();
    }

    private static readonly (string German, string English)[] Columns =
    [
        ("Tabelle", "Table"), ("Kennzahl", "Figure"), ("Version", "Version"), ("Bezeichnung", "Title"), ("Stichtag", "Key date"), ("Von", "From"),
        ("Bis vor", "Until before"), ("Nur", "Only"), ("Merkmal 1", "Dimension 1"), ("Wert 1", "Value 1"), ("Merkmal 2", "Dimension 2"),
        ("Wert 2", "Value 2"), ("Merkmal 3", "Dimension 3"), ("Wert 3", "Value 3"), ("Anzahl", "Number"), ("Davon gemessen", "Measured"),
        ("Maß", "Measure"), ("Summe", "Sum"), ("Mittel", "Mean"), ("Median", "Median"), ("90-%-Wert", "90th percentile"), ("Wartend", "Waiting"),
        ("Median der Wartenden", "Median of those waiting"), ("Vorher beendet", "Ended otherwise"), ("Hinweis", "Note"),
    ];

    private static IEnumerable<object?[]> Rows(ReportDocument document)
    {
        var hidden = Language.Choose("nicht genannt", "not told");
        for (var i = 0; i < document.Tables.Count; i++)
        {
            var table = document.Tables[i];
            var names = table.By.Select(dimension => DimensionWords.Of[dimension].Name).ToArray();
            foreach (var cell in table.Cells)
            {
                yield return
                [
                    i + 1, table.Name, table.Version, table.Title, table.On, table.From, table.Until, Only(table.Filters),
                    .. Enumerable.Range(0, 3).SelectMany(place =>
                        place < names.Length ? new object?[] { names[place], cell.Values[place].Label } : [null, null]),
                    cell.N, null, null, null, null, null, null, null, null, null, cell.IsHidden ? hidden : null,
                ];
            }
        }
        for (var i = 0; i < document.Amounts.Count; i++)
        {
            var one = document.Amounts[i];
            yield return
            [
                document.Tables.Count + i + 1, one.Name, one.Version, one.Title, null, one.From, one.Until, Only(document.Filters), null, null,
                null, null, null, null, one.N,
                one.Measured, ReportPage.AmountName(one.Amount), one.Sum, one.Mean, one.Median, one.P90, one.Waiting, one.WaitingMedian, one.Gone,
                one.IsHidden ? hidden : null,
            ];
        }
    }

    /// <summary>What something was narrowed down to, in words; null where to nothing.</summary>
    public static string? Only(IReadOnlyList<FigureValue> filters) => filters.Count == 0 ? null
        : string.Join("; ", filters.Select(filter => $"{DimensionWords.Of[filter.Dimension].Name}: {filter.Label}"));
}
