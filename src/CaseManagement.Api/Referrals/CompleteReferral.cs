using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Completes it with an outcome.</summary>
/// <param name="ReasonCode">The coded reason.</param>
/// <param name="Note">In words, up to 2,000 characters; the sender reads it.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Complete a referral", """
    in_progress, on_hold → completed, with its outcome. The sender acknowledges it.
    """, Audience = Audience.Partner)]
public sealed record CompleteReferral([CodeOf(CodeLists.ReferralOutcome)] string ReasonCode, [Example(null)] string? Note = null) : ReceivedMove
{
    internal override string Action => Referral.CompleteMove;
    internal override MoveReason Why => new(ReasonCode, Note);
}

internal sealed class CompleteReferralValidator : AbstractValidator<CompleteReferral>
{
    public CompleteReferralValidator() => RuleFor(move => move.Note).MoveNote();
}

internal sealed class CompleteReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<CompleteReferral>(db, call);
