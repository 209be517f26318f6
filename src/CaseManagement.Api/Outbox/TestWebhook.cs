using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Outbox;

/// <summary>Sends a test to a webhook.</summary>
/// <param name="Id">The webhook.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Test a webhook", """
    A message of the type `webhook.test`, signed, within a minute and once: how it went stands in `…/deliveries`. It neither heals nor harms the webhook.
    """, Audience = Audience.Partner)]
public sealed record TestWebhook(Guid Id) : ICommand<QueuedDeliveries>;

/// <summary>What will be sent.</summary>
/// <param name="Count">How many messages.</param>
public sealed record QueuedDeliveries([Example(1)] int Count);

internal sealed class TestWebhookHandler(CaseDb db, CallContext call) : IHandler<TestWebhook, QueuedDeliveries>
{
    public async Task<QueuedDeliveries> Handle(TestWebhook request, CancellationToken cancellationToken)
    {
        var webhook = (await db.WebhookOf(request.Id, null, cancellationToken)).RequireUsable();
        db.Add(WebhookDelivery.Test(webhook, call.Now));
        await db.SaveChangesAsync(cancellationToken);
        return new QueuedDeliveries(1);
    }
}

internal static class WebhookUse
{
    /// <summary>Whether anything can be sent to it.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public static Webhook RequireUsable(this Webhook webhook) =>
        webhook.Status == WebhookStatus.Disabled ? throw new RefusedException(OutboxProblems.Disabled)
        : webhook.SecretChangedAt is null ? throw new RefusedException(OutboxProblems.NoSecret) : webhook;
}
