using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Interrupts.</summary>
/// <param name="ReasonCode">The coded reason.</param>
/// <param name="Note">In words, up to 2,000 characters; the sender reads it.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Put a referral on hold", """
    in_progress → on_hold, for a coded reason.
    """, Audience = Audience.Partner)]
public sealed record HoldReferral([CodeOf(CodeLists.ReferralHoldReason)] string ReasonCode, [Example(null)] string? Note = null) : ReceivedMove
{
    internal override string Action => Referral.HoldMove;
    internal override MoveReason Why => new(ReasonCode, Note);
}

internal sealed class HoldReferralValidator : AbstractValidator<HoldReferral>
{
    public HoldReferralValidator() => RuleFor(move => move.Note).MoveNote();
}

internal sealed class HoldReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<HoldReferral>(db, call);
