using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>Tells what was found: a table to print, the figures of every round as JSON, a chart.</summary>
internal static class Report
{
    // An operation that failed each time has no percentiles: NaN.
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Where files go; ignored by git.</summary>
    public static string Folder { get; } = Repository.Make(Path.Combine(Repository.Root, "tests", "CaseManagement.Bench", "bench-results"));

    public static string Line(int round, Operation operation, (List<Measured> Limits, List<Measured> Products) found)
    {
        var product = found.Products[^1];
        var limit = found.Limits.Count > 0 ? Text($"  limit {found.Limits[^1].PerSecond,7:F0}/s {found.Limits[^1].PostgresCpu:F2} ms") : "";
        return Text($"{round} {operation.Name,-17} {product.PerSecond,7:F0}/s  p50 {product.P50,6:F1}  p99 {product.P99,6:F1}  app {product.AppCpu:F2}  ")
            + Text($"postgres {product.PostgresCpu:F2} ms  statements {product.Statements:F1}  others {product.Others:F1}{limit}")
            + (product.Failures > 0 ? Text($"  {product.Failures} FAILED") : "");
    }

    public static void Write(Options options, Ground ground, IReadOnlyList<Found> found)
    {
        var (now, all) = Usage.Memory(ground.ApiProcess);
        var table = string.Join('\n', [
            Text($"{DateTime.UtcNow:yyyy-MM-dd}, {Ground.Machine}; {options.Size} clients, {options.Rounds} rounds of {options.Seconds} s, medians;"),
            Text($"load average up to {found.Max(f => f.Product.LoadAverage):F1}, other processes up to {found.Max(f => f.Product.Others):F1} cores;"),
            Text($"start-up {ground.StartUp.TotalSeconds:F1} s, memory {now} MB at the end, {all} MB at most."),
            "",
            "| | requests/s | of the limit | p50 ms | p99 ms | CPU of the API, ms | of PostgreSQL, ms | statements |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
            .. found.Select(f => Text($"| {f.Operation.Name} | {f.Product.PerSecond:N0} | {Part(f)} | {f.Product.P50:F1} | {f.Product.P99:F1} | ")
                + Text($"{f.Product.AppCpu:F2} | {f.Product.PostgresCpu:F2}{Limit(f)} | {f.Product.Statements:F1} |")),
            "",
        ]);
        Console.WriteLine(table);
        var name = Path.Combine(Folder, Text($"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{options.Size}"));
        File.WriteAllText($"{name}.md", table);
        File.WriteAllText($"{name}.json", JsonSerializer.Serialize(new
        {
            at = DateTime.UtcNow, Ground.Machine, options.Size, options.Rounds, options.Seconds, startUpSeconds = ground.StartUp.TotalSeconds,
            memoryMb = now, memoryMostMb = all,
            operations = found.Select(f => new
            {
                f.Operation.Name, f.Operation.Wanted, f.Operation.Allowed, f.Ratio, f.Product, f.Limit, f.Products, f.Limits,
            }),
        }, Indented));
        File.WriteAllText($"{name}.svg", Chart(found));
        Console.Error.WriteLine($"{name}.json, .md, .svg");
    }

    private static string Part(Found f) => f.Ratio is not { } ratio ? "" : Text($"{ratio:F2} of {f.Limit!.PerSecond:N0}")
        + (f.Operation.Wanted is { } wanted ? Text($" (wanted {wanted:F2}{(ratio < wanted ? ", missed" : "")})") : "");

    private static string Limit(Found f) => (f.Limit is { } limit ? Text($" (limit {limit.PostgresCpu:F2})") : "")
        + (f.Operation.Allowed is { } allowed && f.Product.PostgresCpu > allowed ? Text($", allowed {allowed:F0}: missed") : "");

    // A bar for each operation, as long as its part of the limit, and a mark at what is wanted.
    private static string Chart(IReadOnlyList<Found> found)
    {
        const int Row = 24, Left = 150, Wide = 500;
        var bars = found.Where(f => f.Ratio is not null).Select((f, row) =>
        {
            var (top, wide) = (row * Row, Math.Min(1, f.Ratio!.Value) * Wide);
            var mark = f.Operation.Wanted is { } wanted ? Left + (wanted * Wide) : -10;
            return Text($"""
                <text x="{Left - 8}" y="{top + 17}" text-anchor="end">{f.Operation.Name}</text>
                <rect x="{Left}" y="{top + 4}" width="{wide:F0}" height="{Row - 8}" fill="#4a7ab5"/>
                <text x="{Left + wide + 6:F0}" y="{top + 17}">{f.Ratio:F2}  ({f.Product.PerSecond:F0}/s)</text>
                <line x1="{mark:F0}" x2="{mark:F0}" y1="{top}" y2="{top + Row}" stroke="#b53a2e" stroke-width="2"/>
                """);
        });
        return Text($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Left + Wide + 130}" height="{(found.Count * Row) + 8}" font-family="sans-serif" font-size="12">
            {string.Join('\n', bars)}
            </svg>
            """);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
