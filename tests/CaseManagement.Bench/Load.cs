using System.Diagnostics;
using System.Globalization;
using CaseManagement.Dev;

namespace CaseManagement.Bench;

/// <summary>What came of sending as fast as answers come.</summary>
/// <param name="Seconds">How long.</param>
/// <param name="Milliseconds">Of each answer, sorted.</param>
/// <param name="Failures">Answers of another status than expected.</param>
/// <param name="Bytes">Of a body, on average.</param>
internal sealed record Answers(double Seconds, IReadOnlyList<double> Milliseconds, int Failures, double Bytes, string? Failure = null)
{
    public double PerSecond => Milliseconds.Count / Seconds;
    public double Percentile(double p) => Milliseconds.Count == 0 ? double.NaN : Milliseconds[Math.Min(Milliseconds.Count - 1, (int)(p * Milliseconds.Count))];
}

/// <summary>Closed loops: each connection sends its next request when the answer to the last one is there.</summary>
internal static class Load
{
    /// <summary>Requests over HTTP, answered with a status, or with 0 by any success; null ends the loop of a connection.</summary>
    public static async Task<Answers> Http(HttpClient http, int connections, double seconds, Func<int, HttpRequestMessage?> next, int status)
    {
        var (watch, took) = (Stopwatch.StartNew(), Enumerable.Range(0, connections).Select(_ => new List<double>(10_000)).ToArray());
        var (failures, bytes, failure) = (0, 0L, (string?)null);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            while (watch.Elapsed.TotalSeconds < seconds && next(connection) is { } request)
            {
                var began = Stopwatch.GetTimestamp();
                using (request)
                {
                    using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
                    Interlocked.Add(ref bytes, answer.Content.Headers.ContentLength ?? (await answer.Content.ReadAsByteArrayAsync()).Length);
                    if (status == 0 ? !answer.IsSuccessStatusCode : (int)answer.StatusCode != status)
                    {
                        Interlocked.Increment(ref failures);
                        failure ??= $"{request.Method} {request.RequestUri} {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                        continue;
                    }
                }
                took[connection].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        })));
        var all = took.SelectMany(t => t).Order().ToList();
        return new Answers(watch.Elapsed.TotalSeconds, all, failures, all.Count == 0 ? 0 : bytes / (double)(all.Count + failures), failure);
    }

    /// <summary>
    /// Scripts of pgbench, prepared, as the API's own login. Each connection prepares its statements at first; after a second all have, and
    /// <paramref name="warm"/> is told.
    /// </summary>
    public static async Task<Answers> Pgbench(Ground ground, IReadOnlyList<string> files, int connections, int seconds, Func<Task> warm)
    {
        using var logs = new Script.Folder();
        var running = Tool.Must([Path.Combine(ground.Programs.Folder, "pgbench"), "--no-vacuum", "--protocol=prepared", $"--client={connections}", "--jobs=1",
            $"--time={seconds + 1}", "--log", $"--log-prefix={logs.FullName}/log", .. files], environment: ground.Libpq);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var (since, watch) = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0, Stopwatch.StartNew());
        await warm();
        await running;
        // Of each transaction: client, number, microseconds, script, second and microsecond of its end.
        var took = Directory.EnumerateFiles(logs.FullName).SelectMany(File.ReadLines).Select(line => line.Split(' '))
            .Where(fields => Number(fields[4]) + (Number(fields[5]) / 1e6) >= since).Select(fields => Number(fields[2]) / 1000).Order().ToList();
        return new Answers(watch.Elapsed.TotalSeconds, took, 0, 0);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
