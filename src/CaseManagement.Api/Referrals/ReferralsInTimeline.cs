using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Referrals;

// A confidential service is not named: more see the case than may refer.
internal sealed class ReferralsInTimeline : TimelineSource
{
    protected override string From => """
        app.referral r join app.referral_move v on v.referral_id = r.id join app.service s on s.id = r.service_id where r.case_id = {0}
        """;
    protected override (string At, string Id) Key => ("v.at", "v.id");
    protected override string Kind => "'referral_' || replace(v.action, '-', '_')";
    protected override IReadOnlyList<string> Kinds =>
        [.. Referral.Moves.Actions.Append(Referral.BlockMove).Append(Referral.SenderChanged).Select(action => $"referral_{action.Replace('-', '_')}")];
    protected override string Subject => "r.id";
    protected override string Code => "v.reason_code";
    protected override string Detail => "v.to_status";
    protected override string Text => "case when not app.is_hidden(s) then s.name end";
    protected override string Staff => "v.staff_id";
}
