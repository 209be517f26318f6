using CaseManagement.Api.Persistence;

namespace CaseManagement.Api.Referrals;

/// <summary>Accepts a referral: the person will be served.</summary>
[Requires(Permission.ReceiveReferrals)]
[Operation("Accept a referral", "sent → accepted. 409 `referral-consent-over` after the last day of the consent on which it rests.",
    Audience = Audience.Partner)]
public sealed record AcceptReferral : ReceivedMove
{
    internal override string Action => Referral.AcceptMove;
}

internal sealed class AcceptReferralHandler(CaseDb db, CallContext call) : ReceivedMoveHandler<AcceptReferral>(db, call);
