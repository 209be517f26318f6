using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Referrals;

/// <summary>
/// Looks after the referrals that an organisation has sent: lets expire what was not answered in time, reminds, as the policies in force say, of what is
/// not answered and of recipients who have not told what they did with data whose consent was taken back, ends reminders of what was, and tells whoever sent
/// one, and who leads the case, what the other side did, or that it was closed. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("watch-referrals", "*/10 * * * *")]
public sealed record WatchReferrals : IRecurringCommand;

internal sealed class WatchReferralsHandler(CaseDb db, CallContext call) : IHandler<WatchReferrals, int>
{
    public async Task<int> Handle(WatchReferrals request, CancellationToken cancellationToken)
    {
        // One that somebody is just answering is left to him.
        var late = await db.Set<Referral>()
            .FromSql($"""
                select r.*, r.xmin from app.referral r
                where r.status = 'sent' and r.expires_on < {call.Today} and r.organisation_id = {call.Caller.OrganisationId}
                order by r.id for update skip locked
                """).ToListAsync(cancellationToken);
        foreach (var referral in late)
        {
            referral.Make(Referral.ExpireMove, ReferralSide.System, call.Caller, new MoveReason(), call.Now);
        }
        await db.SaveChangesAsync(cancellationToken);
        return late.Count + await EndReminders(cancellationToken)
            + await db.FollowPolicies(cancellationToken, ReferralReminders.Silent, ReferralReminders.Unconfirmed) + await Tell(cancellationToken);
    }

    // Those of the answer and of the confirmation that were made before there were policies.
    private Task<int> EndReminders(CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        update app.reminder m set status = 'done', closed_at = {call.Now}, updated_at = {call.Now}
        from app.referral r
        where m.subject_type = 'referral' and m.subject_id = r.id and m.status = 'open' and m.policy_id is null
          and m.organisation_id = {call.Caller.OrganisationId}
          and m.kind in ({ReferralReminders.Silent.Name}, {ReferralReminders.Unconfirmed.Name})
          and case m.kind when {ReferralReminders.Unconfirmed.Name}
                  then r.block_confirmed_at is not null or r.blocked_reason is distinct from 'consent_withdrawn'
                  else r.status <> 'sent' end
        """, cancellationToken);

    private async Task<int> Tell(CancellationToken cancellationToken) => await db.Database.ExecuteSqlAsync($"""
        insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
        select gen_random_uuid(), r.organisation_id, w.staff_id,
            case when v.action = 'sender-changed' then {ReferralReminders.BlockedNotice.Name} else {ReferralReminders.Moved.Name} end,
            'referral', r.id, v.id::text, {call.Now}
        from app.referral r left join app."case" c on c.id = r.case_id and c.organisation_id = r.organisation_id
        cross join lateral (
            select m.id, m.action, m.at from app.referral_move m
            where m.referral_id = r.id and (m.staff_id is null or m.organisation_id = r.recipient_id)
              and (m.action <> 'sender-changed' or r.blocked_since is not null)
            union all select m.id, 'message', m.at from app.referral_message m where m.referral_id = r.id and m.organisation_id = r.recipient_id) v
        cross join lateral (select c.lead_staff_id as staff_id
            union select r.sent_by where c.lead_staff_id is null and r.former_organisation_id is null) w
        where r.organisation_id = {call.Caller.OrganisationId} and w.staff_id is not null
          and (r.closed_at is null or v.action = 'confirm-withdrawal' and v.at >= {call.Now.AddDays(-14)})
        on conflict on constraint notice_once do nothing
        """, cancellationToken)
        + await db.Database.ExecuteSqlAsync($"""
        insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
        select gen_random_uuid(), r.organisation_id, w.staff_id, {ReferralReminders.RecipientClosed.Name}, 'referral', r.id, o.id::text, {call.Now}
        from app.referral r join app.organisation o on o.id = r.recipient_id and o.closed_at is not null
        left join app."case" c on c.id = r.case_id and c.organisation_id = r.organisation_id
        cross join lateral (select c.lead_staff_id as staff_id
            union select r.sent_by where c.lead_staff_id is null and r.former_organisation_id is null) w
        where r.organisation_id = {call.Caller.OrganisationId} and w.staff_id is not null and r.sent_at is not null
          and (r.ended_at is null or r.blocked_reason = 'consent_withdrawn' and r.block_confirmed_at is null)
        on conflict on constraint notice_once do nothing
        """, cancellationToken);
}
