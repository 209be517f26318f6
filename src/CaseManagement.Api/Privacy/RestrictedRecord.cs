using CaseManagement.Api.Clients;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Privacy;

/// <summary>
/// A note in a compartment of a client. The database shows it to the lead worker of the open case, to persons named for
/// the compartment and for four hours to who has broken the glass (access.may_open), in whatever query.
/// </summary>
public sealed class RestrictedRecord : IRoot
{
    private RestrictedRecord() { }

    /// <summary>Writes a record.</summary>
    public RestrictedRecord(Guid organisationId, Guid clientId, Compartment compartment, string content, Guid writtenBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, Compartment, Content, WrittenBy, CreatedAt, UpdatedAt) =
            (organisationId, clientId, compartment, content.Trim(), writtenBy, now, now);
    }

    /// <summary>The record.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Where it is kept.</summary>
    public Compartment Compartment { get; private set; }
    /// <summary>What it says; 1 to 20,000 characters.</summary>
    public string Content { get; private set; } = "";
    /// <summary>Who wrote it.</summary>
    public Guid WrittenBy { get; private set; }
    /// <summary>Written at.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Last corrected at.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Corrects it (Art. 16 GDPR); what it said before stays in the trail.</summary>
    public void Correct(string content, DateTimeOffset now) => (Content, UpdatedAt) = (content.Trim(), now);
}

/// <summary>Whether somebody is still admitted to a compartment.</summary>
public enum NamedPersonStatus
{
    /// <summary>Sees what the lead worker sees in this compartment.</summary>
    Named,
    /// <summary>No longer.</summary>
    Ended,
}

/// <summary>A colleague whom the lead worker has admitted to one compartment of a client.</summary>
public sealed class NamedPerson : IRoot
{
    /// <summary>The legal moves.</summary>
    public static readonly Transitions<NamedPersonStatus> Moves = new("named-person", (NamedPersonStatus.Named, "end", NamedPersonStatus.Ended));

    private NamedPerson() { }

    /// <summary>Admits a colleague.</summary>
    public NamedPerson(Guid organisationId, Guid clientId, Compartment compartment, Guid staffId, Guid namedBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, Compartment, StaffId, NamedBy, NamedAt) = (organisationId, clientId, compartment, staffId, namedBy, now);
    }

    /// <summary>The admission.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>To what.</summary>
    public Compartment Compartment { get; private set; }
    /// <summary>Who is admitted.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>By which lead worker.</summary>
    public Guid NamedBy { get; private set; }
    /// <summary>Since when.</summary>
    public DateTimeOffset NamedAt { get; private set; }
    /// <summary>Until when.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Takes the admission back, at once.</summary>
    public void End(DateTimeOffset now)
    {
        Moves.Next(EndedAt is null ? NamedPersonStatus.Named : NamedPersonStatus.Ended, "end");
        EndedAt = now;
    }
}

/// <summary>Somebody has opened a client's compartments, and the case, for four hours; never taken back, never unnoticed.</summary>
public sealed class BreakGlassOpening : IRoot
{
    /// <summary>How long it stays open.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromHours(4);

    /// <summary>What supervisors and officers are told.</summary>
    public static readonly NoticeKind Told = new("break-glass",
        "Ein geschützter Bereich wurde mit Notzugriff geöffnet.", "A restricted compartment was opened by break-glass.");

    private BreakGlassOpening() { }

    /// <summary>Breaks the glass.</summary>
    public BreakGlassOpening(Guid organisationId, Guid clientId, Guid staffId, string reason, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, ClientId, StaffId, Reason, OpenedAt, UntilAt) = (organisationId, clientId, staffId, reason.Trim(), now, now + OpenFor);
    }

    /// <summary>The opening.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of whom.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>By whom.</summary>
    public Guid StaffId { get; private set; }
    /// <summary>Why; at least ten characters.</summary>
    public string Reason { get; private set; } = "";
    /// <summary>Since when.</summary>
    public DateTimeOffset OpenedAt { get; private set; }
    /// <summary>Until when, exclusive.</summary>
    public DateTimeOffset UntilAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
}

internal sealed class PrivacyMap
    : IEntityTypeConfiguration<RestrictedRecord>, IEntityTypeConfiguration<NamedPerson>, IEntityTypeConfiguration<BreakGlassOpening>
{
    public void Configure(EntityTypeBuilder<RestrictedRecord> entity) => entity.ToTable("restricted_record")
        .Refers<Organisation>(nameof(RestrictedRecord.OrganisationId))
        .Refers<Client>(nameof(RestrictedRecord.ClientId))
        .Refers<Staff>(nameof(RestrictedRecord.WrittenBy));

    public void Configure(EntityTypeBuilder<NamedPerson> entity) => entity.ToTable("named_person")
        .Refers<Organisation>(nameof(NamedPerson.OrganisationId))
        .Refers<Client>(nameof(NamedPerson.ClientId))
        .Refers<Staff>(nameof(NamedPerson.StaffId))
        .Refers<Staff>(nameof(NamedPerson.NamedBy));

    public void Configure(EntityTypeBuilder<BreakGlassOpening> entity) => entity.ToTable("break_glass")
        .Refers<Organisation>(nameof(BreakGlassOpening.OrganisationId))
        .Refers<Client>(nameof(BreakGlassOpening.ClientId))
        .Refers<Staff>(nameof(BreakGlassOpening.StaffId));
}

/// <summary>Refusals of compartments.</summary>
public static class PrivacyProblems
{
    /// <summary>403: the caller sees the person, but not this compartment.</summary>
    public static readonly ProblemType Closed = new("compartment-closed", 403,
        "This compartment is open to the lead worker and to named persons only. In an emergency: break-glass.",
        "Dieser Bereich ist nur der fallführenden Fachkraft und benannten Personen zugänglich. Im Notfall: Notzugriff.");
    /// <summary>403: only the lead worker admits.</summary>
    public static readonly ProblemType NotLead = new("not-lead-worker", 403,
        "Only the lead worker of the open case decides who is admitted.",
        "Nur die fallführende Fachkraft des offenen Falls entscheidet, wer zugelassen ist.");
    /// <summary>409: admitted already.</summary>
    public static readonly ProblemType AlreadyNamed = new("named-already", 409,
        "This colleague is named for the compartment already.",
        "Diese Fachkraft ist für den Bereich schon benannt.")
    { Constraint = "named_person_once" };
    /// <summary>400: whom one may name.</summary>
    public static readonly ProblemType Unfit = new("named-person-unfit", 400,
        "Only a colleague with a casework role in this organisation can be named.",
        "Benannt werden kann nur eine Fachkraft mit einer Rolle der Fallarbeit in dieser Organisation.");
}
