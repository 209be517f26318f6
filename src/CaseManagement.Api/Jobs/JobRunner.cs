using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CaseManagement.Api.Jobs;

/// <summary>
/// What an engine calls when it wakes a command: runs it as the system, for each organisation in a scope and
/// transaction of its own, and records the outcome. One run of a command at a time in the whole installation
/// (advisory lock, freed by PostgreSQL when the process dies); a second wake-up meanwhile is turned away, and the engine
/// comes back later, because the running one may have looked already.
/// </summary>
public sealed partial class JobRunner(IServiceScopeFactory scopes, NpgsqlDataSource source, ProductClock time, ILogger<JobRunner> log)
{
    /// <summary>Runs a command by its name.</summary>
    /// <returns>False when it is running elsewhere and so was not run now.</returns>
    /// <exception cref="ArgumentException">There is no such command.</exception>
    /// <exception cref="AggregateException">It failed for one or more organisations; the others were served all the same.</exception>
    public async Task<bool> Run(string command, CancellationToken cancellationToken)
    {
        var entry = RecurringCommand.All.SingleOrDefault(candidate => candidate.Name == command)
            ?? throw new ArgumentException($"There is no recurring command '{command}'.", nameof(command));
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (!await TryLock(connection, command, cancellationToken))
        {
            return false;
        }
        try
        {
            var started = time.GetUtcNow();
            await Execute(connection, """
                insert into jobs.recurring_command (name, cron, started_at) values ($1, $2, $3)
                on conflict (name) do update set cron = excluded.cron, started_at = excluded.started_at
                """, [command, entry.Cron, started], cancellationToken);
            var (changed, failures) = await RunForAll(entry, cancellationToken);
            await Execute(connection, """
                update jobs.recurring_command set finished_at = $2, outcome = case when $3 = 0 then 'done' else 'failed' end,
                       changed_rows = $4, failures = case when $3 = 0 then 0 else failures + 1 end,
                       succeeded_at = case when $3 = 0 then $2 else succeeded_at end where name = $1
                """, [command, time.GetUtcNow(), failures.Count, (long)changed], cancellationToken);
            if (failures.Count == 0)
            {
                // Only what was due when the run began: a later wake-up may stand for later rows.
                await Execute(connection, "update jobs.wake_up set done_at = $2 where command = $1 and done_at is null and due_at <= $3",
                    [command, time.GetUtcNow(), started], cancellationToken);
                return true;
            }
            throw new AggregateException($"Recurring command '{command}' failed.", failures);
        }
        finally
        {
            await Execute(connection, "select pg_advisory_unlock(hashtext('job.' || $1))", [command], CancellationToken.None);
        }
    }

    private async Task<(int Changed, List<Exception> Failures)> RunForAll(RecurringCommand entry, CancellationToken cancellationToken)
    {
        var organisations = entry.ForEachOrganisation ? await Organisations(cancellationToken) : [null];
        var changed = 0;
        var failures = new List<Exception>();
        foreach (var organisation in organisations)
        {
            try
            {
                var due = (IRecurringCommand)Activator.CreateInstance(entry.Type)!;
                int now;
                do
                {
                    changed += now = await RunOnce(due, organisation, cancellationToken);
                }
                while (due is IRunsInBatches batches && now >= batches.BatchSize);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One organisation's trouble must not keep the others waiting; told to the engine at the end.
                Failed(log, entry.Name, organisation, failure);
                failures.Add(failure);
            }
        }
        return (changed, failures);
    }

    private async Task<int> RunOnce(IRecurringCommand due, Guid? organisation, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(organisation);
        // Nobody waits for an answer; of a large organisation it takes longer than a request may.
        scope.ServiceProvider.GetRequiredService<CaseDb>().Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(due, cancellationToken);
    }

    private async Task<List<Guid?>> Organisations(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CaseDb>();
        return await Contributions.The<IDirectory>().Working(db).OrderBy(id => id).Select(id => (Guid?)id).ToListAsync(cancellationToken);
    }

    private static async Task<bool> TryLock(NpgsqlConnection connection, string command, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand("select pg_try_advisory_lock(hashtext('job.' || $1))", connection)
        {
            Parameters = { new() { Value = command } },
        };
        return (bool)(await take.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Recurring command {Command} failed for organisation {Organisation}")]
    private static partial void Failed(ILogger log, string command, Guid? organisation, Exception failure);
}
