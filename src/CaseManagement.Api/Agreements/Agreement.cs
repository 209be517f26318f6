using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Agreements;

/// <summary>Where an agreement stands.</summary>
public enum AgreementStatus
{
    /// <summary>Being written.</summary>
    Draft,
    /// <summary>Its text stands, and waits until both sides have acknowledged it.</summary>
    Proposed,
    /// <summary>In force: both sides have acknowledged this version.</summary>
    Active,
    /// <summary>In force, and being looked at: a review, an amendment, or a new office that has not confirmed it yet.</summary>
    UnderReview,
    /// <summary>Over, with a result for every goal.</summary>
    Completed,
    /// <summary>Over before that, for a coded reason.</summary>
    Terminated,
}

/// <summary>Why an agreement is under review.</summary>
public enum ReviewCause
{
    /// <summary>The review that was agreed, or one between.</summary>
    Review,
    /// <summary>The household has come to another office: she and the person confirm it, or amend it.</summary>
    Handover,
    /// <summary>Somebody wants it changed.</summary>
    Amendment,
}

/// <summary>
/// The integration agreement (Integrationsvereinbarung) of a case. A joint one of a household's adults is one of these for each of them, bound by
/// <see cref="JointId"/> and moved together. What both have acknowledged is a version, which never changes.
/// </summary>
public sealed class Agreement : IOfOneCase
{
    /// <summary>Where nothing is said of why it is amended.</summary>
    public const string Unsaid = "–";

    private Agreement() { }

    /// <summary>Starts a draft.</summary>
    /// <param name="of">The controller, the case and whose it is.</param>
    /// <param name="jointId">The same for all adults of a joint one; null for one alone.</param>
    /// <param name="language">Code of the list language.</param>
    /// <param name="reviewOn">The first review; null: by the organisation's rule, when it comes into force.</param>
    /// <param name="by">Who starts it; null for the system.</param>
    /// <param name="now">When.</param>
    public Agreement((Guid Organisation, Guid Case, Guid Client) of, Guid? jointId, string language, DateOnly? reviewOn, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, JointId) = (of.Organisation, of.Case, of.Client, jointId);
        (Language, ReviewOn, StartedBy, StartedAt, UpdatedAt) = (language, reviewOn, by, now, now);
    }

    /// <summary>The agreement.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who handed the household over, and reads on until <see cref="FormerAccessUntil"/>.</summary>
    public Guid? FormerOrganisationId { get; private set; }
    /// <summary>End of the sender's grace period (exclusive).</summary>
    public DateTimeOffset? FormerAccessUntil { get; private set; }
    /// <summary>The case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>Whose case it is.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The same in the agreements that are one joint one.</summary>
    public Guid? JointId { get; private set; }
    /// <summary>Where it stands.</summary>
    public AgreementStatus Status { get; private set; }
    /// <summary>Code of the list language: in which it is agreed with the person.</summary>
    public string Language { get; private set; } = "";
    /// <summary>The day by which it is reviewed.</summary>
    public DateOnly? ReviewOn { get; private set; }
    /// <summary>Why it is under review.</summary>
    public ReviewCause? ReviewCause { get; private set; }
    /// <summary>The version in force.</summary>
    public int? InForceNumber { get; private set; }
    /// <summary>The version that waits for acknowledgements.</summary>
    public int? ProposedNumber { get; private set; }
    /// <summary>Code of the list agreement-change-kind: an amendment is being written.</summary>
    public string? AmendKind { get; private set; }
    /// <summary>What is to change.</summary>
    public string? AmendWhat { get; private set; }
    /// <summary>Why.</summary>
    public string? AmendWhy { get; private set; }
    /// <summary>The next review as it stood when the amendment began.</summary>
    public DateOnly? KeptReviewOn { get; private set; }
    /// <summary>Who started it; null for the system.</summary>
    public Guid? StartedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset StartedAt { get; private set; }
    /// <summary>When it first came into force.</summary>
    public DateTimeOffset? ActivatedAt { get; private set; }
    /// <summary>The last review that changed nothing.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }
    /// <summary>Who held it.</summary>
    public Guid? ReviewedBy { get; private set; }
    /// <summary>When its reviews were to be, those that have been: with a new version or without.</summary>
    public DateOnly[] ReviewsDue { get; private set; } = [];
    /// <summary>When they were, in the same order.</summary>
    public DateOnly[] ReviewsDone { get; private set; } = [];
    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Code of the list agreement-end-reason.</summary>
    public string? EndReason { get; private set; }
    /// <summary>In words.</summary>
    public string? EndNote { get; private set; }
    /// <summary>Who ended it; null for the system.</summary>
    public Guid? EndedBy { get; private set; }
    /// <summary>The last change of it or of anything that belongs to it.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>Where it stands, as the table of rules knows it.</summary>
    public AgreementStage Stage => Status switch
    {
        AgreementStatus.Draft => AgreementStage.Draft,
        AgreementStatus.Proposed => AgreementStage.Proposed,
        AgreementStatus.Active => AgreementStage.Active,
        AgreementStatus.Completed => AgreementStage.Completed,
        AgreementStatus.Terminated => AgreementStage.Terminated,
        _ => ProposedNumber is not null ? AgreementStage.AmendmentProposed : AmendKind is not null ? AgreementStage.Amending : AgreementStage.UnderReview,
    };

    /// <summary>Neither completed nor terminated.</summary>
    public bool IsRunning => Status is not (AgreementStatus.Completed or AgreementStatus.Terminated);

    /// <summary>Something that belongs to it has changed; its ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    /// <summary>Language and next review, while they may still be edited.</summary>
    public void Change(string language, DateOnly? reviewOn, DateTimeOffset now)
    {
        Move(AgreementTable.Change, now);
        (Language, ReviewOn) = (language, reviewOn);
    }

    /// <summary>Its text stands from now on, as this version.</summary>
    /// <param name="number">The version's.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409; also for a review that changes nothing, unless another office has to confirm it.</exception>
    public void Propose(int number, DateTimeOffset now)
    {
        if (Stage == AgreementStage.UnderReview)
        {
            AgreementTable.Moves.Next(Stage, AgreementTable.Propose);
            if (ReviewCause != Agreements.ReviewCause.Handover)
            {
                throw new RefusedException(AgreementProblems.NothingToPropose);
            }
        }
        Move(AgreementTable.Propose, now);
        ProposedNumber = number;
    }

    /// <summary>Its text may be changed again; who has acknowledged has to do so anew.</summary>
    public void Revise(DateTimeOffset now)
    {
        Move(AgreementTable.Revise, now);
        ProposedNumber = null;
        if (Status == AgreementStatus.UnderReview && AmendKind is null)
        {
            Amends(AgreementTable.HandoverKind, Unsaid, Unsaid);
        }
    }

    /// <summary>All that have to have acknowledged the proposed version: it is in force.</summary>
    public void Activate(DateOnly reviewOn, DateTimeOffset now)
    {
        Move(AgreementTable.Activate, now);
        if (ActivatedAt is not null)
        {
            KeepReview(now);
        }
        (InForceNumber, ProposedNumber, ReviewCause) = (ProposedNumber, null, null);
        (AmendKind, AmendWhat, AmendWhy, KeptReviewOn) = (null, null, null, null);
        (ReviewOn, ActivatedAt) = (reviewOn, ActivatedAt ?? now);
    }

    /// <summary>active → under_review.</summary>
    public void StartReview(DateTimeOffset now)
    {
        Move(AgreementTable.StartReview, now);
        ReviewCause = Agreements.ReviewCause.Review;
    }

    /// <summary>Reviewed, and nothing is to change.</summary>
    /// <exception cref="RefusedException">409; also where a new office has to confirm it with the person.</exception>
    public void Reviewed(DateOnly next, Guid? by, DateTimeOffset now)
    {
        if (ReviewCause == Agreements.ReviewCause.Handover && Stage == AgreementStage.UnderReview)
        {
            throw new RefusedException(AgreementProblems.NeedsConfirmation);
        }
        Move(AgreementTable.Reviewed, now);
        KeepReview(now);
        (ReviewOn, ReviewCause, ReviewedAt, ReviewedBy) = (next, null, now, by);
    }

    /// <summary>An amendment is being written; what is in force stays in force until the new version is acknowledged.</summary>
    public void Amend(string kind, string what, string why, DateTimeOffset now)
    {
        Move(AgreementTable.Amend, now);
        ReviewCause ??= Agreements.ReviewCause.Amendment;
        Amends(kind, what, why);
    }

    /// <summary>The amendment is not wanted after all. Its text goes back to what is in force (app.restore_agreement).</summary>
    public void DiscardAmendment(DateTimeOffset now)
    {
        Move(AgreementTable.DiscardAmendment, now);
        ReviewOn = KeptReviewOn ?? ReviewOn;
        (ProposedNumber, AmendKind, AmendWhat, AmendWhy, KeptReviewOn) = (null, null, null, null, null);
    }

    /// <summary>Over, with a result for every goal, which the handler has looked at.</summary>
    public void Complete(string? note, Guid? by, DateTimeOffset now)
    {
        Move(AgreementTable.Complete, now);
        End(null, note, by, now);
    }

    /// <summary>Over before its goals are reached.</summary>
    /// <param name="move">terminate or separate.</param>
    /// <param name="reason">Code of the list agreement-end-reason.</param>
    /// <param name="note">In words.</param>
    /// <param name="by">Who; null for the system.</param>
    /// <param name="now">When.</param>
    public void Terminate(string move, string reason, string? note, Guid? by, DateTimeOffset now)
    {
        Move(move, now);
        End(reason, note, by, now);
    }

    // Figures tell whether it was in time.
    private void KeepReview(DateTimeOffset now)
    {
        if ((KeptReviewOn ?? ReviewOn) is { } due)
        {
            (ReviewsDue, ReviewsDone) = ([.. ReviewsDue, due], [.. ReviewsDone, LocalTime.DateOf(now)]);
        }
    }

    private void Amends(string kind, string what, string why) =>
        (AmendKind, AmendWhat, AmendWhy, KeptReviewOn) = (kind, what.Trim(), why.Trim(), ReviewOn);

    private void End(string? reason, string? note, Guid? by, DateTimeOffset now)
    {
        (EndReason, EndNote, EndedBy, EndedAt) = (reason, note?.Trim(), by, now);
        (ProposedNumber, ReviewCause, AmendKind, AmendWhat, AmendWhy, KeptReviewOn) = (null, null, null, null, null, null);
    }

    private void Move(string action, DateTimeOffset now)
    {
        Status = AgreementTable.StatusOf(AgreementTable.Moves.Next(Stage, action));
        UpdatedAt = now;
    }
}
