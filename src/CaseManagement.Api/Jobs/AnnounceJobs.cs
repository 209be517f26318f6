using Npgsql;

namespace CaseManagement.Api.Jobs;

/// <summary>
/// On start, tells the engine from the rows what to wake: every recurring command, and the dated wake-ups still open.
/// So an engine with an empty store knows all there is to know.
/// </summary>
internal sealed class AnnounceJobs(IJobEngine engine, NpgsqlDataSource source) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var command in RecurringCommand.All)
        {
            await Record(command, cancellationToken);
            await engine.Recur(command.Name, command.Cron, cancellationToken);
        }
        await engine.RecurOnly([.. RecurringCommand.All.Select(command => command.Name)], cancellationToken);
        foreach (var (command, dueAt) in await OpenWakeUps(cancellationToken))
        {
            await engine.WakeAt(command, dueAt, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A dated wake-up refers to its command's row, whether or not the command has run before.
    private async Task Record(RecurringCommand recurring, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            insert into jobs.recurring_command (name, cron) values ($1, $2) on conflict (name) do update set cron = excluded.cron
            """);
        command.Parameters.Add(new() { Value = recurring.Name });
        command.Parameters.Add(new() { Value = recurring.Cron });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<(string Command, DateTimeOffset DueAt)>> OpenWakeUps(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select distinct command, due_at from jobs.wake_up where done_at is null order by due_at");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var open = new List<(string, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            open.Add((reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)));
        }
        return open;
    }
}
