using CaseManagement.Api.Outbox;

namespace CaseManagement.Api.Referrals;

/// <summary>What a recipient is told of the referrals that were sent to it: by app.tell_recipient (TellRecipient.sql), ids only.</summary>
internal sealed class ReferralEvents : ITellsEvents
{
    public IReadOnlyList<string> Types { get; } =
    [
        "referral.sent", "referral.accepted", "referral.rejected", "referral.expired", "referral.started", "referral.held", "referral.resumed",
        "referral.completed", "referral.failed", "referral.withdrawn", "referral.returned", "referral.acknowledged", "referral.blocked",
        "referral.unblocked", "referral.withdrawal_confirmed", "referral.corrected", "referral.message", "referral.appointment",
        "referral.sender_changed", "referral.deleted", "referral.erased",
    ];
}
