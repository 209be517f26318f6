using CaseManagement.Api.Clients;
using CaseManagement.Api.Http;
using CaseManagement.Api.Organisations;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// Everything that a screen about one handover shows, read in one round trip: PostgreSQL builds the document
/// (app.handover_view), within what the walls and the caller's teams let through.
/// </summary>
/// <param name="Detail">As it is shown, without what the caller may do.</param>
/// <param name="Version">Its ETag.</param>
/// <param name="HiddenDocuments">Restricted documents of the draft that the caller may not see; only for the sender while he may write.</param>
/// <param name="Facts">The household as it is on file; only for the sender while he may write.</param>
/// <param name="AwaitsContacts">It is accepted, and a first contact is still to come.</param>
/// <param name="IsReceiverClosed">The receiving team was dissolved.</param>
/// <param name="IsReceiverStaffed">Somebody who works on cases is in it today.</param>
/// <param name="CanReceive">Somebody in it may accept or decline today.</param>
/// <param name="IsReturnOpen">The caller's organisation is handing the household on already.</param>
/// <param name="IsHeld">The receiving team has an open case of the household.</param>
/// <param name="IsHouseholdRestricted">Data of a member is stored only; told to the sender while he may write.</param>
internal sealed record HandoverView(
    HandoverDetail Detail, uint Version, IReadOnlyList<Guid> HiddenDocuments, HouseholdFacts? Facts, bool AwaitsContacts, bool IsReceiverClosed,
    bool IsReceiverStaffed, bool CanReceive, bool IsReturnOpen, bool IsHeld, bool IsHouseholdRestricted)
{
    /// <summary>Null when the caller may not see it.</summary>
    public static async Task<HandoverView?> Read(CaseDb db, Guid id, CancellationToken cancellationToken)
    {
        var json = await db.Database.SqlQuery<string?>($"select app.handover_view({id})::text as \"Value\"").SingleAsync(cancellationToken);
        return json is null ? null : PackageDocument.Parse<HandoverView>(json);
    }

    /// <summary>What the gate says; null where the sender cannot write now.</summary>
    public IReadOnlyList<MissingItem>? Missing() => Facts is null || Detail.Draft is not { } draft ? null
        : Completeness.Check(Detail.Sender.TeamId, Facts, new GateInput(
            draft.Documents, draft.OpenItems, draft.NoOpenItems, [.. draft.IncludedItems, .. HiddenDocuments],
            Detail.Status == HandoverStatus.ClarificationRequested ? [.. Queried.Where(item => item.Answer is null).Select(item => item.Place)] : []));

    private IEnumerable<DetailItem> Queried =>
        Detail.Items.Where(item => item.PackageVersion == Detail.PackageVersion && item.Verdict == ItemVerdict.Queried);

    /// <summary>What the caller can do now, and why not where he cannot.</summary>
    public IReadOnlyList<AllowedAction> AllowedActions(Caller caller)
    {
        var send = Objection(Detail.IsSender, Permission.SendHandovers);
        var receive = Objection(Detail.IsReceiver, Permission.ReceiveHandovers);
        var closed = IsReceiverClosed ? HandoverProblems.TeamClosed : IsReceiverStaffed ? null : OrganisationProblems.TeamWithoutMembers;
        var returning = IsReturnOpen ? HandoverProblems.AlreadyOpen : IsHeld ? null : HandoverProblems.NotResponsible;
        var missing = Missing();
        var status = Detail.Status;
        var moves = Handover.Moves.Describe(status, action => action switch
        {
            Handover.SubmitMove => send ?? closed ?? (!CanReceive ? HandoverProblems.NobodyReceives
                : IsHouseholdRestricted ? ClientProblems.ProcessingRestricted
                : missing is { Count: > 0 } ? HandoverProblems.Incomplete : null),
            Handover.WithdrawMove => send,
            Handover.AcceptMove =>
                receive ?? closed ?? (Queried.Any() ? HandoverProblems.QueriesOpen : Detail.IsOutdated ? HandoverProblems.Outdated : null),
            Handover.ExpireMove => HandoverProblems.SystemOnly,
            Handover.CompleteMove => receive ?? (AwaitsContacts ? HandoverProblems.FirstContactMissing : null),
            _ => receive,
        }, move => Handover.IsMoveOf(Detail.IsSender, Detail.IsReceiver, move));
        return
        [
            .. moves,
            Other("write", Handover.Editable(status), send),
            Other("discard", status == HandoverStatus.Draft, send, HandoverProblems.OnlyDrafts),
            Other("review-items", status == HandoverStatus.Submitted, receive),
            Other("answer-queries", status == HandoverStatus.ClarificationRequested, send),
            Other("return", status is HandoverStatus.Accepted or HandoverStatus.Completed,
                Detail.IsReceiver ? Objection(true, Permission.SendHandovers) ?? returning : receive),
        ];

        ProblemType? Objection(bool side, Permission permission) =>
            !side ? HandoverProblems.OtherSide : RolePermissions.Allow(caller.Roles, permission) ? null : AccessProblems.NotPermitted;

        AllowedAction Other(string action, bool possible, ProblemType? objection, ProblemType? otherwise = null) =>
            AllowedAction.Of(action, possible ? objection : otherwise ?? HandoverProblems.IllegalMove);
    }
}
