using System.Collections.Concurrent;
using CaseManagement.Api.Http;
using Quartz;

namespace CaseManagement.Api.Jobs;

/// <summary>
/// Quartz on PostgreSQL, schema <c>quartz</c>: any number of instances share one store, and those that live take over
/// what a dead one had begun.
/// </summary>
public sealed class QuartzEngine(ISchedulerFactory schedulers, ProductClock time) : IJobEngine
{
    private const string Recurring = "recurring";
    private const string Once = "once";

    // A command that recurs daily must not wait for tomorrow because the database was away for a minute.
    // A retry never displaces the next occurrence.
    private static readonly RetryPolicy Retries = RetryPolicy.Exponential(5, TimeSpan.FromSeconds(10), 3, TimeSpan.FromMinutes(15));

    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public string Name => JobEngines.Quartz;

    /// <inheritdoc />
    public async Task Recur(string command, string cron, CancellationToken cancellationToken)
    {
        var schedule = CronExpression.Parse(cron, CronFormat.Unix).WithTimeZone(TimeZoneInfo.Utc);
        var scheduler = await SchedulerThatKnows(command, cancellationToken);
        var key = new TriggerKey(command, Recurring);
        if (await scheduler.GetTrigger(key, cancellationToken) is ICronTrigger agreed && agreed.CronExpressionString == schedule.CronExpressionString)
        {
            return; // Stored anew it would count from now on and so forget an occurrence missed while no process ran.
        }
        var trigger = Trigger(key, command)
            .WithCronSchedule(schedule, cronSchedule => cronSchedule.WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, cancellationToken);
    }

    /// <inheritdoc />
    public async Task RecurOnly(IReadOnlyCollection<string> commands, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var keys = await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals(Recurring), cancellationToken);
        var gone = keys.Where(key => !commands.Contains(key.Name, StringComparer.Ordinal)).ToList();
        if (gone.Count > 0)
        {
            await scheduler.UnscheduleJobs(gone, cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task WakeAt(string command, DateTimeOffset at, CancellationToken cancellationToken)
    {
        // Rounded up: a command woken a fraction of a second before its rows are due would find nothing to do.
        var second = at.ToUnixTimeSeconds() + (at.Ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0);
        // The product's clock may be ahead of Quartz's, which is the system's: hand over the distance, not the date.
        var distance = DateTimeOffset.FromUnixTimeSeconds(second) - time.GetUtcNow();
        // A trigger stored with a date long past would count as missed and wait for the next search for such.
        return Wake(new TriggerKey($"{command}@{second}", Once), command, distance > TimeSpan.Zero ? distance : TimeSpan.Zero, cancellationToken);
    }

    /// <inheritdoc />
    public Task WakeNow(string command, CancellationToken cancellationToken) =>
        Wake(new TriggerKey(command, Once), command, TimeSpan.Zero, cancellationToken);

    private async Task Wake(TriggerKey key, string command, TimeSpan after, CancellationToken cancellationToken)
    {
        var scheduler = await SchedulerThatKnows(command, cancellationToken);
        var trigger = Trigger(key, command)
            .StartAt(TimeProvider.System.GetUtcNow() + after)
            .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build();
        // Keep: one that still waits serves both requests. One whose run has begun does not count as waiting.
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
    }

    private static TriggerBuilder<WakeCommand> Trigger(TriggerKey key, string command) =>
        TriggerBuilder.Create<WakeCommand>().WithIdentity(key).ForJob(command).WithRetryPolicy(Retries);

    private async Task<IScheduler> SchedulerThatKnows(string command, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        if (!known.ContainsKey(command))
        {
            var job = JobBuilder.Create<WakeCommand>().WithIdentity(command).StoreDurably().RequestRecovery().Build();
            await scheduler.AddJob(job, AddJobOptions.Replacing, cancellationToken);
            known[command] = true;
        }
        return scheduler;
    }
}

/// <summary>
/// The one job that Quartz knows; its key is the command's name. While one firing of a key runs, Quartz holds the others
/// back in the whole cluster. Quartz stores this class by name: renaming it strands what waits in the store.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class WakeCommand(RunCommand run) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await run(context.JobDetail.Key.Name, cancellationToken);
}
