using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Sends again what was sent, or given up.</summary>
/// <param name="FromSequence">The first number.</param>
/// <param name="ToSequence">The last one; every later one where left out.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Replay events", """
    Up to 1,000 events by their numbers, with the same `webhook-id` and `sequence` as before, as far as the log is kept. It neither heals nor harms the webhook.
    What is still waiting is not sent twice.
    """, Audience = Audience.Partner)]
public sealed record ReplayWebhook([Example(12L)] long FromSequence, [Example(null)] long? ToSequence = null) : ICommand<QueuedDeliveries>
{
    /// <summary>The webhook.</summary>
    [JsonIgnore] public Guid Id { get; init; }
}

internal sealed class ReplayWebhookValidator : AbstractValidator<ReplayWebhook>
{
    public ReplayWebhookValidator()
    {
        RuleFor(replay => replay.FromSequence).GreaterThanOrEqualTo(1);
        RuleFor(replay => replay.ToSequence).GreaterThanOrEqualTo(replay => replay.FromSequence).When(replay => replay.ToSequence is not null);
    }
}

internal sealed class ReplayWebhookHandler(CaseDb db, CallContext call) : IHandler<ReplayWebhook, QueuedDeliveries>
{
    private const int Most = 1000;

    public async Task<QueuedDeliveries> Handle(ReplayWebhook request, CancellationToken cancellationToken)
    {
        var webhook = (await db.WebhookOf(request.Id, null, cancellationToken)).RequireUsable();
        var log = db.Set<WebhookDelivery>().Where(row => row.WebhookId == webhook.Id);
        var ended = await log.Where(row => row.Kind == DeliveryKind.Live && row.NextAttemptAt == null && row.Sequence >= request.FromSequence
                && (request.ToSequence == null || row.Sequence <= request.ToSequence)
                && !log.Any(other => other.EventId == row.EventId && other.NextAttemptAt != null))
            .OrderBy(row => row.Sequence).Take(Most).AsNoTracking().ToListAsync(cancellationToken);
        db.AddRange(ended.Select(delivery => WebhookDelivery.Replay(webhook, delivery, call.Now)));
        await db.SaveChangesAsync(cancellationToken);
        return new QueuedDeliveries(ended.Count);
    }
}
