using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>One webhook.</summary>
/// <param name="Id">The webhook.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Get a webhook", "With its health. Never a secret.", Audience = Audience.Partner)]
public sealed record GetWebhook(Guid Id) : IQuery<WebhookView>;

/// <summary>A webhook.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Url">Where it is.</param>
/// <param name="EventTypes">Of which types it is told; empty: of all.</param>
/// <param name="Status">Whether it is sent to.</param>
/// <param name="DisabledAt">Since when not.</param>
/// <param name="DisabledWhy">Why not: by hand, because it has answered 410, because it did nothing but fail for five days.</param>
/// <param name="SecretChangedAt">When it last got a secret; without one nothing is sent.</param>
/// <param name="FailingSince">Nothing but failures since.</param>
/// <param name="LastSequence">The number of the last event that it is, or will be, told.</param>
/// <param name="CreatedAt">Registered at.</param>
public sealed record WebhookView(
    Guid Id,
    [Example("Fachverfahren")] string Name,
    [Example("https://fachverfahren.example.org/webhooks")] string Url,
    [Example("referral.sent")] IReadOnlyList<string> EventTypes,
    WebhookStatus Status,
    [Example(null)] DateTimeOffset? DisabledAt,
    [Example(null)] DisabledWhy? DisabledWhy,
    DateTimeOffset? SecretChangedAt,
    [Example(null)] DateTimeOffset? FailingSince,
    [Example(17L)] long LastSequence,
    DateTimeOffset CreatedAt) : IVersioned
{
    /// <inheritdoc />
    [JsonIgnore] public uint Version { get; init; }

    internal static IQueryable<WebhookView> Of(CaseDb db, IQueryable<Webhook> rows) =>
        from row in rows
        join state in db.Set<WebhookState>() on row.Id equals state.WebhookId
        select new WebhookView(row.Id, row.Name, row.Url, row.EventTypes, row.Status, row.DisabledAt, row.DisabledWhy, row.SecretChangedAt,
            state.FailingSince, state.LastNumber, row.CreatedAt)
        { Version = row.Version };
}

internal sealed class GetWebhookHandler(CaseDb db) : IHandler<GetWebhook, WebhookView>
{
    public async Task<WebhookView> Handle(GetWebhook request, CancellationToken cancellationToken) =>
        await WebhookView.Of(db, db.Set<Webhook>().Where(row => row.Id == request.Id)).SingleOrDefaultAsync(cancellationToken)
        ?? throw RefusedException.NotFound(request.Id);
}
