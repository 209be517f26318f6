using CaseManagement.Api.ReferenceData;

namespace CaseManagement.Api.Referrals;

/// <summary>Where a referral stands (DESIGN §3).</summary>
public enum ReferralStatus
{
    /// <summary>The sender is writing it; nobody else sees it, nothing has left.</summary>
    Draft,
    /// <summary>Disclosed to the provider, who has to answer.</summary>
    Sent,
    /// <summary>The provider will serve the person.</summary>
    Accepted,
    /// <summary>The person is being served.</summary>
    InProgress,
    /// <summary>Interrupted for a coded reason.</summary>
    OnHold,
    /// <summary>Done, with a coded outcome.</summary>
    Completed,
    /// <summary>Came to nothing, with a coded reason.</summary>
    Failed,
    /// <summary>Declined by the provider or by the person, who is told apart.</summary>
    Rejected,
    /// <summary>Not answered within the offer's time.</summary>
    Expired,
    /// <summary>Taken back by the sender.</summary>
    Withdrawn,
    /// <summary>Given back by the provider after he had accepted it.</summary>
    Returned,
}

/// <summary>Who may make a move.</summary>
public enum ReferralSide
{
    /// <summary>Who refers.</summary>
    Sender,
    /// <summary>Who is to serve; where that is no organisation here, the sender records its answers.</summary>
    Recipient,
    /// <summary>The product, by the day.</summary>
    System,
}

/// <summary>Who declines: it tells whether the offer was wrong or the person did not want it.</summary>
public enum DeclinedBy
{
    /// <summary>The person.</summary>
    Client,
    /// <summary>The provider.</summary>
    Provider,
}

/// <summary>Why a referral is blocked: a mark beside its state.</summary>
public enum BlockReason
{
    /// <summary>Its consent was withdrawn.</summary>
    ConsentWithdrawn,
    /// <summary>Another organisation looks after the person now, whom the consent does not name.</summary>
    SenderChanged,
}

/// <summary>A line of the table of moves.</summary>
/// <param name="From">In which state.</param>
/// <param name="Action">As in paths and allowedActions.</param>
/// <param name="To">Which state follows.</param>
/// <param name="By">Who may.</param>
/// <param name="Reasons">The list of its coded reason; null where it needs none.</param>
/// <param name="WhileBlocked">Whether it may be made of a blocked one.</param>
/// <param name="NeedsConsent">Whether its consent has to be in force: what was begun goes on without, nothing is begun or told.</param>
public sealed record ReferralRule(ReferralStatus From, string Action, ReferralStatus To, ReferralSide By, string? Reasons = null, bool WhileBlocked = false,
    bool NeedsConsent = false);

/// <summary>
/// The request to a provider to serve a person: a promise between two offices, and a loop that is closed when the sender has acknowledged how it
/// ended. Both sides move it by one table; whose row a caller sees the database decides.
/// </summary>
public sealed class Referral : IRoot
{
    /// <summary>Names of the moves, as in paths and allowedActions.</summary>
    public const string SendMove = "send", AcceptMove = "accept", RejectMove = "reject", ExpireMove = "expire", StartMove = "start", HoldMove = "hold",
        ResumeMove = "resume", CompleteMove = "complete", FailMove = "fail", WithdrawMove = "withdraw", ReturnMove = "return",
        AcknowledgeMove = "acknowledge", UnblockMove = "unblock", CorrectMove = "correct", MessageMove = "message", AppointMove = "appoint",
        ConfirmMove = "confirm-withdrawal", SenderChanged = "sender-changed", BlockMove = "block";

    private static readonly ReferralStatus[] Served = [ReferralStatus.Accepted, ReferralStatus.InProgress, ReferralStatus.OnHold];
    private static readonly ReferralStatus[] Running = [ReferralStatus.Sent, .. Served];
    private static readonly ReferralStatus[] Answered =
        [ReferralStatus.Completed, ReferralStatus.Failed, ReferralStatus.Rejected, ReferralStatus.Expired, ReferralStatus.Returned];

    /// <summary>State × who may × reasons: the one table, from which moves, allowedActions and tests come.</summary>
    public static readonly IReadOnlyList<ReferralRule> Table =
    [
        new(ReferralStatus.Draft, SendMove, ReferralStatus.Sent, ReferralSide.Sender),
        new(ReferralStatus.Sent, AcceptMove, ReferralStatus.Accepted, ReferralSide.Recipient, NeedsConsent: true),
        new(ReferralStatus.Sent, RejectMove, ReferralStatus.Rejected, ReferralSide.Recipient, CodeLists.ReferralDeclineReason),
        new(ReferralStatus.Sent, ExpireMove, ReferralStatus.Expired, ReferralSide.System, WhileBlocked: true),
        new(ReferralStatus.Accepted, StartMove, ReferralStatus.InProgress, ReferralSide.Recipient),
        new(ReferralStatus.InProgress, HoldMove, ReferralStatus.OnHold, ReferralSide.Recipient, CodeLists.ReferralHoldReason),
        new(ReferralStatus.OnHold, ResumeMove, ReferralStatus.InProgress, ReferralSide.Recipient),
        new(ReferralStatus.InProgress, CompleteMove, ReferralStatus.Completed, ReferralSide.Recipient, CodeLists.ReferralOutcome),
        new(ReferralStatus.OnHold, CompleteMove, ReferralStatus.Completed, ReferralSide.Recipient, CodeLists.ReferralOutcome),
        new(ReferralStatus.InProgress, FailMove, ReferralStatus.Failed, ReferralSide.Recipient, CodeLists.ReferralFailure, true),
        new(ReferralStatus.OnHold, FailMove, ReferralStatus.Failed, ReferralSide.Recipient, CodeLists.ReferralFailure, true),
        .. Running.Select(from => new ReferralRule(
            from, WithdrawMove, ReferralStatus.Withdrawn, ReferralSide.Sender, CodeLists.ReferralWithdrawalReason, true)),
        .. Served.Select(from => new ReferralRule(from, ReturnMove, ReferralStatus.Returned, ReferralSide.Recipient, CodeLists.ReferralReturnReason, true)),
        .. Answered.Select(from => new ReferralRule(from, AcknowledgeMove, from, ReferralSide.Sender, null, true)),
        // By a new consent, whether the one before was taken back, is over by its day, or soon will be. Also of a completed one: it lets the recipient keep
        // what the work was done with.
        .. Running.Append(ReferralStatus.Completed).Select(from => new ReferralRule(from, UnblockMove, from, ReferralSide.Sender, null, true)),
        // Also of one that has ended meanwhile: what was received has to go all the same.
        .. Running.Concat([.. Answered, ReferralStatus.Withdrawn])
            .Select(from => new ReferralRule(from, ConfirmMove, from, ReferralSide.Recipient, CodeLists.WithdrawalConfirmation, true)),
        // As long as the recipient reads what was sent (Wall.sql), who would go on with the wrong value.
        .. Running.Append(ReferralStatus.Completed)
            .Select(from => new ReferralRule(from, CorrectMove, from, ReferralSide.Sender, CodeLists.CorrectionTopic, NeedsConsent: true)),
        .. Served.Select(from => new ReferralRule(from, AppointMove, from, ReferralSide.Recipient)),
    ];

    /// <summary>The legal moves.</summary>
    public static readonly Transitions<ReferralStatus> Moves = new("referral", [.. Table.Select(rule => (rule.From, rule.Action, rule.To))]);

    private readonly List<ReferralMove> moves = [];

    private Referral() { }

    /// <summary>Starts to write one.</summary>
    /// <param name="of">The controller, the case and whose it is.</param>
    /// <param name="to">The service and, where its provider is an organisation here, that one.</param>
    /// <param name="content">What is to be sent.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="now">When.</param>
    public Referral((Guid Organisation, Guid Case, Guid Client) of, (Guid Service, Guid? Recipient) to, ReferralContent content, Guid? by, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (OrganisationId, CaseId, ClientId, ServiceId, RecipientId) = (of.Organisation, of.Case, of.Client, to.Service, to.Recipient);
        (WrittenBy, CreatedAt) = (by, now);
        Draft = new ReferralDraft(Id, of.Organisation);
        Write(content, now);
    }

    /// <summary>The referral.</summary>
    public Guid Id { get; private set; }
    /// <summary>The sender, whose row it is.</summary>
    public Guid OrganisationId { get; private set; }
    /// <summary>Who is referred.</summary>
    public Guid ClientId { get; private set; }
    /// <summary>Out of which case.</summary>
    public Guid CaseId { get; private set; }
    /// <summary>To which service.</summary>
    public Guid ServiceId { get; private set; }
    /// <summary>Its provider; null where that is no organisation here.</summary>
    public Guid? RecipientId { get; private set; }
    /// <summary>Code of the list referral-purpose.</summary>
    public string Purpose { get; private set; } = "";
    /// <summary>Code of the list disclosure-basis.</summary>
    public string Basis { get; private set; } = "";
    /// <summary>Where the basis is consent.</summary>
    public Guid? ConsentId { get; private set; }
    /// <summary>Code of the list secrecy-basis: on which basis health data go on without a release from secrecy (§ 76 SGB X).</summary>
    public string? SecrecyBasis { get; private set; }
    /// <summary>Where it stands.</summary>
    public ReferralStatus Status { get; private set; }
    /// <summary>Who began to write it.</summary>
    public Guid? WrittenBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>Who sent it.</summary>
    public Guid? SentBy { get; private set; }
    /// <summary>When.</summary>
    public DateTimeOffset? SentAt { get; private set; }
    /// <summary>The last day for the answer, until its end; then it expires.</summary>
    public DateOnly? ExpiresOn { get; private set; }
    /// <summary>When the provider accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }
    /// <summary>When it came to its end.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>The code of its end: outcome, or reason.</summary>
    public string? EndReason { get; private set; }
    /// <summary>Of a rejected one, who declined.</summary>
    public DeclinedBy? DeclinedBy { get; private set; }
    /// <summary>Who acknowledged how it ended.</summary>
    public Guid? AcknowledgedBy { get; private set; }
    /// <summary>When the loop was closed: acknowledged, or withdrawn.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }
    /// <summary>Since when it is blocked.</summary>
    public DateTimeOffset? BlockedSince { get; private set; }
    /// <summary>Why.</summary>
    public BlockReason? BlockedReason { get; private set; }
    /// <summary>When the recipient told what was done with the data.</summary>
    public DateTimeOffset? BlockConfirmedAt { get; private set; }
    /// <summary>Code of the list withdrawal-confirmation.</summary>
    public string? BlockConfirmedAs { get; private set; }
    /// <summary>The last change of it or of anything that belongs to it.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }
    /// <summary>The ETag.</summary>
    public uint Version { get; private set; }

    /// <summary>What the sender writes, as far as it was loaded.</summary>
    public ReferralDraft? Draft { get; private set; }

    /// <summary>How it went, as far as it was loaded.</summary>
    public IReadOnlyList<ReferralMove> History => moves;

    /// <summary>Whether nobody has ended it yet.</summary>
    public static bool IsOpen(ReferralStatus status) => status == ReferralStatus.Draft || Array.Exists(Running, one => one == status);

    /// <summary>Changes what is to be sent.</summary>
    /// <exception cref="RefusedException">409 once it was sent.</exception>
    public void Write(ReferralContent content, DateTimeOffset now)
    {
        if (Status != ReferralStatus.Draft)
        {
            throw Refusal(ReferralSide.Sender);
        }
        (Purpose, Basis, ConsentId, SecrecyBasis, UpdatedAt) = (content.Purpose, content.Basis, content.ConsentId, content.SecrecyBasis, now);
        Draft!.Write(content);
    }

    /// <summary>Another service, while nothing has left.</summary>
    public void Address(Guid service, Guid? recipient) => (ServiceId, RecipientId) = (service, recipient);

    /// <summary>draft → sent.</summary>
    /// <param name="expiresOn">The last day for the answer.</param>
    /// <param name="by">Who sends.</param>
    /// <param name="now">When.</param>
    public void Send(DateOnly expiresOn, Caller by, DateTimeOffset now)
    {
        Make(SendMove, ReferralSide.Sender, by, new MoveReason(), now);
        (SentBy, SentAt, ExpiresOn) = (by.StaffId, now, expiresOn);
    }

    /// <summary>Makes a move of the table.</summary>
    /// <param name="action">Which one.</param>
    /// <param name="side">On whose side the caller stands.</param>
    /// <param name="by">Who.</param>
    /// <param name="why">The coded reason, who declined, words.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusedException">409: illegal in this state, the other side's, blocked, done already.</exception>
    public void Make(string action, ReferralSide side, Caller by, MoveReason why, DateTimeOffset now)
    {
        var from = Status;
        Status = Check(action, side).To;
        switch (action)
        {
            case AcceptMove:
                AcceptedAt = why.On is { } day && day < LocalTime.DateOf(now) ? new[] { LocalTime.StartOf(day), SentAt!.Value }.Max() : now;
                break;
            case AcknowledgeMove:
                (AcknowledgedBy, ClosedAt) = (by.StaffId, now);
                break;
            case ConfirmMove:
                (BlockConfirmedAt, BlockConfirmedAs) = (now, why.Code);
                break;
            case RejectMove:
                DeclinedBy = why.DeclinedBy;
                break;
            case WithdrawMove:
                ClosedAt = now;
                break;
        }
        if (!IsOpen(Status) && IsOpen(from))
        {
            (EndedAt, EndReason) = (now, why.Code);
        }
        Record(action, from, by, why, now);
    }

    /// <summary>The rule of a move, where it may be made now.</summary>
    /// <exception cref="RefusedException">409.</exception>
    public ReferralRule Check(string action, ReferralSide side)
    {
        if (!Moves.Allows(Status, action))
        {
            throw Refusal(side);
        }
        var rule = RuleOf(Status, action);
        return Against(rule, side) is { } objection ? throw new RefusedException(objection) : rule;
    }

    /// <summary>The 409 for what cannot be done now. A program offers what it is told: not the other side's moves.</summary>
    public RefusedException Refusal(ReferralSide side) => Moves.Refusal(Status, move => Against(RuleOf(Status, move), side) is null);

    /// <summary>The rule of a move that a state allows.</summary>
    public static ReferralRule RuleOf(ReferralStatus from, string action) => Table.Single(rule => rule.From == from && rule.Action == action);

    private ProblemType? Against(ReferralRule rule, ReferralSide side) =>
        Objection(rule, side, BlockedSince is not null, ClosedAt is not null, BlockConfirmedAt is not null, ConsentId is not null);

    /// <summary>Whether it stands already where a move leads, so that the move is none any more.</summary>
    public bool HasBeen(string action) => !Moves.Allows(Status, action) && Table.Any(rule => rule.Action == action && rule.To == Status);

    /// <summary>Why a move that the state allows may not be made; null where it may.</summary>
    public static ProblemType? Objection(ReferralRule rule, ReferralSide side, bool isBlocked, bool isClosed, bool isConfirmed, bool restsOnConsent) =>
        rule.By != side ? ReferralProblems.OtherSide
        : isBlocked && !rule.WhileBlocked ? ReferralProblems.Blocked
        : !isBlocked && (rule.Action == ConfirmMove || (rule.Action == UnblockMove && !restsOnConsent)) ? ReferralProblems.NotBlocked
        : rule.Action == ConfirmMove && isConfirmed ? ReferralProblems.ConfirmedAlready
        : rule.Action == AcknowledgeMove && isClosed ? ReferralProblems.ClosedAlready : null;

    /// <summary>
    /// What its consent allowed is allowed no longer: a mark that stops it, and asks the recipient of an ended one what was done with the data. A second time
    /// changes nothing; a withdrawal weighs more than another sender, and what was confirmed before is asked anew.
    /// </summary>
    public void Block(BlockReason reason, Caller by, DateTimeOffset now)
    {
        if (BlockedReason != reason && BlockedReason != BlockReason.ConsentWithdrawn && SentAt is not null)
        {
            (BlockedSince, BlockedReason, BlockConfirmedAt, BlockConfirmedAs) = (now, reason, null, null);
            Record(BlockMove, Status, by, new MoveReason(SnakeCase.Of(reason.ToString()).Replace('_', '-')), now);
        }
    }

    /// <summary>Goes on by a new consent.</summary>
    /// <exception cref="RefusedException">409: illegal in this state, or it rests on that consent already.</exception>
    public void Unblock(Guid consentId, Caller by, DateTimeOffset now)
    {
        if (BlockedSince is null && ConsentId == consentId)
        {
            throw new RefusedException(ReferralProblems.NotBlocked);
        }
        Make(UnblockMove, ReferralSide.Sender, by, new MoveReason(), now);
        (ConsentId, BlockedSince, BlockedReason, BlockConfirmedAt, BlockConfirmedAs) = (consentId, null, null, null, null);
    }

    /// <summary>Something that belongs to it has changed; its ETag changes with it.</summary>
    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    private void Record(string action, ReferralStatus from, Caller by, MoveReason why, DateTimeOffset now)
    {
        moves.Add(new ReferralMove(Id, action, (from, Status), by, why, now));
        Touch(now);
    }
}

/// <summary>Why a move is made.</summary>
/// <param name="Code">The code of the move's list.</param>
/// <param name="Note">In words; the other side reads them.</param>
/// <param name="DeclinedBy">Of a rejection.</param>
/// <param name="On">Of an acceptance: on which day, where it is recorded later.</param>
public sealed record MoveReason(string? Code = null, string? Note = null, DeclinedBy? DeclinedBy = null, DateOnly? On = null);
