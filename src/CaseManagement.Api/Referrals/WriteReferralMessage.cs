using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Writes to the recipient.</summary>
/// <param name="Text">Up to 4,000 characters.</param>
[Requires(Permission.SendReferrals)]
[Operation("Write to the recipient", """
    While the referral runs. What is written is part of the register of disclosures: no more of a person than is needed. 409 `referral-service-ended` where
    the recipient was closed, because nobody would read it.
    """)]
public sealed record WriteReferralMessage([Example("Bitte nach 16 Uhr anrufen.")] string Text) : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class WriteReferralMessageValidator : AbstractValidator<WriteReferralMessage>
{
    public WriteReferralMessageValidator() => RuleFor(message => message.Text).NotEmpty().MaximumLength(4000);
}

internal sealed class WriteReferralMessageHandler(CaseDb db, CallContext call) : IHandler<WriteReferralMessage, Saved>
{
    public async Task<Saved> Handle(WriteReferralMessage request, CancellationToken cancellationToken)
    {
        await db.HoldConsent(request.Id, cancellationToken);
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, null, request.Version, cancellationToken);
        ReferralAccess.RequireRunning(referral);
        if (await db.IsRecipientClosed(referral, cancellationToken))
        {
            throw new RefusedException(ReferralProblems.ServiceEnded);
        }
        await db.RequireConsent(referral, call.Today, cancellationToken);
        referral.Touch(call.Now);
        await db.Register(referral, new ReferralMessage(referral.Id, request.Text, null, call.Caller, call.Now), cancellationToken);
        return await db.Save(referral, cancellationToken);
    }
}
