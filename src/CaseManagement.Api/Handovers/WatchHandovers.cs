using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using CaseManagement.Api.Reminders;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Handovers;

/// <summary>
/// Looks after the deadlines of handovers. For the receiver: completes what is done, reminds of what waits, of first contacts and, where either is late, the
/// supervisor, as the policies in force say; ends reminders whose cause has gone. For the sender: lets expire
/// what nobody has answered, and tells whoever submitted what the other side did, and both teams that the household has
/// changed. Running it again changes nothing.
/// </summary>
[ForSystem, Recurring("watch-handovers", "*/10 * * * *")]
public sealed record WatchHandovers : IRecurringCommand;

internal sealed class WatchHandoversHandler(CaseDb db, CallContext call) : IHandler<WatchHandovers, int>
{
    public async Task<int> Handle(WatchHandovers request, CancellationToken cancellationToken)
    {
        var changed = await Expire(cancellationToken);
        changed += await FirstContacts.Follow(db, call, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        changed += await EndReminders(cancellationToken);
        changed += await db.FollowPolicies(cancellationToken, HandoverReminders.Acceptance, HandoverReminders.FirstContact, HandoverReminders.Escalation);
        return changed + await TellSender(cancellationToken) + await TellOfChanges(cancellationToken);
    }

    // A handover that somebody is just answering is left to him.
    private async Task<int> Expire(CancellationToken cancellationToken)
    {
        var late = await db.Set<Handover>()
            .FromSql($"""
                select h.*, h.xmin from app.handover h
                where h.status = 'submitted' and h.expires_on < {call.Today} and h.sender_organisation_id = {call.Caller.OrganisationId}
                order by h.id for update skip locked
                """).ToListAsync(cancellationToken);
        foreach (var handover in late)
        {
            handover.Expire(call.Today, Actor.Of(call.Caller), call.Now);
        }
        return late.Count;
    }

    // All cases have got a lead; or, of those made before there were policies, the sender has withdrawn it, or it has expired: they have no cause left.
    private Task<int> EndReminders(CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        update app.reminder r set status = 'done', closed_at = {call.Now}, updated_at = {call.Now}
        from app.handover h
        where r.subject_type = 'handover' and r.subject_id = h.id and r.status = 'open' and r.policy_id is null
          and r.organisation_id = {call.Caller.OrganisationId}
          and case r.kind
            when 'handover_acceptance' then h.status <> 'submitted'
            when 'handover_escalation' then h.status not in ('submitted', 'accepted')
            when 'first_contact' then h.status <> 'accepted'
            when 'assign_lead' then not exists (select from app.handover_person p join app."case" k on k.id = p.case_id
                where p.handover_id = h.id and k.status = 'open' and k.lead_staff_id is null)
            else false end
        """, cancellationToken);

    // Who joins or leaves on a later day changes the household on that day, without a statement that could tell.
    private Task<int> TellOfChanges(CancellationToken cancellationToken) => db.Database.SqlQuery<int>($"""
        select coalesce(sum(app.tell_of_changes(h.id)), 0)::int as "Value"
        from app.handover h where h.status = 'submitted' and h.sender_organisation_id = {call.Caller.OrganisationId}
        """).SingleAsync(cancellationToken);

    private Task<int> TellSender(CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
        select gen_random_uuid(), h.sender_organisation_id, h.submitted_by, {HandoverReminders.Moved.Name}, 'handover', h.id, m.id::text, {call.Now}
        from app.handover h join app.handover_move m on m.handover_id = h.id
        where h.sender_organisation_id = {call.Caller.OrganisationId} and h.submitted_by is not null
          and m.action in ('accept', 'request-clarification', 'decline', 'expire', 'complete')
        on conflict on constraint notice_once do nothing
        """, cancellationToken);
}
