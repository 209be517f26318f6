using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Referrals;

/// <summary>The person is being served.</summary>
[Requires(Permission.ReceiveReferrals)]
[Operation("Start to serve", "accepted → in_progress.", Audience = Audience.Partner)]
public sealed record StartReferral : ReceivedMove
{
    internal override string Action => Referral.StartMove;
}

internal sealed class StartReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<StartReferral>(db, call);
