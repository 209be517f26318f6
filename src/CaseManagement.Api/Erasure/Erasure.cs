using System.Globalization;
using System.Security.Cryptography;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Erasure;

/// <summary>Where an erasure stands.</summary>
public enum ErasureStatus
{
    /// <summary>Somebody, or the system, has proposed it; nothing has changed.</summary>
    Proposed,
    /// <summary>One person has decided it; another one has to confirm.</summary>
    Decided,
    /// <summary>Done: the person's rows are gone.</summary>
    CarriedOut,
    /// <summary>Taken back by who works with the person.</summary>
    Withdrawn,
    /// <summary>Not to be done, by who decides or confirms.</summary>
    Refused,
}

/// <summary>Why a person's data is to go.</summary>
public enum ErasureBasis
{
    /// <summary>The organisation's own time of keeping is over (Art. 5 (1) (e) GDPR).</summary>
    Retention,
    /// <summary>The person, or who acts for the person, has asked for it (Art. 17 GDPR).</summary>
    Request,
}

/// <summary>
/// That what an organisation holds of one person is erased: proposed, decided by one person, confirmed by another. The row outlives what it erases and
/// then names nobody: a reference, who, when, on which basis, how many rows of which kind.
/// </summary>
public sealed class PersonErasure : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string DecideMove = "decide", ConfirmMove = "confirm", WithdrawMove = "withdraw", RefuseMove = "refuse";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<ErasureStatus> Moves = new("erasure",
        (ErasureStatus.Proposed, DecideMove, ErasureStatus.Decided), (ErasureStatus.Decided, ConfirmMove, ErasureStatus.CarriedOut),
        (ErasureStatus.Proposed, WithdrawMove, ErasureStatus.Withdrawn), (ErasureStatus.Decided, WithdrawMove, ErasureStatus.Withdrawn),
        (ErasureStatus.Proposed, RefuseMove, ErasureStatus.Refused), (ErasureStatus.Decided, RefuseMove, ErasureStatus.Refused));

    private PersonErasure() { }

    /// <summary>On request of the person.</summary>
    public static PersonErasure OnRequest(Guid organisationId, Guid clientId, string reasonCode, DateOnly requestedOn, Guid by, DateTimeOffset now) =>
        new(organisationId, clientId, ErasureBasis.Request, reasonCode, now) { RequestedOn = requestedOn, ProposedBy = by };

    /// <summary>Because the time of keeping is over; by the system.</summary>
    public static PersonErasure AfterRetention(Guid organisationId, Guid clientId, DateOnly dueOn, DateTimeOffset now) =>
        new(organisationId, clientId, ErasureBasis.Retention, RetentionOver, now) { DueOn = dueOn };

    private PersonErasure(Guid organisationId, Guid clientId, ErasureBasis basis, string reasonCode, DateTimeOffset now)
    {
        (Id, OrganisationId, ClientId, Basis, ReasonCode) = (Guid.CreateVersion7(now), organisationId, clientId, basis, reasonCode);
        var number = Convert.ToHexString(RandomNumberGenerator.GetBytes(4));
        Reference = string.Create(CultureInfo.InvariantCulture, $"L-{LocalTime.DateOf(now).Year:0000}-{number}");
        (ProposedAt, UpdatedAt) = (now, now);
    }

    /// <summary>The code of the list erasure-reason that the system proposes by.</summary>
    public const string RetentionOver = "retention-over";

    /// <summary>The erasure.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose rows go; those of another organisation about the same person stay.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>By which who sees no case content speaks of it.</summary>
    public string Reference { get; private set; } = "";
    /// <summary>The person, until it is carried out.</summary>
    public Guid? ClientId { get; private set; }
    /// <summary>Then: SHA-256 of the person's id, to compare a restored backup with.</summary>
    public byte[]? SubjectDigest { get; private set; }
    /// <summary>Why.</summary>
    public ErasureBasis Basis { get; private set; }
    /// <summary>Code of the list erasure-reason.</summary>
    public string ReasonCode { get; private set; } = "";
    /// <summary>The day of the request.</summary>
    public DateOnly? RequestedOn { get; private set; }
    /// <summary>First day on which it could be proposed by the organisation's retention classes.</summary>
    public DateOnly? DueOn { get; private set; }
    /// <summary>Where it stands.</summary>
    public ErasureStatus Status { get; private set; } = ErasureStatus.Proposed;
    /// <summary>Who proposed it; null: the system.</summary>
    public Guid? ProposedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset ProposedAt { get; private set; }
    /// <summary>Who decided.</summary>
    public Guid? DecidedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }
    /// <summary>Who confirmed, withdrew or refused.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Code of the list erasure-end-reason.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Of what was carried out: a JSON object of rows by kind.</summary>
    public string? Erased { get; private set; }
    /// <summary>Recipients of disclosures that were told, by name: organisations.</summary>
    public string[]? Told { get; private set; }
    /// <summary>Recipients outside of the installation, who are to be told by hand.</summary>
    public string[]? ToTell { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>One person decides.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Decide(Guid by, DateTimeOffset now) => (Status, DecidedBy, DecidedAt, UpdatedAt) = (Moves.Next(Status, DecideMove), by, now, now);

    /// <summary>It is not done.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void End(string move, string reason, Guid by, DateTimeOffset now) =>
        (Status, EndReason, EndedBy, EndedAt, UpdatedAt) = (Moves.Next(Status, move), reason, by, now, now);

    /// <summary>Why somebody cannot be the second pair of eyes, or null.</summary>
    /// <param name="staffId">Who asks.</param>
    /// <param name="proposedBy">Who proposed.</param>
    /// <param name="decidedBy">Who decided.</param>
    public static ProblemType? ObjectionToConfirm(Guid? staffId, Guid? proposedBy, Guid? decidedBy) =>
        staffId is null || staffId == decidedBy || staffId == proposedBy ? ErasureProblems.NotTheSame : null;
}

/// <summary>How many years after their closing cases are kept, for one closing reason or for all others.</summary>
public sealed class RetentionClass : IRoot
{
    private RetentionClass() { }

    /// <summary>A class.</summary>
    public RetentionClass(Guid organisationId, string? closingReason, int years, Guid by, DateTimeOffset now) =>
        (Id, OrganisationId, ClosingReason, Years, SetBy, UpdatedAt) = (Guid.CreateVersion7(now), organisationId, closingReason, years, by, now);

    /// <summary>The class.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Code of the list case-closing-reason; null: of all that have no class of their own.</summary>
    public string? ClosingReason { get; private set; }
    /// <summary>Years after the closing.</summary>
    public int Years { get; private set; }
    /// <summary>Who set it last.</summary>
    public Guid? SetBy { get; private set; }
    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Another time.</summary>
    public void Set(int years, Guid by, DateTimeOffset now) => (Years, SetBy, UpdatedAt) = (years, by, now);
}

/// <summary>When the time of keeping is over.</summary>
public static class Retention
{
    /// <summary>
    /// The first day on which a person may be proposed: the day after the last of the periods of her closed cases has run out. A period of years after
    /// a day ends with the same day of that year (§ 188 Abs. 2 BGB), after 29 February with 28 February where there is no 29th (§ 188 Abs. 3 BGB).
    /// </summary>
    /// <param name="closed">Of each case the day of closing and the reason.</param>
    /// <param name="yearsOf">Years by closing reason; "" for all others.</param>
    /// <returns>Null where there is no case, or one of a kind for which nobody has said a time: nothing is erased unasked.</returns>
    public static DateOnly? DueOn(IReadOnlyCollection<(DateOnly On, string Reason)> closed, IReadOnlyDictionary<string, int> yearsOf)
    {
        DateOnly? last = null;
        foreach (var (on, reason) in closed)
        {
            if (!yearsOf.TryGetValue(reason, out var years) && !yearsOf.TryGetValue("", out years))
            {
                return null;
            }
            var due = on.AddYears(years).AddDays(1);
            last = last > due ? last : due;
        }
        return last;
    }
}

internal sealed class ErasureMap : IEntityTypeConfiguration<PersonErasure>, IEntityTypeConfiguration<RetentionClass>
{
    public void Configure(EntityTypeBuilder<PersonErasure> entity)
    {
        entity.ToTable("erasure").Refers<Organisation>(nameof(PersonErasure.OrganisationId)).Refers<Staff>(nameof(PersonErasure.ProposedBy))
            .Refers<Staff>(nameof(PersonErasure.DecidedBy)).Refers<Staff>(nameof(PersonErasure.EndedBy));
        entity.Property(erasure => erasure.Erased).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<RetentionClass> entity) => entity.ToTable("retention_class")
        .Refers<Organisation>(nameof(RetentionClass.OrganisationId)).Refers<Staff>(nameof(RetentionClass.SetBy));
}
