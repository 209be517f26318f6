using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Writes to the sender.</summary>
/// <param name="Text">Up to 4,000 characters.</param>
[Requires(Permission.ReceiveReferrals)]
[Operation("Write to the sender", "While the referral runs. What is written is part of the register of disclosures.", Audience = Audience.Partner)]
public sealed record AnswerReferralMessage([Example("Erster Termin am Montag.")] string Text) : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class AnswerReferralMessageValidator : AbstractValidator<AnswerReferralMessage>
{
    public AnswerReferralMessageValidator() => RuleFor(message => message.Text).NotEmpty().MaximumLength(4000);
}

internal sealed class AnswerReferralMessageHandler(CaseDb db, CallContext call) : IHandler<AnswerReferralMessage, Saved>
{
    public async Task<Saved> Handle(AnswerReferralMessage request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Recipient, null, request.Version, cancellationToken);
        ReferralAccess.RequireRunning(referral);
        referral.Touch(call.Now);
        db.Add(new ReferralMessage(referral.Id, request.Text, null, call.Caller, call.Now));
        return await db.Save(referral, cancellationToken);
    }
}
