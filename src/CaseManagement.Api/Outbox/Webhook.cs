using System.Net;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Outbox;

/// <summary>Whether a webhook is sent to.</summary>
public enum WebhookStatus
{
    /// <summary>It is.</summary>
    Active,
    /// <summary>It is not; what it misses it is told when it is enabled again.</summary>
    Disabled,
}

/// <summary>Why a webhook is disabled.</summary>
public enum DisabledWhy
{
    /// <summary>Somebody has done so.</summary>
    ByHand,
    /// <summary>It has answered 410.</summary>
    Gone,
    /// <summary>Five days of nothing but failures.</summary>
    Failing,
}

/// <summary>An address at which an organisation is told its events, by the Standard Webhooks specification.</summary>
public sealed class Webhook : IRoot
{
    private Webhook() { }

    /// <summary>Registers one.</summary>
    public Webhook(Guid organisationId, WebhookContent content, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CreatedBy, CreatedAt) = (organisationId, by, now);
        Change(content, now);
    }

    /// <summary>The webhook.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What people call it.</summary>
    public string Name { get; private set; } = "";
    /// <summary>Where it is.</summary>
    public string Url { get; private set; } = "";
    /// <summary>Of what it is told; empty: of everything.</summary>
    public string[] EventTypes { get; private set; } = [];
    /// <summary>Whether it is sent to.</summary>
    public WebhookStatus Status { get; private set; }
    /// <summary>Since when not.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }
    /// <summary>Why not.</summary>
    public DisabledWhy? DisabledWhy { get; private set; }
    /// <summary>When it last got a secret; without one nothing is sent.</summary>
    public DateTimeOffset? SecretChangedAt { get; private set; }
    /// <summary>Who registered it.</summary>
    public Guid? CreatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Another name, address, other types.</summary>
    public void Change(WebhookContent content, DateTimeOffset now) =>
        (Name, Url, EventTypes, UpdatedAt) = (content.Name.Trim(), content.Url, [.. content.EventTypes.Distinct().Order(StringComparer.Ordinal)], now);

    /// <summary>It gets another secret.</summary>
    public void ChangeSecret(DateTimeOffset now) => (SecretChangedAt, UpdatedAt) = (now, now);

    /// <summary>Out of use; a second time changes nothing.</summary>
    public void Disable(DisabledWhy why, DateTimeOffset now)
    {
        if (Status == WebhookStatus.Active)
        {
            (Status, DisabledAt, DisabledWhy, UpdatedAt) = (WebhookStatus.Disabled, now, why, now);
        }
    }

    /// <summary>In use again.</summary>
    public void Enable(DateTimeOffset now) => (Status, DisabledAt, DisabledWhy, UpdatedAt) = (WebhookStatus.Active, null, null, now);
}

/// <summary>What is written of a webhook.</summary>
public sealed record WebhookContent(string Name, string Url, IReadOnlyList<string> EventTypes);

/// <summary>How far a webhook is told, and whether it does anything but fail.</summary>
public sealed class WebhookState
{
    private WebhookState() { }

    /// <summary>Of a new one: from now on.</summary>
    public WebhookState(Webhook of, long told) => (WebhookId, OrganisationId, Told) = (of.Id, of.OrganisationId, told);

    /// <summary>The webhook.</summary>
    public Guid WebhookId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Up to which place of the feed.</summary>
    public long Told { get; private set; }
    /// <summary>Its own last number.</summary>
    public long LastNumber { get; private set; }
    /// <summary>Nothing but failures since.</summary>
    public DateTimeOffset? FailingSince { get; private set; }
    /// <summary>Until when the receiver last asked to be left alone.</summary>
    public DateTimeOffset? LeftAloneUntil { get; private set; }

    /// <summary>The receiver asks to be left alone (Retry-After), or it is enabled again (null).</summary>
    public void LeaveAlone(DateTimeOffset? until) => LeftAloneUntil = until < LeftAloneUntil ? LeftAloneUntil : until;

    /// <summary>A live attempt has failed (with the first one's time) or succeeded, or it is enabled again (null).</summary>
    public void Fails(DateTimeOffset? now) => FailingSince = now is null ? null : FailingSince ?? now;
}

/// <summary>What a delivery is.</summary>
public enum DeliveryKind
{
    /// <summary>An event, when it happened.</summary>
    Live,
    /// <summary>An event, asked for again: neither heals nor harms the webhook.</summary>
    Replay,
    /// <summary>A test, sent once.</summary>
    Test,
}

/// <summary>How a delivery ended.</summary>
public enum DeliveryOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered,
    /// <summary>Every attempt has failed; it can be replayed.</summary>
    GivenUp,
}

/// <summary>What is to be sent to a webhook.</summary>
public sealed class WebhookDelivery
{
    private WebhookDelivery() { }

    /// <summary>A test.</summary>
    public static WebhookDelivery Test(Webhook to, DateTimeOffset now) => New(to, DeliveryKind.Test, now);

    /// <summary>The same as before, under the same event and number.</summary>
    public static WebhookDelivery Replay(Webhook to, WebhookDelivery of, DateTimeOffset now)
    {
        var again = New(to, DeliveryKind.Replay, now);
        (again.EventId, again.Type, again.SubjectId, again.Sequence, again.EventAt) = (of.EventId, of.Type, of.SubjectId, of.Sequence, of.EventAt);
        return again;
    }

    private static WebhookDelivery New(Webhook to, DeliveryKind kind, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id, OrganisationId = to.OrganisationId, WebhookId = to.Id, Kind = kind, EventId = id, Type = "webhook.test", EventAt = now, CreatedAt = now,
            NextAttemptAt = now,
        };
    }

    /// <summary>The delivery.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>To where.</summary>
    public Guid WebhookId { get; private set; }
    /// <summary>What it is.</summary>
    public DeliveryKind Kind { get; private set; }
    /// <summary>The event: webhook-id of the message.</summary>
    public Guid EventId { get; private set; }
    /// <summary>Its type.</summary>
    public string Type { get; private set; } = "";
    /// <summary>The referral; null of a test.</summary>
    public Guid? SubjectId { get; private set; }
    /// <summary>The webhook's number for it; null of a test.</summary>
    public long? Sequence { get; private set; }
    /// <summary>When it happened.</summary>
    public DateTimeOffset EventAt { get; private set; }
    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private set; }
    /// <summary>Not before; null where it has ended.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }
    /// <summary>How it ended.</summary>
    public DeliveryOutcome? Outcome { get; private set; }
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>One more attempt was made.</summary>
    /// <param name="delivered">Whether the receiver has it.</param>
    /// <param name="wait">Not before that has passed, where it is to be tried again.</param>
    /// <param name="now">When.</param>
    public void Tried(bool delivered, TimeSpan? wait, DateTimeOffset now)
    {
        Attempts++;
        (NextAttemptAt, Outcome, EndedAt) = delivered ? (null, DeliveryOutcome.Delivered, now)
            : wait is { } later ? (now + later, null, null) : ((DateTimeOffset?)null, (DeliveryOutcome?)DeliveryOutcome.GivenUp, (DateTimeOffset?)now);
    }
}

/// <summary>An attempt to deliver.</summary>
public sealed class WebhookAttempt
{
    private WebhookAttempt() { }

    /// <summary>Keeps one.</summary>
    public WebhookAttempt(WebhookDelivery of, Answered answered, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, DeliveryId, At, Status, Failure, Milliseconds) = (of.OrganisationId, of.Id, now, answered.Status, answered.Failure,
            (int)answered.Took.TotalMilliseconds);
    }

    /// <summary>The attempt.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which delivery.</summary>
    public Guid DeliveryId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Of the answer, where there was one.</summary>
    public int? Status { get; private set; }
    /// <summary>Why there was none.</summary>
    public string? Failure { get; private set; }
    /// <summary>How long it took.</summary>
    public int Milliseconds { get; private set; }
}

/// <summary>A network that is nobody's in public, to which webhooks may be sent all the same.</summary>
public sealed class AdmittedNetwork
{
    private AdmittedNetwork() { }

    /// <summary>Admits one.</summary>
    public AdmittedNetwork(IPNetwork network, string reason, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Network, Reason, AdmittedBy, AdmittedAt) = (network, reason, by, now);
    }

    /// <summary>The entry.</summary>
    public Guid Id { get; private set; }
    /// <summary>Which network.</summary>
    public IPNetwork Network { get; private set; }
    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";
    /// <summary>Who has admitted it.</summary>
    public Guid? AdmittedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset AdmittedAt { get; private set; }
    /// <summary>Who has ended that.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Admitted no longer; a second time changes nothing.</summary>
    public void End(Guid? by, DateTimeOffset now) => (EndedBy, EndedAt) = EndedAt is null ? (by, now) : (EndedBy, EndedAt);
}

internal sealed class WebhookMap : IEntityTypeConfiguration<Webhook>, IEntityTypeConfiguration<WebhookState>, IEntityTypeConfiguration<WebhookDelivery>,
    IEntityTypeConfiguration<WebhookAttempt>, IEntityTypeConfiguration<AdmittedNetwork>
{
    public void Configure(EntityTypeBuilder<Webhook> entity) =>
        entity.ToTable("webhook").Refers<Organisation>(nameof(Webhook.OrganisationId)).Refers<Staff>(nameof(Webhook.CreatedBy));

    public void Configure(EntityTypeBuilder<WebhookState> entity)
    {
        entity.ToTable("webhook_state").HasKey(state => state.WebhookId);
        entity.Refers<Webhook>(nameof(WebhookState.WebhookId));
    }

    public void Configure(EntityTypeBuilder<WebhookDelivery> entity) => entity.ToTable("webhook_delivery").Refers<Webhook>(nameof(WebhookDelivery.WebhookId));

    public void Configure(EntityTypeBuilder<WebhookAttempt> entity) =>
        entity.ToTable("webhook_attempt").Refers<WebhookDelivery>(nameof(WebhookAttempt.DeliveryId));

    public void Configure(EntityTypeBuilder<AdmittedNetwork> entity)
    {
        entity.ToTable("admitted_network").Refers<Staff>(nameof(AdmittedNetwork.AdmittedBy)).Refers<Staff>(nameof(AdmittedNetwork.EndedBy));
        entity.Property(row => row.Network).HasColumnType("cidr");
    }
}
