using System.Text.Json.Serialization;
using CaseManagement.Api.Http;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>What a provider without access here has answered.</summary>
public enum ProviderAnswer
{
#pragma warning disable CS1591 // The moves of the recipient, see Referral.Table.
    Accept, Reject, Start, Hold, Resume, Complete, Fail, Return, ConfirmWithdrawal,
#pragma warning restore CS1591
}

internal static class ProviderAnswers
{
    /// <summary>The move, as in paths.</summary>
    public static string Action(this ProviderAnswer answer) => SnakeCase.Of(answer.ToString()).Replace('_', '-');
}

/// <summary>Records what a provider without access here has told, on the telephone or by letter.</summary>
/// <param name="Answer">What he told.</param>
/// <param name="ReasonCode">The code of the move's list, where it has one.</param>
/// <param name="DeclinedBy">Of a rejection: whether the person or the provider declines.</param>
/// <param name="Note">In words, up to 2,000 characters.</param>
/// <param name="AcceptedOn">
/// Of an acceptance: on which day, where that was before today. One that was given while the consent was in force is recorded after its last day, too.
/// </param>
[Requires(Permission.SendReferrals)]
[Operation("Record a provider's answer", """
    Where the provider is no organisation here, or your own, or was closed: the recipient's moves, recorded by you. A provider with access answers itself (409
    `referral-has-recipient`), but what it did with data whose consent was withdrawn is recorded as you were told, where it has not confirmed that itself
    (`confirm_withdrawal`). 409 `referral-consent-over` for an acceptance after the consent's last day.
    """)]
public sealed record RecordReferralAnswer(
    ProviderAnswer Answer, [Example(null)] string? ReasonCode = null, [Example(null)] DeclinedBy? DeclinedBy = null, [Example(null)] string? Note = null,
    [Example(null)] DateOnly? AcceptedOn = null) : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }

    /// <summary>As in the path and allowedActions.</summary>
    internal const string Action = "record-answer";

    internal MoveReason Why => new(ReasonCode, Note, DeclinedBy, AcceptedOn);
}

internal sealed class RecordReferralAnswerValidator : AbstractValidator<RecordReferralAnswer>
{
    public RecordReferralAnswerValidator(CallContext call)
    {
        RuleFor(record => record.AcceptedOn).Must((record, on) => on is null || (record.Answer == ProviderAnswer.Accept && on <= call.Today))
            .WithProblem(ReferralProblems.AcceptedOn);
        RuleFor(record => record.Note).MoveNote();
        RuleFor(record => record.DeclinedBy).Must((record, by) => by is null != (record.Answer == ProviderAnswer.Reject))
            .WithErrorCode(ReferralProblems.WhoDeclined.Code).WithMessage(_ => ReferralProblems.WhoDeclined.Text());
    }
}

internal sealed class RecordReferralAnswerHandler(CaseDb db, CallContext call, ICodesInForce codes) : IHandler<RecordReferralAnswer, Saved>
{
    public async Task<Saved> Handle(RecordReferralAnswer request, CancellationToken cancellationToken)
    {
        var action = request.Answer.Action();
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, null, request.Version, cancellationToken);
        // What became of the data the sender has to ask for: where the recipient tells it and does not confirm it here, the loop would never close.
        var isTold = request.Answer == ProviderAnswer.ConfirmWithdrawal && referral.BlockedReason == BlockReason.ConsentWithdrawn;
        if (referral.RecipientId is { } recipient && recipient != referral.OrganisationId && !isTold
            && !await db.IsRecipientClosed(referral, cancellationToken))
        {
            throw new RefusedException(ReferralProblems.HasRecipient);
        }
        await db.CheckAnswer(referral, action, request.Why, call.Today, codes, cancellationToken);
        referral.Make(action, ReferralSide.Recipient, call.Caller, request.Why, call.Now);
        await db.EndReminder(referral, call, cancellationToken);
        return await db.Save(referral, cancellationToken);
    }
}
