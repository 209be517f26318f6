using System.Diagnostics;
using System.Text.Json;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using CaseManagement.Api.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Outbox;

/// <summary>
/// Sends what is due to one webhook: in order for each referral, each attempt recorded in a transaction of its own. A receiver that is slow has its turn for
/// <see cref="WebhookSettings.Turn"/>; the rest stays due, and nobody waits longer for him.
/// </summary>
/// <param name="WebhookId">Which one.</param>
[ForSystem, InPieces]
public sealed record DeliverTo(Guid WebhookId) : ICommand<int>;

internal sealed class DeliverToHandler(
    CaseDb db, CallContext call, WebhookSender sender, WebhookSettings settings, IDataProtectionProvider protection) : IHandler<DeliverTo, int>
{
    private const int AtOnce = 100;

    public async Task<int> Handle(DeliverTo request, CancellationToken cancellationToken)
    {
        var url = await db.Set<Webhook>().Where(row => row.Id == request.WebhookId && row.Status == WebhookStatus.Active).Select(row => row.Url)
            .SingleOrDefaultAsync(cancellationToken);
        var kept = await db.Database.SqlQuery<string>($"select s as \"Value\" from access.webhook_secrets({request.WebhookId}) s")
            .ToListAsync(cancellationToken);
        if (url is null || kept.Count == 0)
        {
            return 0;
        }
        var secrets = kept.ConvertAll(secret => protection.ForWebhooks().Unprotect(secret));
        var admitted = await db.Set<AdmittedNetwork>().Where(row => row.EndedAt == null).Select(row => row.Network).ToListAsync(cancellationToken);
        var (sent, waiting, watch) = (0, new HashSet<Guid>(), Stopwatch.StartNew());
        foreach (var delivery in await Due(request.WebhookId, cancellationToken))
        {
            if (delivery.SubjectId is { } subject && waiting.Contains(subject))
            {
                continue; // What happened to it before has not arrived yet.
            }
            if (watch.Elapsed >= settings.Turn)
            {
                return sent; // Others wait for the next run.
            }
            var answered = await sender.Send(url, secrets, Message(delivery), admitted, cancellationToken);
            if (!await Record(delivery.Id, answered, cancellationToken) || answered.Status is null || answered.RetryAfter is not null)
            {
                return sent; // Out of use, not to be reached, or left alone as it asks: the rest is due still, and tried by the next run.
            }
            sent += answered.IsDelivered ? 1 : 0;
            if (!answered.IsDelivered && delivery is { SubjectId: { } failed, Kind: DeliveryKind.Live })
            {
                waiting.Add(failed);
            }
        }
        return sent;
    }

    // Due, and of each referral only what no earlier number of the same referral has to precede.
    private Task<List<WebhookDelivery>> Due(Guid webhook, CancellationToken cancellationToken)
    {
        var now = call.Now;
        var open = db.Set<WebhookDelivery>().Where(row => row.WebhookId == webhook && row.NextAttemptAt != null);
        return open.Where(row => row.NextAttemptAt <= now && !open.Any(earlier => earlier.Kind == DeliveryKind.Live && row.Kind == DeliveryKind.Live
                && earlier.SubjectId == row.SubjectId && earlier.Sequence < row.Sequence && earlier.NextAttemptAt > now))
            .OrderBy(row => row.Sequence).ThenBy(row => row.Id).Take(AtOnce).AsNoTracking().ToListAsync(cancellationToken);
    }

    // Ids only; the type says what happened, never why or to whom.
    private (string Id, DateTimeOffset At, string Body) Message(WebhookDelivery of) => ($"{of.EventId}", call.Now, JsonSerializer.Serialize(new
    {
        type = of.Type,
        timestamp = of.EventAt,
        data = of.Kind == DeliveryKind.Test ? (object)new { of.EventId, of.WebhookId } : new { of.EventId, ReferralId = of.SubjectId, of.Sequence },
    }, ApiJson.Stored));

    private async Task<bool> Record(Guid id, Answered answered, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var delivery = await db.Set<WebhookDelivery>().SingleAsync(row => row.Id == id, cancellationToken);
        var webhook = await db.Set<Webhook>().SingleAsync(row => row.Id == delivery.WebhookId, cancellationToken);
        var isTest = delivery.Kind == DeliveryKind.Test;
        delivery.Tried(answered.IsDelivered, isTest ? null : RetrySchedule.After(delivery.Attempts, answered.RetryAfter), call.Now);
        db.Add(new WebhookAttempt(delivery, answered, call.Now));
        var state = await db.Set<WebhookState>().SingleAsync(row => row.WebhookId == webhook.Id, cancellationToken);
        if (!answered.IsDelivered && answered.RetryAfter > TimeSpan.Zero)
        {
            // It asks to be left alone: with everything, not with this message only, nor with what happens until then.
            var until = call.Now + (answered.RetryAfter < RetrySchedule.Longest ? answered.RetryAfter.Value : RetrySchedule.Longest);
            await db.Set<WebhookDelivery>().Where(row => row.WebhookId == webhook.Id && row.Id != id && row.NextAttemptAt < until)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, until), cancellationToken);
            state.LeaveAlone(until);
        }
        if (delivery.Kind == DeliveryKind.Live)
        {
            state.Fails(answered.IsDelivered ? null : call.Now);
            if (answered.Status == StatusCodes.Status410Gone || call.Now - state.FailingSince >= RetrySchedule.Patience)
            {
                webhook.Disable(answered.Status == StatusCodes.Status410Gone ? DisabledWhy.Gone : DisabledWhy.Failing, call.Now);
                var told = await db.Set<RoleGrant>().Where(grant => grant.OrganisationId == webhook.OrganisationId && grant.Role == Role.Administrator)
                    .Select(grant => grant.StaffId).Distinct().ToListAsync(cancellationToken);
                db.AddRange(told.Select(staff => new Notice(
                    webhook.OrganisationId, staff, WebhookNotices.Disabled, "webhook", webhook.Id, $"{webhook.DisabledAt:O}", call.Now)));
            }
        }
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return webhook.Status == WebhookStatus.Active;
    }
}

/// <summary>What administrators are told of webhooks.</summary>
public static class WebhookNotices
{
    /// <summary>A webhook was taken out of use, because its receiver is gone or fails.</summary>
    public static readonly NoticeKind Disabled = new("webhook-disabled",
        "Ein Webhook ist außer Betrieb: der Empfänger ist nicht mehr da oder schlägt seit fünf Tagen nur fehl.",
        "A webhook was disabled: its receiver is gone, or has done nothing but fail for five days.");
}

/// <summary>When what has failed is tried again: the schedule of the Standard Webhooks specification, with jitter.</summary>
public static class RetrySchedule
{
    /// <summary>After five days of nothing but failures a webhook is disabled.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    /// <summary>How long a receiver's own wish is believed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Between one attempt and the next.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10),
        TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait after a failure; null where that was the last attempt.</summary>
    /// <param name="attempts">How often it was tried before this failure.</param>
    /// <param name="asked">Retry-After of the answer: believed up to a day.</param>
    public static TimeSpan? After(int attempts, TimeSpan? asked)
    {
        if (attempts >= Waits.Count)
        {
            return null;
        }
        var wait = Waits[attempts] * (1 + (Random.Shared.NextDouble() * 0.2)); // Later by up to a fifth, so that not all come back at once.
        return asked is not { } least || least <= wait ? wait : least < Longest ? least : Longest;
    }
}
