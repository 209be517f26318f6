using System.Globalization;

namespace CaseManagement.Bench;

/// <summary>CPU seconds that were used up to an instant, out of /proc.</summary>
/// <param name="App">The API's process.</param>
/// <param name="Postgres">The server with all of its processes, those that have ended included.</param>
/// <param name="Load">Whoever sends: this process or pgbench. Not told; it is part of what is not somebody else's.</param>
/// <param name="Machine">All processes.</param>
internal sealed record Usage(double App, double Postgres, double Load, double Machine)
{
    private const double TicksPerSecond = 100;

    public static Usage Now(int api, int postmaster) => new(
        Of(Fields(api), 13, 14),
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsDigit(name![0]))
            .Select(name => Fields(int.Parse(name!, CultureInfo.InvariantCulture)))
            .Where(fields => fields.Length > 16 && (fields[0] == $"{postmaster}" || fields[3] == $"{postmaster}"))
            .Sum(fields => fields[0] == $"{postmaster}" ? Of(fields, 13, 14, 15, 16) : Of(fields, 13, 14)),
        Of(Fields(Environment.ProcessId), 13, 14, 15, 16),
        // user, nice, system, irq, softirq, steal; not idle and iowait.
        Of(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries), 1, 2, 3, 6, 7, 8));

    public static Usage operator -(Usage until, Usage from) =>
        new(until.App - from.App, until.Postgres - from.Postgres, until.Load - from.Load, until.Machine - from.Machine);

    /// <summary>What the machine did besides, in CPU seconds: above 0.1 a second the figures are somebody else's, too.</summary>
    public double Others => Math.Max(0, Machine - App - Postgres - Load);

    /// <summary>The machine's load over a minute.</summary>
    public static double LoadAverage => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Megabytes that a process holds, now and at most so far.</summary>
    public static (int Now, int Most) Memory(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process}/status");
        return (Of("VmRSS:"), Of("VmHWM:"));

        int Of(string name) => int.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .First(word => char.IsDigit(word[0])), CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Who started a process.</summary>
    public static int Parent(int process) => int.Parse(Fields(process)[3], CultureInfo.InvariantCulture);

    // The name in brackets may hold spaces; a process may be gone by now.
    private static string[] Fields(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return [$"{process}", "", .. text[(text.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static double Of(string[] fields, params int[] places) =>
        fields.Length == 0 ? 0 : places.Sum(place => double.Parse(fields[place], CultureInfo.InvariantCulture)) / TicksPerSecond;
}
