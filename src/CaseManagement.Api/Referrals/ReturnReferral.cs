using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Gives it back to the sender.</summary>
/// <param name="ReasonCode">The coded reason.</param>
/// <param name="Note">In words, up to 2,000 characters; the sender reads it.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Return a referral", """
    accepted, in_progress, on_hold → returned, for a coded reason; also of a blocked one. The person's data is not to be seen any more.
    """, Audience = Audience.Partner)]
public sealed record ReturnReferral([CodeOf(CodeLists.ReferralReturnReason)] string ReasonCode, [Example(null)] string? Note = null) : ReceivedMove
{
    internal override string Action => Referral.ReturnMove;
    internal override MoveReason Why => new(ReasonCode, Note);
}

internal sealed class ReturnReferralValidator : AbstractValidator<ReturnReferral>
{
    public ReturnReferralValidator() => RuleFor(move => move.Note).MoveNote();
}

internal sealed class ReturnReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<ReturnReferral>(db, call);
