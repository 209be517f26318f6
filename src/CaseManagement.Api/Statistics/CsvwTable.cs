using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Imports;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace CaseManagement.Api.Statistics;

/// <summary>What describes a table in CSV: https://www.w3.org/TR/tabular-metadata/.</summary>
public sealed record CsvwTable
{
    /// <summary>By which vocabulary it is read.</summary>
    [JsonPropertyName("@context"), Example("http://www.w3.org/ns/csvw")]
    public string Context { get; init; } = "http://www.w3.org/ns/csvw";
    /// <summary>The file, relative to where this is.</summary>
    [Example("../0")]
    public required string Url { get; init; }
    /// <summary>The language of its words.</summary>
    [Example("de")]
    public required string Lang { get; init; }
    /// <summary>What the publication is called, and the figure.</summary>
    [JsonPropertyName("dc:title"), Example("Integrationsbericht 1. Quartal 2026: Persons with an open case")]
    public required string Title { get; init; }
    /// <summary>Who or what is counted, who or what is not, and when.</summary>
    [JsonPropertyName("dc:description"), Example("Persons for whose case a team of the organisation is responsible at the end of the day. 2026-03-31.")]
    public required string Description { get; init; }
    /// <summary>The organisation whose figures they are.</summary>
    [JsonPropertyName("dc:publisher"), Example("Stadt Musterstadt")]
    public required string? Publisher { get; init; }
    /// <summary>When it was published, ISO 8601.</summary>
    [JsonPropertyName("dc:issued"), Example("2026-04-02T09:00:00Z")]
    public required string Issued { get; init; }
    /// <summary>The key date, or the period as an ISO 8601 interval whose end is the first day no longer.</summary>
    [JsonPropertyName("dc:temporal"), Example("2026-03-31")]
    public required string Temporal { get; init; }
    /// <summary>How the file is written.</summary>
    public CsvwDialect Dialect { get; init; } = new();
    /// <summary>Its columns.</summary>
    public required CsvwSchema TableSchema { get; init; }

    internal const string MediaType = "application/csvm+json";

    private const string ObservedValue = "http://purl.org/linked-data/sdmx/2009/measure#obsValue";

    internal static CsvwTable Of(ReceivedTableText text)
    {
        var (table, publication) = (text.Table, text.Publication);
        var temporal = table.On is { } on ? $"{on:O}" : $"{table.From:O}/{table.Until:O}";
        var only = ReportFiles.Only(table.Filters);
        return new CsvwTable
        {
            Lang = Language.Choose("de", "en"), Url = $"../{text.Place}", Title = $"{publication.Title}: {table.Title}",
            Description = string.Join(' ', new[] { table.Population, table.Excluded, only is null ? null : $"{only}.", $"{temporal}." }.OfType<string>()),
            Publisher = publication.OrganisationName, Issued = publication.PublishedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            Temporal = temporal,
            TableSchema = new CsvwSchema([.. table.By.SelectMany(Columns),
                new CsvwColumn("n", "n", Language.Choose("Anzahl; leer, wo sie nicht genannt wird", "How many; empty where it is not told"),
                    "nonNegativeInteger", false, ObservedValue),
                new CsvwColumn("is_hidden", "is_hidden", Language.Choose("Ob die Anzahl nicht genannt wird", "Whether the number is not told"), "boolean",
                    true, null)], table.By.Count == 0 ? null : [.. table.By.Select(FigureQuestion.NameOf)]),
        };
    }

    private static CsvwColumn[] Columns(FigureDimension dimension)
    {
        var (name, word) = (FigureQuestion.NameOf(dimension), DimensionWords.Of[dimension].Name);
        return [new CsvwColumn(name, name, word, "string", true, null), new CsvwColumn($"{name}_label", $"{name}_label", word, "string", true, null)];
    }

    /// <summary>The file itself.</summary>
    internal static IResult Answer(ReceivedTableText text, HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.Link = $"<{http.Request.Path}/metadata>; rel=\"describedby\"; type=\"{MediaType}\"";
        var csv = new StringBuilder();
        Line(text.Table.By.SelectMany(Columns).Select(column => column.Name).Concat(["n", "is_hidden"]));
        foreach (var cell in text.Table.Cells)
        {
            Line(cell.Values.SelectMany(value => new[] { CsvText.NoFormula(value.Value), CsvText.NoFormula(value.Label) })
                .Concat([cell.N?.ToString(CultureInfo.InvariantCulture) ?? "", cell.IsHidden ? "true" : "false"]));
        }
        return Kept(http, Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8; header=present",
            $"{Language.Choose("tabelle", "table")}-{text.Table.Name}-{text.Place}.csv");

        void Line(IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(cell => cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell
            : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append("\r\n");
    }

    /// <summary>What describes it.</summary>
    internal static IResult Answer(CsvwTable table, HttpContext http) => Kept(http,
        JsonSerializer.SerializeToUtf8Bytes(table, http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions), MediaType, null);

    // The numbers never change, but words do with the language, or where a team has another name: the tag is that of what is sent. A dashboard asks often.
    private static IResult Kept(HttpContext http, byte[] content, string type, string? name)
    {
        var headers = http.Response.Headers;
        headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"";
        (headers.CacheControl, headers.Vary, headers.ContentLanguage) = ("private, no-cache", "Accept-Language, Authorization", Language.Choose("de", "en"));
        return EntityTags.Names(http.Request.Headers.IfNoneMatch, headers.ETag.ToString()) ? new NotModified() : TypedResults.Bytes(content, type, name);
    }
}

/// <summary>How a file is written.</summary>
/// <param name="Encoding">Of its characters.</param>
/// <param name="Delimiter">Between cells.</param>
/// <param name="Header">Whether the first line names the columns.</param>
public sealed record CsvwDialect([Example("utf-8")] string Encoding = "utf-8", [Example(",")] string Delimiter = ",", [Example(true)] bool Header = true);

/// <summary>What columns there are.</summary>
/// <param name="Columns">In order.</param>
/// <param name="PrimaryKey">Which of them together stand once; left out where the file has one line.</param>
public sealed record CsvwSchema(
    IReadOnlyList<CsvwColumn> Columns,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example("team")] IReadOnlyList<string>? PrimaryKey);

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Titles">As the first line says it.</param>
/// <param name="Description">What it says.</param>
/// <param name="Datatype">Its type, of XML Schema.</param>
/// <param name="Required">Whether it is never empty.</param>
/// <param name="PropertyUrl">What it is, in SDMX's words; left out where it is in none of them.</param>
public sealed record CsvwColumn(
    [Example("team")] string Name, [Example("team")] string Titles, [property: JsonPropertyName("dc:description"), Example("Team")] string Description,
    [Example("string")] string Datatype, [Example(true)] bool Required,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Example(null)] string? PropertyUrl);
