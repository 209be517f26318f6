using Hangfire;
using Hangfire.Storage;

namespace CaseManagement.Api.Jobs;

/// <summary>Hangfire on PostgreSQL, schema <c>hangfire</c>: any number of instances share one store and one queue.</summary>
public sealed class HangfireEngine(IBackgroundJobClient jobs, IRecurringJobManager recurring, JobStorage storage, ProductClock time) : IJobEngine
{
    private readonly WokenSeconds woken = new();

    /// <inheritdoc />
    public string Name => JobEngines.Hangfire;

    /// <inheritdoc />
    public Task Recur(string command, string cron, CancellationToken cancellationToken)
    {
        if (cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5)
        {
            throw new FormatException($"'{cron}' is no crontab of five fields."); // Hangfire would take six, with seconds.
        }
        try
        {
            // Relaxed: occurrences missed while no process ran are delivered once. An unchanged schedule keeps its next date.
            recurring.AddOrUpdate<HangfireWake>(command, wake => wake.Run(command, CancellationToken.None), cron,
                new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc, MisfireHandling = MisfireHandlingMode.Relaxed });
        }
        catch (ArgumentException unreadable) when (unreadable.InnerException is FormatException)
        {
            throw new FormatException($"'{cron}' is no crontab of five fields.", unreadable);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task WakeAt(string command, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // The product's clock may be ahead of Hangfire's, which is the system's: hand over the distance, not the date.
        if (woken.Claim(command, at, now) is { } second)
        {
            Wake(command, second, now);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task WakeNow(string command, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (woken.ClaimNext(command, now) is { } moment)
        {
            Wake(command, moment, now);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RecurOnly(IReadOnlyCollection<string> commands, CancellationToken cancellationToken)
    {
        using var connection = storage.GetConnection();
        foreach (var gone in connection.GetRecurringJobs().Where(job => !commands.Contains(job.Id, StringComparer.Ordinal)))
        {
            recurring.RemoveIfExists(gone.Id);
        }
        return Task.CompletedTask;
    }

    private void Wake(string command, DateTimeOffset at, DateTimeOffset now)
    {
        try
        {
            if (at > now)
            {
                jobs.Schedule<HangfireWake>(wake => wake.Run(command, CancellationToken.None), at - now);
            }
            else
            {
                jobs.Enqueue<HangfireWake>(wake => wake.Run(command, CancellationToken.None));
            }
        }
        catch
        {
            woken.Release(command, at); // Not stored: whoever asks again must not be told that it was.
            throw;
        }
    }
}
