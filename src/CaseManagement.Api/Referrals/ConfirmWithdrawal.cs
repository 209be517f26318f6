using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Tells what was done with the data of a blocked referral.</summary>
/// <param name="ReasonCode">What was done.</param>
/// <param name="Note">In words, up to 2,000 characters: where data is kept, on which basis.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Confirm a withdrawal of consent",
    "Of a blocked referral: processing was stopped, data deleted, or kept on another basis.", Audience = Audience.Partner)]
public sealed record ConfirmWithdrawal([CodeOf(CodeLists.WithdrawalConfirmation)] string ReasonCode, [Example(null)] string? Note = null) : ReceivedMove
{
    internal override string Action => Referral.ConfirmMove;
    internal override MoveReason Why => new(ReasonCode, Note);
}

internal sealed class ConfirmWithdrawalValidator : AbstractValidator<ConfirmWithdrawal>
{
    public ConfirmWithdrawalValidator() => RuleFor(move => move.Note).MoveNote();
}

internal sealed class ConfirmWithdrawalHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<ConfirmWithdrawal>(db, call);
