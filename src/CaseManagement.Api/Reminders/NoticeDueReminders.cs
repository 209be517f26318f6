using CaseManagement.Api.Jobs;
using CaseManagement.Api.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CaseManagement.Api.Reminders;

/// <summary>
/// Finds reminders that are due and tells who has to act: the assignee and, while absent, the deputy; the whole team without an assignee, or where one of
/// both does not see any more what it is about. Each due date is told once (unique in the database), however often this runs. Conditions of policies are
/// looked at again just before.
/// </summary>
[ForSystem, Recurring("notice-due-reminders", "*/5 * * * *")]
public sealed record NoticeDueReminders : IRecurringCommand;

internal sealed class NoticeDueRemindersHandler(CaseDb db, CallContext call) : IHandler<NoticeDueReminders, int>
{
    public async Task<int> Handle(NoticeDueReminders request, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<int>($"select app.end_due_reminders() as \"Value\"").SingleAsync(cancellationToken)
        + await Tell(cancellationToken);

    private Task<int> Tell(CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        with due as materialized (
            select r.id, r.due_on, r.assignee_id, r.team_id from app.reminder r
            where r.organisation_id = {call.Caller.OrganisationId} and r.status = 'open' and r.due_on <= {call.Today}
        ), acting as (
            select r.id, r.due_on, r.team_id, r.assignee_id as staff_id from due r where r.assignee_id is not null
            union
            select r.id, r.due_on, r.team_id, a.deputy_id from due r join app.absence a on a.staff_id = r.assignee_id
            where a.deputy_id is not null and a.cancelled_at is null and a.from_date <= {call.Today} and a.until_date > {call.Today}
        ), reader as materialized (
            select s.staff_id, access.teams_of(access.deputised_by(s.staff_id, {call.Today}) || s.staff_id, {call.Today}) as teams,
                access.parts_of(s.staff_id, {call.Today}) as parts
            from (select distinct a.staff_id from acting a) s
        ), judged as materialized (
            select a.*, coalesce(a.team_id = any(s.teams), false) or app.sees_reminder(a.id, s.teams, s.parts) as sees
            from acting a join reader s on s.staff_id = a.staff_id
        ), recipient as (
            select j.id, j.due_on, j.staff_id from judged j where j.sees
            union
            select w.id, w.due_on, m.staff_id
            from (select r.id, r.due_on, r.team_id from due r where r.assignee_id is null
                  union all
                  select j.id, j.due_on, j.team_id from judged j where not j.sees) w
            join access.members_on({call.Today}) m on m.team_id = w.team_id
        )
        insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
        select gen_random_uuid(), {call.Caller.OrganisationId}, r.staff_id, {NoticeKind.ReminderDue.Name}, 'reminder', r.id, r.due_on::text, {call.Now}
        from recipient r
        where not exists (select from app.notice n where n.staff_id = r.staff_id and n.kind = {NoticeKind.ReminderDue.Name}
                          and n.subject_id = r.id and n.occasion = r.due_on::text)
        on conflict on constraint notice_once do nothing
        """, cancellationToken);
}
