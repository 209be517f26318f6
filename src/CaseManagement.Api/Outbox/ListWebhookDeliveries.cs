using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>What was sent to a webhook.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Outcome">Only those that ended so.</param>
/// <param name="Page">Which page.</param>
[Requires(Permission.ManageApiClients)]
[Operation("List a webhook's deliveries", "Newest first, with each attempt; kept for 30 days after they have ended, unless the operator says otherwise.",
    Audience = Audience.Partner)]
public sealed record ListWebhookDeliveries(Guid Id, DeliveryOutcome? Outcome, Paging Page) : IQuery<Page<DeliveryRow>>;

/// <summary>A delivery.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Kind">live, replay or test.</param>
/// <param name="EventId">webhook-id of the message.</param>
/// <param name="Type">Of the event.</param>
/// <param name="ReferralId">The referral; null of a test.</param>
/// <param name="Sequence">The webhook's number for it; null of a test.</param>
/// <param name="Outcome">How it ended; null while it has not.</param>
/// <param name="NextAttemptAt">When it is tried next.</param>
/// <param name="CreatedAt">Since when it is to be sent.</param>
/// <param name="Attempts">Each attempt.</param>
public sealed record DeliveryRow(
    Guid Id,
    DeliveryKind Kind,
    Guid EventId,
    [Example("referral.sent")] string Type,
    Guid? ReferralId,
    [Example(12L)] long? Sequence,
    DeliveryOutcome? Outcome,
    [Example(null)] DateTimeOffset? NextAttemptAt,
    DateTimeOffset CreatedAt,
    IReadOnlyList<AttemptRow> Attempts);

/// <summary>An attempt.</summary>
/// <param name="At">When.</param>
/// <param name="Status">Of the answer; null where there was none.</param>
/// <param name="Failure">Why there was none: address-not-allowed, name, connection, tls, timeout.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record AttemptRow(DateTimeOffset At, [Example(204)] int? Status, [Example(null)] string? Failure, [Example(87)] int Milliseconds);

internal sealed class ListWebhookDeliveriesHandler(CaseDb db) : IHandler<ListWebhookDeliveries, Page<DeliveryRow>>
{
    private static readonly Order<WebhookDelivery, DeliveryRow> NewestFirst =
        Order.Descending((WebhookDelivery row) => ValueTuple.Create(row.CreatedAt, row.Id), (DeliveryRow row) => (row.CreatedAt, row.Id));

    public async Task<Page<DeliveryRow>> Handle(ListWebhookDeliveries request, CancellationToken cancellationToken)
    {
        var filter = request with { Page = Paging.First };
        if (!await db.Set<Webhook>().AnyAsync(row => row.Id == request.Id, cancellationToken))
        {
            throw RefusedException.NotFound(request.Id);
        }
        var rows = db.Set<WebhookDelivery>().Where(row => row.WebhookId == request.Id && (request.Outcome == null || row.Outcome == request.Outcome));
        var shown = await NewestFirst.Next(rows, request.Page, filter).Select(row => new DeliveryRow(row.Id, row.Kind, row.EventId, row.Type, row.SubjectId,
            row.Sequence, row.Outcome, row.NextAttemptAt, row.CreatedAt, db.Set<WebhookAttempt>().Where(attempt => attempt.DeliveryId == row.Id)
                .OrderBy(attempt => attempt.At).Select(attempt => new AttemptRow(attempt.At, attempt.Status, attempt.Failure, attempt.Milliseconds)).ToList()))
            .ToListAsync(cancellationToken);
        return NewestFirst.Cut(shown, request.Page, filter, await rows.CountFor(request.Page, cancellationToken));
    }
}
