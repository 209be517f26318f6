using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>Gives a webhook another name, address or other types.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Url">Where it is.</param>
/// <param name="EventTypes">Of which types it is told; of all where left out.</param>
[Requires(Permission.ManageApiClients)]
[Operation("Change a webhook", "What waits to be sent goes to the new address.", Audience = Audience.Partner)]
public sealed record ChangeWebhook(
    [Example("Fachverfahren")] string Name,
    [Example("https://fachverfahren.example.org/webhooks")] string Url,
    [Example("referral.sent")] string[]? EventTypes = null) : ICommand<Saved>
{
    /// <summary>The webhook.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class ChangeWebhookValidator : AbstractValidator<ChangeWebhook>
{
    public ChangeWebhookValidator(WebhookSettings settings)
    {
        RuleFor(webhook => webhook.Name).WebhookName();
        RuleFor(webhook => webhook.Url).WebhookUrl(settings);
        RuleForEach(webhook => webhook.EventTypes).EventType();
    }
}

internal static class WebhookAccess
{
    /// <summary>The acting organisation's webhook, where it is the version that was seen; none is asked for where it is null.</summary>
    /// <exception cref="RefusedException">404, 412.</exception>
    public static async Task<Webhook> WebhookOf(this CaseDb db, Guid id, uint? version, CancellationToken cancellationToken)
    {
        var webhook = await db.Set<Webhook>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw RefusedException.NotFound(id);
        if (version is { } seen)
        {
            IfMatch.Check(seen, webhook.Version);
        }
        return webhook;
    }
}

internal sealed class ChangeWebhookHandler(CaseDb db, CallContext call) : IHandler<ChangeWebhook, Saved>
{
    public async Task<Saved> Handle(ChangeWebhook request, CancellationToken cancellationToken)
    {
        var webhook = await db.WebhookOf(request.Id, request.Version, cancellationToken);
        webhook.Change(new WebhookContent(request.Name, request.Url, request.EventTypes ?? []), call.Now);
        return await db.Save(webhook, cancellationToken);
    }
}
