namespace CaseManagement.Api.Agreements;

/// <summary>
/// What was proposed or agreed, word by word: it never changes, and keeps its language and form. What stands in it are its items
/// (<see cref="VersionItem"/>), written by app.seal_agreement with the hashes.
/// </summary>
public sealed class AgreementVersion
{
    private AgreementVersion() { }

    /// <summary>A version of the agreement as it stands.</summary>
    /// <param name="of">The agreement.</param>
    /// <param name="number">1, 2 …</param>
    /// <param name="change">Code of the list agreement-change-kind, what changed and why.</param>
    /// <param name="by">Who proposes it: its author, who never approves it.</param>
    /// <param name="now">When.</param>
    public AgreementVersion(Agreement of, int number, (string Kind, string? What, string? Why) change, Guid by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, AgreementId, ClientId, Number) = (of.OrganisationId, of.Id, of.ClientId, number);
        (Kind, What, Why, Language, ReviewOn) = (change.Kind, change.What, change.Why, of.Language, of.ReviewOn);
        (ProposedBy, ProposedAt) = (by, now);
    }

    /// <summary>The version.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The agreement.</summary>
    public Guid AgreementId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>1, 2 …</summary>
    public int Number { get; private set; }
    /// <summary>Code of the list agreement-change-kind.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>What changed.</summary>
    public string? What { get; private set; }
    /// <summary>Why.</summary>
    public string? Why { get; private set; }
    /// <summary>Code of the list language.</summary>
    public string Language { get; private set; } = "";
    /// <summary>The review that was agreed in it.</summary>
    public DateOnly? ReviewOn { get; private set; }
    /// <summary>SHA-256 of what stands in it; of a joint one of all its parts. What is acknowledged is this.</summary>
    public byte[]? Hash { get; private set; }
    /// <summary>Its author.</summary>
    public Guid ProposedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset ProposedAt { get; private set; }
    /// <summary>The supervisor who has approved it.</summary>
    public Guid? ApprovedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }
    /// <summary>When it was taken back before it came into force.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }
    /// <summary>Since when it is in force.</summary>
    public DateTimeOffset? InForceFrom { get; private set; }
    /// <summary>Exclusive.</summary>
    public DateTimeOffset? InForceUntil { get; private set; }

    /// <summary>A supervisor approves it, once.</summary>
    /// <exception cref="RefusedException">403 for its author, 409 the second time.</exception>
    public void Approve(Guid by, DateTimeOffset now)
    {
        if (by == ProposedBy)
        {
            throw RefusedException.Forbidden(AgreementProblems.AuthorApproves, AgreementId);
        }
        if (ApprovedBy is not null)
        {
            throw new RefusedException(AgreementProblems.ApprovedAlready);
        }
        (ApprovedBy, ApprovedAt) = (by, now);
    }

    /// <summary>It is taken back: its acknowledgements count no more.</summary>
    public void Withdraw(DateTimeOffset now) => WithdrawnAt = now;

    /// <summary>Both have acknowledged it.</summary>
    public void Enter(DateTimeOffset now) => InForceFrom = now;

    /// <summary>The next one is in force, or the agreement is over.</summary>
    public void Leave(DateTimeOffset now) => InForceUntil = now > InForceFrom ? now : InForceFrom!.Value.AddMicroseconds(1);
}

/// <summary>A goal or step as it stands in a version.</summary>
public sealed class VersionItem
{
    private VersionItem() { }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>The version.</summary>
    public Guid VersionId { get; private set; }
    /// <summary>Whose.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>The compartment that hides it.</summary>
    public Compartment? Compartment { get; private set; }
    /// <summary>goal or step.</summary>
    public string Kind { get; private set; } = "";
    /// <summary>Which one.</summary>
    public Guid ItemId { get; private set; }
    /// <summary>What was agreed of it, as JSON (app.agreement_items).</summary>
    public string Content { get; private set; } = "";
}

/// <summary>Whose word an acknowledgement is.</summary>
public enum AcknowledgingSide
{
    /// <summary>The person's, or of who acts for the person.</summary>
    Client,
    /// <summary>The office's.</summary>
    Office,
}

/// <summary>What came of asking for an acknowledgement.</summary>
public enum AcknowledgementState
{
    /// <summary>Given.</summary>
    Given,
    /// <summary>The person was not reached. It stands on record, and is no acknowledgement.</summary>
    NotReachable,
}

/// <summary>How somebody has acknowledged.</summary>
public enum AcknowledgedHow
{
    /// <summary>By hand on paper.</summary>
    SignatureOnPaper,
    /// <summary>In words, through an interpreter, and read back.</summary>
    OralWithInterpreter,
    /// <summary>Electronically.</summary>
    Electronic,
}

/// <summary>What is recorded of an acknowledgement.</summary>
/// <param name="Side">Whose word it is.</param>
/// <param name="State">What came of it.</param>
/// <param name="RepresentationId">Who acts for the person; null: the person.</param>
/// <param name="How">How.</param>
/// <param name="At">When.</param>
/// <param name="Place">Where.</param>
/// <param name="Language">Code of the list language.</param>
/// <param name="Interpreter">Through whom.</param>
/// <param name="ReadBack">It was read back.</param>
/// <param name="Evidence">What shows it.</param>
/// <param name="Note">In words.</param>
public sealed record AcknowledgementFacts(
    AcknowledgingSide Side, AcknowledgementState State, Guid? RepresentationId, AcknowledgedHow? How, DateTimeOffset At, string? Place, string? Language,
    string? Interpreter, bool ReadBack, string? Evidence, string? Note);

/// <summary>One side's word to exactly one version, by its hash. It never changes.</summary>
public sealed class Acknowledgement
{
    private Acknowledgement() { }

    /// <summary>Records it.</summary>
    /// <param name="of">The version.</param>
    /// <param name="facts">What is recorded.</param>
    /// <param name="by">The colleague who records it, and of the office's side gives it.</param>
    /// <param name="now">When.</param>
    public Acknowledgement(AgreementVersion of, AcknowledgementFacts facts, Guid by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, VersionId, ClientId, Hash) = (of.OrganisationId, of.Id, of.ClientId, of.Hash!);
        (Side, State, RepresentationId, How, At) = (facts.Side, facts.State, facts.RepresentationId, facts.How, facts.At);
        (Place, Language, Interpreter, ReadBack) = (facts.Place?.Trim(), facts.Language, facts.Interpreter?.Trim(), facts.ReadBack);
        (Evidence, Note, RecordedBy, RecordedAt) = (facts.Evidence?.Trim(), facts.Note?.Trim(), by, now);
        StaffId = facts.Side == AcknowledgingSide.Office ? by : null;
    }

    /// <summary>The row.</summary>
    public Guid Id { get; private set; }
    /// <summary>The controller.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Of which version.</summary>
    public Guid VersionId { get; private set; }
    /// <summary>In whose agreement.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>What exactly was acknowledged.</summary>
    public byte[] Hash { get; private set; } = [];
    /// <summary>Whose word it is.</summary>
    public AcknowledgingSide Side { get; private set; }
    /// <summary>What came of it.</summary>
    public AcknowledgementState State { get; private set; }
    /// <summary>Who acts for the person; null: the person.</summary>
    public Guid? RepresentationId { get; private set; }
    /// <summary>Who of the office.</summary>
    public Guid? StaffId { get; private set; }
    /// <summary>How.</summary>
    public AcknowledgedHow? How { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>Where.</summary>
    public string? Place { get; private set; }
    /// <summary>Code of the list language.</summary>
    public string? Language { get; private set; }
    /// <summary>Through whom.</summary>
    public string? Interpreter { get; private set; }
    /// <summary>It was read back.</summary>
    public bool ReadBack { get; private set; }
    /// <summary>What shows it.</summary>
    public string? Evidence { get; private set; }
    /// <summary>In words.</summary>
    public string? Note { get; private set; }
    /// <summary>Who recorded it.</summary>
    public Guid RecordedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset RecordedAt { get; private set; }
}

/// <summary>What an organisation has decided about its agreements.</summary>
public sealed class AgreementSetting
{
    /// <summary>After how many months an agreement is reviewed where nothing else is said.</summary>
    public const int DefaultReviewMonths = 6;

    private AgreementSetting() { }

    /// <summary>The rule where nobody has decided anything.</summary>
    public AgreementSetting(Guid organisation, DateTimeOffset now) => (Id, OrganisationId, UpdatedAt) = (organisation, organisation, now);

    /// <summary>The organisation.</summary>
    public Guid Id { get; private set; }
    /// <summary>The same.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>A supervisor approves each version before it comes into force.</summary>
    public bool RequiresApproval { get; private set; }
    /// <summary>After how many months an agreement is reviewed where nothing else is said.</summary>
    public int ReviewMonths { get; private set; } = DefaultReviewMonths;
    /// <summary>Who decided it last.</summary>
    public Guid? UpdatedBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Decides anew.</summary>
    public void Set(bool requiresApproval, int reviewMonths, Guid? by, DateTimeOffset now) =>
        (RequiresApproval, ReviewMonths, UpdatedBy, UpdatedAt) = (requiresApproval, reviewMonths, by, now);
}
