using System.Diagnostics.Metrics;
using CaseManagement.Api.Persistence;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.Api.Operation;

/// <summary>
/// What waits, and for how long, over all organisations together: read from the database when somebody asks, at most every ten seconds. Every instance tells
/// the same numbers. Where the database does not answer, <c>casemanagement_database_up</c> is 0 and nothing else is told.
/// </summary>
public sealed partial class ProductGauges : IDisposable
{
    /// <summary>What these gauges are found by.</summary>
    public const string MeterName = "CaseManagement";

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    // As app.gauges calls it; as it is measured (Prometheus sees casemanagement_…, with the unit behind); its unit; what it is.
    private static readonly (string Gauge, string Name, string? Unit, string Words)[] Told =
    [
        ("events-waiting", "casemanagement.outbox.events.waiting", null, "Events that a webhook or mail address has not been told of yet"),
        ("events-age", "casemanagement.outbox.events.oldest.age", "s", "Since when the oldest of them waits"),
        ("deliveries-waiting", "casemanagement.webhook.deliveries.waiting", null, "Deliveries to active webhooks that are still to be made"),
        ("deliveries-age", "casemanagement.webhook.deliveries.oldest.age", "s", "How old the event of the oldest of them is"),
        ("webhooks-failing", "casemanagement.webhooks.failing", null, "Active webhooks that have answered nothing but failures of late"),
        ("webhooks-given-up", "casemanagement.webhooks.given.up", null, "Webhooks that were switched off because they failed"),
        ("mails-waiting", "casemanagement.mails.waiting", null, "Mails that are still to be handed over"),
        ("mails-age", "casemanagement.mails.oldest.age", "s", "Since when the oldest of them waits"),
        ("reminders-not-noticed", "casemanagement.reminders.due.unnoticed", null, "Reminders that are due and nobody has been told of"),
        ("trail-waiting", "casemanagement.trail.unsealed", null, "Entries of the audit trail that no block holds yet"),
        ("trail-age", "casemanagement.trail.lag", "s", "Since when the oldest of them waits for its seal"),
        ("job-succeeded", "casemanagement.job.last.success.timestamp", "s", "When a recurring command has last done all of its work (Unix time)"),
        ("job-failures", "casemanagement.job.failures", null, "Failed runs of a recurring command in a row"),
        ("engine-enqueued", "casemanagement.engine.enqueued", null, "Wake-ups in Hangfire's queue"),
        ("engine-failed", "casemanagement.engine.failed", null, "Wake-ups that Hangfire keeps as failed"),
    ];

    private readonly IServiceScopeFactory scopes;
    private readonly JobStorage? engine;
    private readonly ProductClock time;
    private readonly ILogger<ProductGauges> log;
    private readonly Meter meter = new(MeterName);
    private readonly SemaphoreSlim turn = new(1);
    private volatile IReadOnlyList<Sample> samples = [];
    private long readAt = -1;
    private volatile int isUp;

    /// <summary>Registers the gauges.</summary>
    public ProductGauges(IServiceScopeFactory scopes, ProductClock time, ILogger<ProductGauges> log, JobStorage? engine = null)
    {
        (this.scopes, this.time, this.log, this.engine) = (scopes, time, log, engine);
        foreach (var (gauge, name, unit, words) in Told)
        {
            meter.CreateObservableGauge(name, () => samples.Where(sample => sample.Gauge == gauge).Select(Measured), unit, words);
        }
        meter.CreateObservableGauge("casemanagement.database.up", () => isUp, null, "Whether the database has answered (1) or not (0)");
    }

    /// <summary>Reads them anew, unless that was done just now; whoever comes meanwhile waits.</summary>
    public async Task Refresh(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (readAt >= 0 && time.GetElapsedTime(readAt) < GoodFor)
            {
                return;
            }
            samples = [.. await Read(cancellationToken), .. await Task.Run(Engine, cancellationToken)];
            (isUp, readAt) = (1, time.GetTimestamp());
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            (isUp, samples, readAt) = (0, [], -1);
            NotRead(log, failure);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        meter.Dispose();
        turn.Dispose();
    }

    private async Task<List<Sample>> Read(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallContext>();
        (call.Caller, call.Action) = (Caller.System(null), nameof(ProductGauges));
        return await scope.ServiceProvider.GetRequiredService<CaseDb>().Database
            .SqlQuery<Sample>($"""select gauge as "Gauge", job as "Job", value as "Value" from app.gauges() """).ToListAsync(cancellationToken);
    }

    private IEnumerable<Sample> Engine() => engine?.GetMonitoringApi().GetStatistics() is { } counted
        ? [new Sample("engine-enqueued", null, counted.Enqueued), new Sample("engine-failed", null, counted.Failed)] : [];

    private static Measurement<double> Measured(Sample sample) =>
        sample.Job is { } job ? new Measurement<double>(sample.Value, new KeyValuePair<string, object?>("job", job)) : new Measurement<double>(sample.Value);

    private sealed record Sample(string Gauge, string? Job, double Value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not answer when metrics were asked for")]
    private static partial void NotRead(ILogger log, Exception failure);
}
