using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Referrals;

/// <summary>Takes note of how a referral ended: the loop is closed.</summary>
/// <param name="Id">The referral.</param>
/// <param name="Version">If-Match.</param>
[Requires(Permission.SendReferrals)]
[Operation("Acknowledge how a referral ended",
    "Of a completed, failed, rejected, expired or returned one: the loop is closed. It stays in the day of who has to until then.")]
public sealed record AcknowledgeReferral(Guid Id, uint Version) : ICommand<Saved>;

internal sealed class AcknowledgeReferralHandler(CaseDb db, CallContext call) : IHandler<AcknowledgeReferral, Saved>
{
    public async Task<Saved> Handle(AcknowledgeReferral request, CancellationToken cancellationToken)
    {
        var referral = await db.LockReferral(call, request.Id, ReferralSide.Sender, Referral.AcknowledgeMove, request.Version, cancellationToken);
        referral.Make(Referral.AcknowledgeMove, ReferralSide.Sender, call.Caller, new MoveReason(), call.Now);
        await db.EndReminder(referral, call, cancellationToken);
        return await db.Save(referral, cancellationToken);
    }
}
