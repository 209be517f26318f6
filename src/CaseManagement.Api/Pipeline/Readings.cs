using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CaseManagement.Api.Pipeline;

/// <summary>
/// Puts readings of persons' data on record before their answers leave. Those that wait at the same time go together, in one
/// statement and one commit: the more is read, the less each record costs, and nobody waits longer than for two commits.
/// </summary>
public sealed class Readings(NpgsqlDataSource source)
{
    private const int Most = 500;

    private readonly ConcurrentQueue<Waiting> queue = new();
    private int isWriting;

    /// <summary>Records one reading; comes back when it is on disk.</summary>
    /// <param name="call">Who reads, by which request.</param>
    /// <param name="clients">Whose data the answer shows.</param>
    /// <param name="subject">What was asked for, where that is no person.</param>
    /// <exception cref="NpgsqlException">It could not be written: then there is no answer.</exception>
    public Task Record(CallContext call, Guid[] clients, Guid? subject)
    {
        var caller = call.Caller;
        var mine = new Waiting(
            new Reading(call.Now, caller.OrganisationId, call.Action, call.Reason, caller.StaffId, caller.SessionId, call.RequestId, subject, clients),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        queue.Enqueue(mine);
        _ = WriteAll();
        return mine.Written.Task;
    }

    // Whoever finds nobody writing writes for all who wait, until nobody does.
    private async Task WriteAll()
    {
        while (!queue.IsEmpty && Interlocked.CompareExchange(ref isWriting, 1, 0) == 0)
        {
            List<Waiting> batch = [];
            while (batch.Count < Most && queue.TryDequeue(out var next))
            {
                batch.Add(next);
            }
            try
            {
                await Write(batch);
                batch.ForEach(waiting => waiting.Written.SetResult());
            }
            catch (Exception failure) // Told to each of them; nothing is swallowed.
            {
                batch.ForEach(waiting => waiting.Written.SetException(failure));
            }
            finally
            {
                Volatile.Write(ref isWriting, 0);
            }
        }
    }

    private async Task Write(List<Waiting> batch)
    {
        if (batch.Count > 0)
        {
            await using var command = source.CreateCommand("CALL audit.record_readings($1)");
            command.Parameters.Add(new()
            {
                NpgsqlDbType = NpgsqlDbType.Jsonb,
                Value = JsonSerializer.Serialize(batch.Select(waiting => waiting.Reading), JsonSerializerOptions.Web),
            });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private sealed record Waiting(Reading Reading, TaskCompletionSource Written);

    // Members as audit.record_readings.
    private sealed record Reading(
        DateTimeOffset At, Guid? Organisation, string Action, string? Reason, Guid? Staff, Guid? Session, string? Request, Guid? Subject, Guid[] Clients);
}
