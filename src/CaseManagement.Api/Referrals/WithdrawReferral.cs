using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Takes a referral back.</summary>
/// <param name="ReasonCode">Why.</param>
/// <param name="Note">In words, up to 2,000 characters; the recipient reads it.</param>
[Requires(Permission.SendReferrals)]
[Operation("Withdraw a referral",
    "sent, accepted, in_progress, on_hold → withdrawn; a blocked one as well. The recipient does not see the person's data any more.")]
public sealed record WithdrawReferral(
    [CodeOf(CodeLists.ReferralWithdrawalReason)] string ReasonCode, [Example(null)] string? Note = null) : ICommand<Saved>, IGivesReason
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    [JsonIgnore] string IGivesReason.Reason => ReasonCode;
}

internal sealed class WithdrawReferralValidator : AbstractValidator<WithdrawReferral>
{
    public WithdrawReferralValidator() => RuleFor(withdraw => withdraw.Note).MoveNote();
}

internal sealed class WithdrawReferralHandler(CaseDb db, CallContext call) : IHandler<WithdrawReferral, Saved>
{
    public async Task<Saved> Handle(WithdrawReferral request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, Referral.WithdrawMove, request.Version, cancellationToken);
        referral.Make(Referral.WithdrawMove, ReferralSide.Sender, call.Caller, new MoveReason(request.ReasonCode, request.Note), call.Now);
        await db.EndReminder(referral, call, cancellationToken);
        return await db.Save(referral, cancellationToken);
    }
}

internal static class MoveRules
{
    public static IRuleBuilderOptions<T, string?> MoveNote<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Words().MaximumLength(2000);
}
