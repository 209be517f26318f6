namespace CaseManagement.Api.Jobs;

/// <summary>
/// The seconds for which this instance has already asked for a wake-up. Hangfire stores each request as a job of its
/// own, so a burst of a thousand would run the command a thousand times; asked through here it runs once a second.
/// Memory of one process: another instance, or this one after a restart, may ask once more, which is harmless.
/// </summary>
internal sealed class WokenSeconds
{
    private readonly HashSet<(string Command, long Second)> claimed = [];
    private long swept;

    /// <summary>The full second at or after the moment, or null when it was asked for before.</summary>
    public DateTimeOffset? Claim(string command, DateTimeOffset at, DateTimeOffset now)
    {
        // Rounded up: a command woken a fraction of a second before its rows are due would find nothing to do.
        var second = Math.Max(Ceiling(at), Ceiling(now));
        return Take(command, second, now) ? DateTimeOffset.FromUnixTimeSeconds(second) : null;
    }

    /// <summary>
    /// Now, when nothing was asked for within this second; otherwise its end, once. The last request of a burst is
    /// always followed by a wake-up, because the end of the second lies after it.
    /// </summary>
    public DateTimeOffset? ClaimNext(string command, DateTimeOffset now) =>
        Take(command, now.ToUnixTimeSeconds(), now) ? now : Claim(command, now, now);

    /// <summary>Takes a claim back.</summary>
    public void Release(string command, DateTimeOffset at)
    {
        lock (claimed)
        {
            claimed.Remove((command, at.ToUnixTimeSeconds()));
        }
    }

    private bool Take(string command, long second, DateTimeOffset now)
    {
        var past = now.ToUnixTimeSeconds() - 1;
        lock (claimed)
        {
            if (past > swept)
            {
                claimed.RemoveWhere(entry => entry.Second < past);
                swept = past;
            }
            return claimed.Add((command, second));
        }
    }

    private static long Ceiling(DateTimeOffset at) =>
        at.ToUnixTimeSeconds() + (at.Ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0);
}
