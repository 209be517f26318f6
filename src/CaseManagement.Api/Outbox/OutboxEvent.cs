using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Outbox;

/// <summary>
/// Something that an organisation is told: ids only. Rooms write it in the transaction of what happened; its place in the organisation's feed it gets
/// after the commit, under a lock, so that nothing is lost which commits late.
/// </summary>
public sealed class OutboxEvent
{
    private OutboxEvent() { }

    /// <summary>The event; the id of the messages that tell it.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who is told.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>What happened, one of <see cref="ITellsEvents.Types"/>.</summary>
    public string Type { get; private set; } = "";
    /// <summary>To what.</summary>
    public Guid SubjectId { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Who is told has done it.</summary>
    public bool IsOwn { get; private set; }
    /// <summary>Its place in the feed, without a gap; null until it has one.</summary>
    public long? Sequence { get; private set; }
}

/// <summary>What rooms contribute: the types of events that they write.</summary>
public interface ITellsEvents
{
    /// <summary>Such as referral.sent.</summary>
    IReadOnlyList<string> Types { get; }
}

internal sealed class OutboxMap : IEntityTypeConfiguration<OutboxEvent>
{
    public void Configure(EntityTypeBuilder<OutboxEvent> entity) =>
        entity.ToTable("outbox_event").Refers<Organisation>(nameof(OutboxEvent.OrganisationId));
}
