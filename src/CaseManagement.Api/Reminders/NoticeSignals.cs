using System.Collections.Concurrent;
using System.Threading.Channels;
using CaseManagement.Api.Persistence;
using Npgsql;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// Wakes streams when a notice for their reader commits: one listening connection for the process, begun with the first stream. What it misses while it is
/// gone costs no more than time: streams look by themselves as often as they show that they live.
/// </summary>
public sealed class NoticeSignals(IConfiguration configuration, ILogger<NoticeSignals> logger) : IAsyncDisposable
{
    /// <summary>How many streams one colleague may have open in this process: windows of a browser.</summary>
    public const int Most = 8;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, Channel<bool>[]> streams = new();
    private readonly CancellationTokenSource ends = new();
    private readonly Lock gate = new();
    private Task? listening;

    /// <summary>A stream of somebody begins; dispose it with the stream.</summary>
    /// <returns>The stream; null where there are too many.</returns>
    public Stream? Open(Guid staffId)
    {
        lock (gate)
        {
            if (streams.GetValueOrDefault(staffId, []) is not { Length: < Most } open)
            {
                return null;
            }
            var wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
            streams[staffId] = [.. open, wakes];
            if (listening is null)
            {
                // It outlives the request that begins it, and is no part of that one's trace and log scope.
                using var apart = ExecutionContext.SuppressFlow();
                listening = Task.Run(() => Listen(ends.Token));
            }
            return new Stream(this, staffId, wakes);
        }
    }

    private void Close(Guid staffId, Channel<bool> wakes)
    {
        lock (gate)
        {
            var left = streams[staffId].Where(one => one != wakes).ToArray();
            if (left.Length == 0)
            {
                streams.TryRemove(staffId, out _);
            }
            else
            {
                streams[staffId] = left;
            }
        }
    }

    private async Task Listen(CancellationToken cancellationToken)
    {
        // Of no pool: it is held for as long as the process lives.
        var connectionString = new NpgsqlConnectionStringBuilder(AppConnection.Of(configuration)) { Pooling = false, KeepAlive = 30 }.ConnectionString;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                connection.Notification += (_, told) => Wake(told.Payload);
                await connection.OpenAsync(cancellationToken);
                await using (var listen = new NpgsqlCommand("listen notice", connection))
                {
                    await listen.ExecuteNonQueryAsync(cancellationToken);
                }
                foreach (var wakes in streams.Values.SelectMany(open => open))
                {
                    wakes.Writer.TryWrite(true); // What came while nobody listened.
                }
                while (true)
                {
                    await connection.WaitAsync(cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                logger.LogWarning(failure, "The connection that listens for notices is gone; another one is opened.");
                await Task.Delay(Again, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private void Wake(string staffId)
    {
        if (Guid.TryParse(staffId, out var id) && streams.TryGetValue(id, out var open))
        {
            foreach (var wakes in open)
            {
                wakes.Writer.TryWrite(true);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        if (listening is not null)
        {
            await listening;
        }
        ends.Dispose();
    }

    /// <summary>One stream, which waits to be woken.</summary>
    public sealed class Stream(NoticeSignals signals, Guid staffId, Channel<bool> wakes) : IDisposable
    {
        /// <summary>Comes back when there may be something new, or when so much time has passed.</summary>
        public async Task Wait(TimeSpan atMost, CancellationToken cancellationToken)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(atMost);
            try
            {
                await wakes.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Time has passed: that is an answer, too.
            }
        }

        /// <inheritdoc />
        public void Dispose() => signals.Close(staffId, wakes);
    }
}
