using System.Collections.Concurrent;
using CaseManagement.Api.Jobs;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>
/// Sends what is due to every webhook of every organisation, several at a time, so that a slow receiver keeps nobody else waiting. Killed at any point, it
/// goes on behind the last attempt that was recorded: a message may come twice, under the same id, and never not at all.
/// </summary>
[ForSystem, InPieces, Recurring(Name, "* * * * *", ForEachOrganisation = false)]
public sealed record DeliverWebhooks : IRecurringCommand
{
    /// <summary>What has something to tell wakes it by this name.</summary>
    public const string Name = "deliver-webhooks";
}

internal sealed class DeliverWebhooksHandler(CaseDb db, IServiceScopeFactory scopes) : IHandler<DeliverWebhooks, int>
{
    private const int AtOnce = 8;

    public async Task<int> Handle(DeliverWebhooks request, CancellationToken cancellationToken)
    {
        var organisations = await Contributions.The<IDirectory>().Working(db).OrderBy(id => id).ToListAsync(cancellationToken);
        var (due, sent, failures) = (new List<(Guid Organisation, Guid Webhook)>(), 0, new ConcurrentQueue<Exception>());
        foreach (var organisation in organisations)
        {
            try
            {
                due.AddRange((await Send(organisation, new TellWebhooks())).Select(webhook => (organisation, webhook)));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Enqueue(failure); // As below.
            }
        }
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (to, _) =>
        {
            try
            {
                Interlocked.Add(ref sent, await Send(to.Organisation, new DeliverTo(to.Webhook)));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                failures.Enqueue(failure); // The others have their turn; the runner records and tries again.
            }
        });
        return failures.IsEmpty ? sent : throw new AggregateException("Webhooks could not be served.", failures);

        async Task<T> Send<T>(Guid organisation, ICommand<T> command)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallContext>().Caller = Caller.System(organisation);
            return await scope.ServiceProvider.GetRequiredService<Pipeline.ISender>().Send(command, cancellationToken);
        }
    }
}

/// <summary>Makes deliveries of an organisation's new events; answers the webhooks for which something is due.</summary>
[ForSystem]
public sealed record TellWebhooks : ICommand<List<Guid>>;

internal sealed class TellWebhooksHandler(CaseDb db) : IHandler<TellWebhooks, List<Guid>>
{
    public Task<List<Guid>> Handle(TellWebhooks request, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Guid>($"select w as \"Value\" from app.tell_webhooks() w").ToListAsync(cancellationToken);
}
