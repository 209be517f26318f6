using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Outbox;

/// <summary>Takes a webhook out of use for a while.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Disable a webhook", "Nothing is sent until it is enabled; what it misses meanwhile it is told then. A second time changes nothing.",
    Audience = Audience.Partner)]
public sealed record DisableWebhook(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class DisableWebhookHandler(CaseDb db, CallContext call) : IHandler<DisableWebhook, Saved>
{
    public async Task<Saved> Handle(DisableWebhook request, CancellationToken cancellationToken)
    {
        var webhook = await db.WebhookOf(request.Id, request.Version, cancellationToken);
        webhook.Disable(DisabledWhy.ByHand, call.Now);
        return await db.Save(webhook, cancellationToken);
    }
}
