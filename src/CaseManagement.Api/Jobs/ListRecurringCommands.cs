using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Jobs;

/// <summary>Every recurring command with its schedule and last run.</summary>
[Requires(Permission.OperateJobs), ByOperator]
[Operation("List recurring commands", "With schedule (UTC), last run and outcome, and the engine that wakes them.")]
public sealed record ListRecurringCommands : IQuery<RecurringCommands>;

/// <summary>The commands and what wakes them.</summary>
/// <param name="Engine">hangfire or none.</param>
/// <param name="Items">By name.</param>
public sealed record RecurringCommands([Example(JobEngines.Hangfire)] string Engine, IReadOnlyList<RecurringCommandState> Items);

/// <summary>One command.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Cron">When it is woken: five fields, UTC.</param>
/// <param name="StartedAt">Start of the last run.</param>
/// <param name="FinishedAt">Its end; earlier than the start while a run is under way.</param>
/// <param name="Outcome">done or failed; details of a failure are in the log.</param>
/// <param name="ChangedRows">Rows that the last run has changed.</param>
/// <param name="Failures">Failed runs in a row.</param>
public sealed record RecurringCommandState(
    [Example("notice-due-reminders")] string Name,
    [Example("*/5 * * * *")] string Cron,
    DateTimeOffset? StartedAt,
    [Example("2026-03-02T09:30:02Z")] DateTimeOffset? FinishedAt,
    [Example("done")] string? Outcome,
    long? ChangedRows,
    [Example(0)] int Failures);

internal sealed class ListRecurringCommandsHandler(CaseDb db, IJobEngine engine) : IHandler<ListRecurringCommands, RecurringCommands>
{
    public async Task<RecurringCommands> Handle(ListRecurringCommands request, CancellationToken cancellationToken) => new(engine.Name,
        await db.Database.SqlQuery<RecurringCommandState>($"""
            select name as "Name", cron as "Cron", started_at as "StartedAt", finished_at as "FinishedAt", outcome as "Outcome",
                   changed_rows as "ChangedRows", failures as "Failures"
            from jobs.recurring_command order by name
            """).ToListAsync(cancellationToken));
}
