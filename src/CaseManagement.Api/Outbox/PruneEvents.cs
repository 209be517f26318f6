using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>
/// Forgets events a while (Webhooks:EventDays) after every webhook had them or was out of use. Who follows the feed from before that is told so, and begins
/// anew. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("prune-events", "37 2 * * *")]
public sealed record PruneEvents : IRecurringCommand;

internal sealed class PruneEventsHandler(CaseDb db, CallContext call, WebhookSettings settings) : IHandler<PruneEvents, int>
{
    public Task<int> Handle(PruneEvents request, CancellationToken cancellationToken)
    {
        var before = call.Now - settings.EventsKeptFor;
        return db.Database.SqlQuery<int>($"select app.prune_events({before}) as \"Value\"").SingleAsync(cancellationToken);
    }
}
