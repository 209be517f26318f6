using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Referrals;

/// <summary>Goes on after an interruption.</summary>
[Requires(Permission.ReceiveReferrals)]
[Operation("Resume a referral", "on_hold → in_progress.", Audience = Audience.Partner)]
public sealed record ResumeReferral : ReceivedMove
{
    internal override string Action => Referral.ResumeMove;
}

internal sealed class ResumeReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<ResumeReferral>(db, call);
