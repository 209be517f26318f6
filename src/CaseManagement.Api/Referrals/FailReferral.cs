using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>It came to nothing.</summary>
/// <param name="ReasonCode">The coded reason.</param>
/// <param name="Note">In words, up to 2,000 characters; the sender reads it.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Fail a referral", """
    in_progress, on_hold → failed, with the reason; also of a blocked one. The person's data is not to be seen any more.
    """, Audience = Audience.Partner)]
public sealed record FailReferral([CodeOf(CodeLists.ReferralFailure)] string ReasonCode, [Example(null)] string? Note = null) : ReceivedMove
{
    internal override string Action => Referral.FailMove;
    internal override MoveReason Why => new(ReasonCode, Note);
}

internal sealed class FailReferralValidator : AbstractValidator<FailReferral>
{
    public FailReferralValidator() => RuleFor(move => move.Note).MoveNote();
}

internal sealed class FailReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<FailReferral>(db, call);
