using CaseManagement.Api.Cases;

namespace CaseManagement.Api.Referrals;

// Of the cases that the caller leads or looks after for want of a lead, and of those for whom he stands in.
internal abstract class ReferralsInMyDay(int place, string name, string german, string english, params string[] actions)
    : PartOfMyDay(place, name, Permission.SendReferrals, german, english, actions)
{
    protected abstract string Which { get; }

    protected virtual string Whose =>
        "(c.lead_staff_id is null or c.lead_staff_id = access.staff_id() or c.lead_staff_id = any((select access.deputised_ids())::uuid[]))";

    protected override string From => $"""
        app.referral r join app."case" c on c.id = r.case_id
        where r.organisation_id = access.organisation_id() and c.team_id = any((select access.my_team_ids())::uuid[])
        and {Whose} and {Which}
        """;
    protected override string Id => "r.id";
    protected override string SubjectType => "'referral'";
    protected override string Case => "r.case_id";
    protected override string Client => "r.client_id";
    protected override string Code => "r.status";
    protected override string At => "r.updated_at";
    protected override string Team => "c.team_id";
    protected override string Staff => "c.lead_staff_id";
    protected override string Order => "r.updated_at";
}

internal sealed class BlockedReferrals() : ReferralsInMyDay(32, "referrals_blocked",
    "Vermittlungen, die ihre Einwilligung nicht mehr trägt", "Referrals that their consent does not cover any more",
    Referral.WithdrawMove, Referral.UnblockMove)
{
    // Blocked, or with a consent that is over by its day. One that has ended stays until it is known what the recipient has done with the data.
    protected override string Which => """
        (r.ended_at is null and (r.blocked_since is not null or r.sent_at is not null
                and exists (select from app.consent k where k.id = r.consent_id and k.valid_until <= access.today()))
            or r.ended_at is not null and r.blocked_reason = 'consent_withdrawn' and r.block_confirmed_at is null
                and r.recipient_id is distinct from r.organisation_id)
        """;

    public override IReadOnlyList<string> ActionsOf(Caller caller, string? code) => code switch
    {
        "sent" or "accepted" or "in_progress" or "on_hold" => base.ActionsOf(caller, code),
        "completed" => [Referral.UnblockMove, RecordReferralAnswer.Action],
        _ => [RecordReferralAnswer.Action],
    };
}

internal sealed class AnswersToAcknowledge() : ReferralsInMyDay(34, "referrals_to_acknowledge",
    "Vermittlungen: Antworten zur Kenntnis nehmen", "Referrals: answers to acknowledge", Referral.AcknowledgeMove)
{
    protected override string Which => "r.ended_at is not null and r.closed_at is null";
}

// Sent and nearly over, or accepted and nothing heard of for four weeks.
internal sealed class SilentReferrals() : ReferralsInMyDay(36, "referrals_silent",
    "Vermittlungen, von denen nichts zu hören ist", "Referrals of which nothing is heard", Referral.WithdrawMove)
{
    protected override string Which => """
        r.blocked_since is null and (r.status = 'sent' and r.expires_on <= access.today() + 1
            or r.status in ('accepted', 'in_progress', 'on_hold') and r.updated_at < access.now() - interval '28 days')
        """;
    protected override string DueOn => "r.expires_on";
}

// Of all cases of the teams: not answered, or ended and not acknowledged.
internal sealed class ReferralsThatWait() : ReferralsInMyDay(140, "team_referrals_waiting",
    "Vermittlungen ohne Antwort oder ohne Kenntnisnahme", "Referrals without an answer, or not acknowledged")
{
    public override bool IsOfTeam => true;
    protected override string Whose => "true";
    protected override string Which => "(r.status = 'sent' or r.ended_at is not null and r.closed_at is null)";
}
