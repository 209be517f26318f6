using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Declines a referral.</summary>
/// <param name="DeclinedBy">Whether the person or the provider declines.</param>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 2,000 characters; the sender reads it.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Reject a referral", "sent → rejected. Says who declines: the person or the provider. The person's data is not to be seen any more.",
    Audience = Audience.Partner)]
public sealed record RejectReferral(
    DeclinedBy DeclinedBy, [CodeOf(CodeLists.ReferralDeclineReason)] string ReasonCode, [Example(null)] string? Note = null) : ReceivedMove
{
    internal override string Action => Referral.RejectMove;
    internal override MoveReason Why => new(ReasonCode, Note, DeclinedBy);
}

internal sealed class RejectReferralValidator : AbstractValidator<RejectReferral>
{
    public RejectReferralValidator() => RuleFor(move => move.Note).MoveNote();
}

internal sealed class RejectReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<RejectReferral>(db, call);
