
namespace CaseManagement.Api.Handovers;

/// <summary>Where a handover stands (DESIGN §3).</summary>
public enum HandoverStatus
{
    /// <summary>The sender is preparing it; nobody else sees it.</summary>
    Draft,
    /// <summary>The package is frozen and before the receiver.</summary>
    Submitted,
    /// <summary>The receiver has asked back; the sender answers item by item and submits the next version of the package.</summary>
    ClarificationRequested,
    /// <summary>The receiver is responsible; the first contacts are still to come.</summary>
    Accepted,
    /// <summary>Refused for a coded reason; the sender stays responsible.</summary>
    Declined,
    /// <summary>Taken back for a coded reason; the sender stays responsible.</summary>
    Withdrawn,
    /// <summary>Not answered in time; the sender stays responsible.</summary>
    Expired,
    /// <summary>The first contact with every person has been recorded.</summary>
    Completed,
}

/// <summary>
/// The change of responsibility for a household from one team to another, of the same or another organisation. Moves are
/// made here; the database repeats what is legal (app.keep_handover) and shows each side what is its own.
/// </summary>
public sealed class Handover : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string SubmitMove = "submit", AcceptMove = "accept", ClarifyMove = "request-clarification", DeclineMove = "decline",
        WithdrawMove = "withdraw", ExpireMove = "expire", CompleteMove = "complete";

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<HandoverStatus> Moves = new("handover",
        (HandoverStatus.Draft, SubmitMove, HandoverStatus.Submitted),
        (HandoverStatus.ClarificationRequested, SubmitMove, HandoverStatus.Submitted),
        (HandoverStatus.Submitted, AcceptMove, HandoverStatus.Accepted),
        (HandoverStatus.Submitted, ClarifyMove, HandoverStatus.ClarificationRequested),
        (HandoverStatus.Submitted, DeclineMove, HandoverStatus.Declined),
        (HandoverStatus.Submitted, ExpireMove, HandoverStatus.Expired),
        (HandoverStatus.Submitted, WithdrawMove, HandoverStatus.Withdrawn),
        (HandoverStatus.ClarificationRequested, WithdrawMove, HandoverStatus.Withdrawn),
        (HandoverStatus.Accepted, CompleteMove, HandoverStatus.Completed));

    /// <summary>Whether a move is made by a side on which the caller stands.</summary>
    public static bool IsMoveOf(bool isSender, bool isReceiver, string move) => move switch
    {
        SubmitMove or WithdrawMove => isSender,
        ExpireMove => false,
        _ => isReceiver,
    };

    /// <summary>The 409 for a move that is illegal now. A program offers what it is told: not the other side's moves.</summary>
    public static RefusedException Refusal(HandoverStatus status, bool isSender, bool isReceiver) =>
        Moves.Refusal(status, move => IsMoveOf(isSender, isReceiver, move));

    private readonly List<HandoverMove> moves = [];

    private Handover() { }

    /// <summary>Starts to prepare the handover of a household.</summary>
    /// <param name="householdId">The household.</param>
    /// <param name="sender">The responsible organisation and team.</param>
    /// <param name="receiver">Who is to take over; another team.</param>
    /// <param name="returns">The accepted handover that this one returns and the code of the list handover-return-reason; null for a first one.</param>
    /// <param name="note">To the receiver.</param>
    /// <param name="by">Who prepares it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409 when sender and receiver are the same team.</exception>
    public Handover(Guid householdId, Party sender, Party receiver, (Guid Handover, string Reason)? returns, string? note, Guid by, DateTimeOffset now)
    {
        if (sender.TeamId == receiver.TeamId)
        {
            throw new RefusedException(HandoverProblems.SameTeam);
        }
        Id = Guid.CreateVersion7(now);
        (HouseholdId, SenderOrganisationId, SenderTeamId, ReceiverOrganisationId, ReceiverTeamId) =
            (householdId, sender.OrganisationId, sender.TeamId, receiver.OrganisationId, receiver.TeamId);
        (ReturnsId, ReturnReason, Note, CreatedBy, CreatedAt, UpdatedAt) = (returns?.Handover, returns?.Reason, note, by, now, now);
        moves.Add(new HandoverMove(this, "prepare", null, HandoverStatus.Draft, new Actor(sender.OrganisationId, by), returns?.Reason, null, now));
    }

    /// <summary>The handover.</summary>
    public Guid Id { get; private set; }
    /// <summary>Whose household it is about.</summary>
    public Guid HouseholdId { get; private set; }
    /// <summary>The sending organisation.</summary>
    public Guid SenderOrganisationId { get; private set; }
    /// <summary>The sending team.</summary>
    public Guid SenderTeamId { get; private set; }
    /// <summary>The receiving organisation.</summary>
    public Guid ReceiverOrganisationId { get; private set; }
    /// <summary>The receiving team.</summary>
    public Guid ReceiverTeamId { get; private set; }
    /// <summary>Where it stands.</summary>
    public HandoverStatus Status { get; private set; } = HandoverStatus.Draft;
    /// <summary>The handover that this one returns.</summary>
    public Guid? ReturnsId { get; private set; }
    /// <summary>Code of the list handover-return-reason.</summary>
    public string? ReturnReason { get; private set; }
    /// <summary>To the receiver; frozen with the package.</summary>
    public string? Note { get; private set; }
    /// <summary>The sender states that nothing is open.</summary>
    public bool NoOpenItems { get; private set; }
    /// <summary>Who prepared it.</summary>
    public Guid CreatedBy { get; private set; }
    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The last change of it or of anything that belongs to it.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The version of the last frozen package; 0 before the first submission.</summary>
    public int PackageVersion { get; private set; }
    /// <summary>Who submitted it last.</summary>
    public Guid? SubmittedBy { get; private set; }
    /// <summary>When it was submitted last.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }
    /// <summary>Last day for the receiver's answer: working days of his Land after the submission.</summary>
    public DateOnly? AcceptanceDueOn { get; private set; }
    /// <summary>After this day the receiving team's supervisor is told.</summary>
    public DateOnly? EscalateOn { get; private set; }
    /// <summary>After this day it expires.</summary>
    public DateOnly? ExpiresOn { get; private set; }
    /// <summary>Who accepted it.</summary>
    public Guid? AcceptedBy { get; private set; }
    /// <summary>Since when the receiver is responsible.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }
    /// <summary>Last day for the first contact with every person.</summary>
    public DateOnly? FirstContactDueOn { get; private set; }
    /// <summary>When it came to its end.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Code of the list handover-decline-reason or handover-withdrawal-reason.</summary>
    public string? EndReason { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>How it went, as far as it was loaded.</summary>
    public IReadOnlyList<HandoverMove> History => moves;

    /// <summary>Whether the sender may change the draft's content now.</summary>
    public bool IsEditable => Editable(Status);

    /// <summary>Content is written before the first submission and while questions are answered.</summary>
    public static bool Editable(HandoverStatus status) => status is HandoverStatus.Draft or HandoverStatus.ClarificationRequested;

    /// <summary>Changes what the sender writes in the handover itself.</summary>
    /// <exception cref="RefusedException">
    /// 409 while the package is before the receiver or afterwards; 409 for another receiver after the first submission.
    /// </exception>
    public void Edit(Party receiver, string? note, bool noOpenItems, DateTimeOffset now)
    {
        RequireEditable();
        if (receiver.TeamId == SenderTeamId)
        {
            throw new RefusedException(HandoverProblems.SameTeam);
        }
        if (receiver.TeamId != ReceiverTeamId && Status != HandoverStatus.Draft)
        {
            throw new RefusedException(HandoverProblems.ReceiverFixed);
        }
        (ReceiverOrganisationId, ReceiverTeamId, Note, NoOpenItems) = (receiver.OrganisationId, receiver.TeamId, note, noOpenItems);
        Touch(now);
    }

    /// <summary>Refuses with 409 unless the sender may write now.</summary>
    public void RequireEditable()
    {
        if (!IsEditable)
        {
            throw Refusal(Status, isSender: true, isReceiver: false);
        }
    }

    /// <summary>Puts the next version of the package before the receiver.</summary>
    /// <param name="deadlines">Counted from today in the receiver's Land.</param>
    /// <param name="by">Who submits.</param>
    /// <param name="now">When.</param>
    public void Submit(AcceptanceDeadlines deadlines, Actor by, DateTimeOffset now)
    {
        var from = Status;
        Status = Moves.Next(Status, SubmitMove);
        PackageVersion++;
        (SubmittedBy, SubmittedAt) = (by.StaffId, now);
        (AcceptanceDueOn, EscalateOn, ExpiresOn) = (deadlines.DueOn, deadlines.EscalateOn, deadlines.ExpiresOn);
        Record(SubmitMove, from, by, null, null, now);
    }

    /// <summary>The receiver takes over; the cases move in the same transaction.</summary>
    /// <param name="firstContactDueOn">Last day for the first contacts.</param>
    /// <param name="by">Who accepts.</param>
    /// <param name="now">From when on the receiver is responsible.</param>
    public void Accept(DateOnly firstContactDueOn, Actor by, DateTimeOffset now)
    {
        var from = Status;
        Status = Moves.Next(Status, AcceptMove);
        (AcceptedBy, AcceptedAt, FirstContactDueOn) = (by.StaffId, now, firstContactDueOn);
        Record(AcceptMove, from, by, null, null, now);
    }

    /// <summary>The receiver asks back.</summary>
    public void RequestClarification(Actor by, string? note, DateTimeOffset now)
    {
        var from = Status;
        Status = Moves.Next(Status, ClarifyMove);
        Record(ClarifyMove, from, by, null, note, now);
    }

    /// <summary>The receiver refuses.</summary>
    public void Decline(string reason, string? note, Actor by, DateTimeOffset now) => End(DeclineMove, reason, note, by, now);

    /// <summary>The sender takes it back.</summary>
    public void Withdraw(string reason, string? note, Actor by, DateTimeOffset now) => End(WithdrawMove, reason, note, by, now);

    /// <summary>Nobody has answered in time.</summary>
    /// <exception cref="RefusedException">409 from another state than submitted, and before the day is over.</exception>
    public void Expire(DateOnly today, Actor by, DateTimeOffset now)
    {
        if (Status == HandoverStatus.Submitted && ExpiresOn >= today)
        {
            throw new RefusedException(HandoverProblems.NotExpiredYet);
        }
        End(ExpireMove, null, null, by, now);
    }

    /// <summary>Every person has had a first contact.</summary>
    public void Complete(Actor by, DateTimeOffset now) => End(CompleteMove, null, null, by, now);

    /// <summary>Something that belongs to it has changed; its ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    private void End(string move, string? reason, string? note, Actor by, DateTimeOffset now)
    {
        var from = Status;
        Status = Moves.Next(Status, move);
        (EndedAt, EndReason) = (now, reason);
        Record(move, from, by, reason, note, now);
    }

    private void Record(string move, HandoverStatus from, Actor by, string? reason, string? note, DateTimeOffset now)
    {
        moves.Add(new HandoverMove(this, move, from, Status, by, reason, note, now));
        Touch(now);
    }
}

/// <summary>A team and its organisation, as one side of a handover.</summary>
/// <param name="OrganisationId">The controller.</param>
/// <param name="TeamId">The team.</param>
public sealed record Party(Guid OrganisationId, Guid TeamId);

/// <summary>Who makes a move, and for which organisation.</summary>
/// <param name="OrganisationId">The acting organisation.</param>
/// <param name="StaffId">The member of staff; null for the system.</param>
public sealed record Actor(Guid OrganisationId, Guid? StaffId)
{
    /// <summary>The caller.</summary>
    public static Actor Of(Caller caller) => new(caller.RequiredOrganisationId, caller.StaffId);
}
