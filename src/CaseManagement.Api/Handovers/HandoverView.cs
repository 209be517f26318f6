using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// Everything that a screen about one handover shows, read in one round trip: PostgreSQL builds the document
/// (app.handover_view), within what the walls and the caller's teams let through.
/// </summary>
internal sealed record HandoverView
{
    public required Guid Id { get; init; }
    public required Guid HouseholdId { get; init; }
    public required HandoverStatus Status { get; init; }
    public required bool IsSender { get; init; }
    public required bool IsReceiver { get; init; }
    public required PackageParty Sender { get; init; }
    public required PackageParty Receiver { get; init; }
    public Guid? ReturnsId { get; init; }
    public required IReadOnlyList<Guid> ReturnedBy { get; init; }
    public required int PackageVersion { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateOnly? AcceptanceDueOn { get; init; }
    public DateOnly? ExpiresOn { get; init; }
    public DateTimeOffset? AcceptedAt { get; init; }
    public DateOnly? FirstContactDueOn { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required IReadOnlyList<DetailPerson> Persons { get; init; }
    public DetailDraft? Draft { get; init; }
    public required IReadOnlyList<DetailItem> Items { get; init; }
    public required IReadOnlyList<DetailMove> Timeline { get; init; }
    /// <summary>Restricted documents of the draft that the caller may not see; only for the sender while he may write.</summary>
    public IReadOnlyList<Guid> HiddenDocuments { get; init; } = [];
    /// <summary>The household as it is on file; only for the sender while he may write.</summary>
    public HouseholdFacts? Facts { get; init; }
    public required uint Version { get; init; }

    /// <summary>Null when the caller may not see it.</summary>
    public static async Task<HandoverView?> Read(CaseDb db, Guid id, CancellationToken cancellationToken)
    {
        var json = await db.Database.SqlQuery<string?>($"select app.handover_view({id})::text as \"Value\"").SingleAsync(cancellationToken);
        return json is null ? null : PackageDocument.Parse<HandoverView>(json);
    }

    /// <summary>What the gate says; null where the sender cannot write now.</summary>
    public IReadOnlyList<MissingItem>? Missing() => Facts is null || Draft is null ? null : Completeness.Check(Sender.TeamId, Facts, new GateInput(
        Draft.Documents, Draft.OpenItems, Draft.NoOpenItems, [.. Draft.IncludedItems, .. HiddenDocuments],
        Status == HandoverStatus.ClarificationRequested ? [.. Items.Where(item => item.PackageVersion == PackageVersion && item is { Verdict: ItemVerdict.Queried, Answer: null }).Select(item => item.Place)] : []));

    public HandoverDetail Detail(CallContext call) => new()
    {
        Id = Id, HouseholdId = HouseholdId, Status = Status, IsOverdue = Handover.IsOverdue(Status, AcceptanceDueOn, FirstContactDueOn, call.Today),
        IsSender = IsSender, IsReceiver = IsReceiver, Sender = Sender, Receiver = Receiver, ReturnsHandoverId = ReturnsId, ReturnedBy = ReturnedBy,
        PackageVersion = PackageVersion, CreatedAt = CreatedAt, SubmittedAt = SubmittedAt, AcceptanceDueOn = AcceptanceDueOn, ExpiresOn = ExpiresOn,
        AcceptedAt = AcceptedAt, FirstContactDueOn = FirstContactDueOn, EndedAt = EndedAt, Persons = Persons, Draft = Draft, Items = Items, Timeline = Timeline,
        AllowedActions = Actions(call.Caller), Version = Version,
    };

    private IReadOnlyList<AllowedAction> Actions(Caller caller)
    {
        var send = Objection(IsSender, Permission.SendHandovers);
        var receive = Objection(IsReceiver, Permission.ReceiveHandovers);
        var missing = Missing();
        var queried = Items.Any(item => item.PackageVersion == PackageVersion && item.Verdict == ItemVerdict.Queried);
        var moves = Handover.Moves.Describe(Status, action => action switch
        {
            Handover.SubmitMove => send ?? (missing is { Count: > 0 } ? HandoverProblems.Incomplete : null),
            Handover.WithdrawMove => send,
            Handover.AcceptMove => receive ?? (queried ? HandoverProblems.QueriesOpen : null),
            Handover.ExpireMove => HandoverProblems.SystemOnly,
            Handover.CompleteMove => receive ?? (Persons.Any(person => person.FirstContactAt is null) ? HandoverProblems.FirstContactMissing : null),
            _ => receive,
        });
        return
        [
            .. moves,
            Other("write", Handover.Editable(Status), send),
            Other("discard", Status == HandoverStatus.Draft, send, HandoverProblems.OnlyDrafts),
            Other("reviewItems", Status == HandoverStatus.Submitted, receive),
            Other("answerQueries", Status == HandoverStatus.ClarificationRequested, send),
            Other("return", Status is HandoverStatus.Accepted or HandoverStatus.Completed, IsReceiver ? Objection(true, Permission.SendHandovers) : receive),
        ];

        ProblemType? Objection(bool side, Permission permission) =>
            !side ? HandoverProblems.OtherSide : RolePermissions.Allow(caller.Roles, permission) ? null : AccessProblems.NotPermitted;

        AllowedAction Other(string action, bool possible, ProblemType? objection, ProblemType? otherwise = null) =>
            !possible ? AllowedAction.No(action, otherwise ?? HandoverProblems.IllegalMove) : objection is null ? AllowedAction.Yes(action) : AllowedAction.No(action, objection);
    }
}
