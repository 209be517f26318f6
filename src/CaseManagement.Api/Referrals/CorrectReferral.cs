using System.Text.Json.Serialization;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.ReferenceData;
using FluentValidation;

namespace CaseManagement.Api.Referrals;

/// <summary>Tells the recipient that something which was sent is not so.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="Text">What is so, up to 4,000 characters.</param>
/// <param name="Reason">Why it is corrected, up to 1,000 characters.</param>
[Requires(Permission.SendReferrals)]
[Operation("Correct a referral", """
    While it runs, and of a completed one, which the recipient reads on. The snapshot stays as it was sent; the correction stands beside it, is on record as
    disclosed, and the recipient confirms it. 409 `referral-consent-over` after the consent's last day.
    """)]
public sealed record CorrectReferral(
    [CodeOf(CodeLists.CorrectionTopic)] string Topic, [Example("Neue Telefonnummer: +49 7153 000001")] string Text, [Example(Sample.Reason)] string Reason)
    : ICommand<Saved>
{
    /// <summary>The referral.</summary>
    [JsonIgnore] public Guid Id { get; init; }

    /// <summary>If-Match.</summary>
    [JsonIgnore] public uint Version { get; init; }
}

internal sealed class CorrectReferralValidator : AbstractValidator<CorrectReferral>
{
    public CorrectReferralValidator()
    {
        RuleFor(correct => correct.Text).NotEmpty().MaximumLength(4000);
        RuleFor(correct => correct.Reason).NotEmpty().MaximumLength(1000);
    }
}

internal sealed class CorrectReferralHandler(CaseDb db, CallContext call) : IHandler<CorrectReferral, Saved>
{
    public async Task<Saved> Handle(CorrectReferral request, CancellationToken cancellationToken)
    {
        await db.HoldConsent(request.Id, cancellationToken);
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, Referral.CorrectMove, request.Version, cancellationToken);
        referral.Make(Referral.CorrectMove, ReferralSide.Sender, call.Caller, new MoveReason(request.Topic), call.Now);
        await db.Register(
            referral, new ReferralMessage(referral.Id, request.Text, (request.Topic, request.Reason), call.Caller, call.Now), cancellationToken);
        return await db.Save(referral, cancellationToken);
    }
}
