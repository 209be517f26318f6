using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseManagement.Api.Cooperation;

/// <summary>What kind of agreement it is, by the law that asks for it.</summary>
public enum CooperationKind
{
    /// <summary>Both decide together why and how data are processed (Art. 26 GDPR).</summary>
    JointControllers,
    /// <summary>One processes on the other's behalf (Art. 28 GDPR, § 80 SGB X).</summary>
    Processor,
    /// <summary>Data go from one to the other, each with its own responsibility (§§ 67d ff. SGB X).</summary>
    Transmission,
}

/// <summary>Where an agreement stands; whether it is in force is derived by the day.</summary>
public enum CooperationStatus
{
    /// <summary>One side has recorded it, or corrected it; the other has not acknowledged it yet.</summary>
    Proposed,
    /// <summary>Both stand behind it; or it is on paper with somebody who is not here.</summary>
    Agreed,
    /// <summary>The other side does not acknowledge it.</summary>
    Declined,
    /// <summary>Who has recorded it took it back before it was acknowledged.</summary>
    Withdrawn,
    /// <summary>Ended by one side, from a day on.</summary>
    Ended,
}

/// <summary>What two organisations have agreed on processing data of clients together. Which persons are concerned is not in it.</summary>
public sealed class CooperationAgreement : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string AcknowledgeMove = "acknowledge", DeclineMove = "decline", WithdrawMove = "withdraw", CorrectMove = "correct", EndMove = "end";

    /// <summary>The legal moves. Of one on paper a correction needs nobody's acknowledgement: it stays agreed.</summary>
    public static readonly Transitions<CooperationStatus> Moves = new("cooperation-agreement",
        (CooperationStatus.Proposed, AcknowledgeMove, CooperationStatus.Agreed), (CooperationStatus.Proposed, DeclineMove, CooperationStatus.Declined),
        (CooperationStatus.Proposed, WithdrawMove, CooperationStatus.Withdrawn), (CooperationStatus.Proposed, CorrectMove, CooperationStatus.Proposed),
        (CooperationStatus.Agreed, CorrectMove, CooperationStatus.Proposed), (CooperationStatus.Agreed, EndMove, CooperationStatus.Ended));

    private readonly List<CooperationMove> moves = [];

    private CooperationAgreement() { }

    /// <summary>Records one.</summary>
    /// <param name="by">For which organisation, and who.</param>
    /// <param name="with">The other side: here, or by name with the reason why nobody acknowledges it here.</param>
    /// <param name="terms">What was agreed.</param>
    /// <param name="now">When.</param>
    public CooperationAgreement(Caller by, (Guid? Id, string? Name, string? PaperReason) with, CooperationTerms terms, DateTimeOffset now)
    {
        (Id, OrganisationId, CreatedAt) = (Guid.CreateVersion7(now), by.RequiredOrganisationId, now);
        (PartnerId, PartnerName, PaperReason) = (with.Id, with.Name?.Trim(), with.PaperReason?.Trim());
        Set(terms);
        (RecordedBy, Status) = (by.StaffId, PartnerId is null ? CooperationStatus.Agreed : CooperationStatus.Proposed);
        Record(PartnerId is null ? "record" : "propose", by, null, now);
    }

    /// <summary>The agreement.</summary>
    public Guid Id { get; private set; }
    /// <summary>Who has recorded it.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The other side, where it is an organisation here.</summary>
    public Guid? PartnerId { get; private set; }
    /// <summary>Else its name.</summary>
    public string? PartnerName { get; private set; }
    /// <summary>By which law.</summary>
    public CooperationKind Kind { get; private set; }
    /// <summary>What it is about.</summary>
    public string Subject { get; private set; } = "";
    /// <summary>Which data, on which basis.</summary>
    public string DataBasis { get; private set; } = "";
    /// <summary>Of the signed document.</summary>
    public DateOnly DocumentDate { get; private set; }
    /// <summary>First day.</summary>
    public DateOnly FromDate { get; private set; }
    /// <summary>First day no longer; null while it lasts.</summary>
    public DateOnly? UntilDate { get; private set; }
    /// <summary>Where it stands.</summary>
    public CooperationStatus Status { get; private set; }
    /// <summary>Why it is on paper alone.</summary>
    public string? PaperReason { get; private set; }
    /// <summary>Who has recorded its present wording.</summary>
    public Guid? RecordedBy { get; private set; }
    /// <summary>Who has acknowledged that for the other side.</summary>
    public Guid? AcknowledgedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }
    /// <summary>When it was recorded first.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }
    /// <summary>How it came about, as far as it was loaded.</summary>
    public IReadOnlyList<CooperationMove> History => moves;

    /// <summary>Whose move it is: who has recorded it corrects and withdraws, the other side acknowledges and declines, either ends.</summary>
    /// <param name="action">The move.</param>
    /// <param name="isRecorder">Whether the caller's organisation has recorded it.</param>
    /// <param name="isOwnHand">Whether the caller has recorded its wording himself, for the other organisation.</param>
    public static ProblemType? Objection(string action, bool isRecorder, bool isOwnHand) => action switch
    {
        AcknowledgeMove or DeclineMove when isRecorder => CooperationProblems.OtherSide,
        CorrectMove or WithdrawMove when !isRecorder => CooperationProblems.OtherSide,
        AcknowledgeMove when isOwnHand => CooperationProblems.OwnHand,
        _ => null,
    };

    /// <summary>The other side stands behind it.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Acknowledge(Caller by, DateTimeOffset now)
    {
        Make(AcknowledgeMove, by, null, now);
        (AcknowledgedBy, AcknowledgedAt) = (by.StaffId, now);
    }

    /// <summary>A move that changes the state alone, with its reason.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Make(string action, Caller by, string? reason, DateTimeOffset now)
    {
        var next = Next(action, by);
        if (Against(action, by) is { } objection)
        {
            throw new RefusedException(objection);
        }
        Status = action == CorrectMove && PartnerId is null ? CooperationStatus.Agreed : next;
        Record(action, by, reason, now);
    }

    /// <summary>The state that a move leads to.</summary>
    /// <exception cref="RefusedException">409 with the moves that the caller's side can make.</exception>
    public CooperationStatus Next(string action, Caller by) => Moves.Next(Status, action, other => Against(other, by) is null);

    private ProblemType? Against(string action, Caller by) => Objection(action, by.OrganisationId == OrganisationId, by.StaffId == RecordedBy);

    /// <summary>Something was recorded wrongly. What the other side has acknowledged it acknowledges anew.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public void Correct(CooperationTerms terms, Caller by, string reason, DateTimeOffset now)
    {
        Make(CorrectMove, by, reason, now);
        Set(terms);
        (RecordedBy, AcknowledgedBy, AcknowledgedAt) = (by.StaffId, null, null);
    }

    /// <summary>Ends it: in force until that day, never longer than it was.</summary>
    /// <exception cref="RefusedException">409; 400 for a day before the first or after the last.</exception>
    public void End(DateOnly until, Caller by, string reason, DateTimeOffset now)
    {
        Make(EndMove, by, reason, now);
        if (until < FromDate || until > UntilDate)
        {
            throw RefusedException.Invalid("/until", CooperationProblems.EndOutside);
        }
        UntilDate = until;
    }

    private void Set(CooperationTerms terms) => (Kind, Subject, DataBasis, DocumentDate, FromDate, UntilDate) =
        (terms.Kind, terms.Subject.Trim(), terms.DataBasis.Trim(), terms.DocumentDate, terms.From, terms.Until);

    private void Record(string action, Caller by, string? reason, DateTimeOffset now)
    {
        moves.Add(new CooperationMove(Id, action, Status, by, reason, now));
        UpdatedAt = now;
    }
}

/// <summary>A step of an agreement; both sides read it.</summary>
public sealed class CooperationMove
{
    private CooperationMove() { }

    internal CooperationMove(Guid agreementId, string action, CooperationStatus to, Caller by, string? reason, DateTimeOffset now) =>
        (Id, AgreementId, Action, ToStatus, OrganisationId, StaffId, Reason, At) =
            (Guid.CreateVersion7(now), agreementId, action, to, by.RequiredOrganisationId, by.StaffId, reason?.Trim(), now);

    /// <summary>The step.</summary>
    public Guid Id { get; private set; }
    /// <summary>Of which agreement.</summary>
    public Guid AgreementId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>Which one.</summary>
    public string Action { get; private set; } = "";
    /// <summary>Where it stood then.</summary>
    public CooperationStatus ToStatus { get; private set; }
    /// <summary>Why.</summary>
    public string? Reason { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
}

internal sealed class CooperationMap : IEntityTypeConfiguration<CooperationAgreement>, IEntityTypeConfiguration<CooperationMove>
{
    public void Configure(EntityTypeBuilder<CooperationAgreement> entity)
    {
        entity.ToTable("cooperation_agreement").Refers<Organisation>(nameof(CooperationAgreement.OrganisationId))
            .Refers<Organisation>(nameof(CooperationAgreement.PartnerId)).Refers<Staff>(nameof(CooperationAgreement.RecordedBy))
            .Refers<Staff>(nameof(CooperationAgreement.AcknowledgedBy));
        entity.HasMany(agreement => agreement.History).WithOne().HasForeignKey(move => move.AgreementId).OnDelete(DeleteBehavior.NoAction);
        entity.Navigation(agreement => agreement.History).HasField("moves").UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    public void Configure(EntityTypeBuilder<CooperationMove> entity) =>
        entity.ToTable("cooperation_move").Refers<Organisation>(nameof(CooperationMove.OrganisationId)).Refers<Staff>(nameof(CooperationMove.StaffId));
}
