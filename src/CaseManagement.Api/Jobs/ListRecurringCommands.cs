using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Jobs;

/// <summary>Every recurring command with its schedule and last run.</summary>
[Requires(Permission.OperateJobs), ByOperator]
public sealed record ListRecurringCommands : IQuery<RecurringCommands>;

/// <summary>The commands and what wakes them.</summary>
/// <param name="Engine">hangfire or none.</param>
/// <param name="Items">By name.</param>
public sealed record RecurringCommands(string Engine, IReadOnlyList<RecurringCommandState> Items);

/// <summary>One command.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Cron">When it is woken: five fields, UTC.</param>
/// <param name="StartedAt">Start of the last run.</param>
/// <param name="FinishedAt">Its end; earlier than the start while a run is under way.</param>
/// <param name="Outcome">done or failed; details of a failure are in the log.</param>
/// <param name="ChangedRows">Rows that the last run has changed.</param>
/// <param name="Failures">Failed runs in a row.</param>
public sealed record RecurringCommandState(string Name, string Cron, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Outcome, long? ChangedRows, int Failures);

internal sealed class ListRecurringCommandsHandler(CaseDb db, IJobEngine engine) : IHandler<ListRecurringCommands, RecurringCommands>
{
    public async Task<RecurringCommands> Handle(ListRecurringCommands request, CancellationToken cancellationToken) => new(engine.Name,
        await db.Database.SqlQuery<RecurringCommandState>($"""
            select name as "Name", cron as "Cron", started_at as "StartedAt", finished_at as "FinishedAt", outcome as "Outcome", changed_rows as "ChangedRows", failures as "Failures"
            from jobs.recurring_command order by name
            """).ToListAsync(cancellationToken));
}
