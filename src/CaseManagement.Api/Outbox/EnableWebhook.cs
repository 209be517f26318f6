using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Takes a webhook into use again.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Enable a webhook", "However it came to be disabled. What it has missed is sent now, in order; what was given up before is replayed by hand.",
    Audience = Audience.Partner)]
public sealed record EnableWebhook(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class EnableWebhookHandler(CaseDb db, CallContext call) : IHandler<EnableWebhook, Saved>
{
    public async Task<Saved> Handle(EnableWebhook request, CancellationToken cancellationToken)
    {
        var webhook = await db.WebhookOf(request.Id, request.Version, cancellationToken);
        webhook.Enable(call.Now);
        var state = await db.Set<WebhookState>().SingleAsync(row => row.WebhookId == webhook.Id, cancellationToken);
        state.Fails(null);
        state.LeaveAlone(null);
        return await db.Save(webhook, cancellationToken);
    }
}
