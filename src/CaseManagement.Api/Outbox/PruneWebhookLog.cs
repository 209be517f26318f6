using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Forgets what was sent to webhooks, a while after it has ended (Webhooks:LogDays).</summary>
[ForSystem, Recurring("prune-webhook-log", "23 2 * * *")]
public sealed record PruneWebhookLog : IRecurringCommand;

internal sealed class PruneWebhookLogHandler(CaseDb db, CallContext call, WebhookSettings settings) : IHandler<PruneWebhookLog, int>
{
    public Task<int> Handle(PruneWebhookLog request, CancellationToken cancellationToken)
    {
        var until = call.Now - settings.KeptFor;
        return db.Set<WebhookDelivery>().Where(row => row.OrganisationId == call.Caller.OrganisationId && row.EndedAt < until)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
