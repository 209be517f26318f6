-- Called by EscalateReminders. What is open so many working days, or hours of its team, after its day as the policy in force for its kind says is told to the
-- deputy, while who has to act is away, and after as many again to the supervisor; to the supervisor at once where nobody stands in. Of a team with office
-- hours this is told from an opening on, and while somebody is there (OfficeHours.sql). Twice changes nothing more.
create or replace function app.escalate_reminders() returns integer language plpgsql as $$
declare
    own constant uuid := access.organisation_id();
    today constant date := access.today();
    calendar record;
    n integer;
    total integer;
begin
    if app.is_quiet() then
        return 0; -- It waits until the quiet hours are over.
    end if;
    select c.land, c.local into calendar from app.calendar_on(today) c;

    -- It was seen to or put off; or the deputy has had the time, too.
    update app.reminder_escalation e set ended_at = access.now()
        where e.organisation_id = own and e.ended_at is null
          and (not exists (select from app.reminder r where r.id = e.reminder_id and r.status = 'open' and r.due_on = e.due_on)
               or (e.level = 'deputy' and exists (
                   select from app.reminder r join app.policies_on(today) p on p.kind = r.kind and p.is_active
                   where r.id = e.reminder_id
                     and app.escalates_from(r.team_id, null, e.at, p.escalate_after, p.escalate_unit, calendar.land, calendar.local) <= access.now())));
    get diagnostics total = row_count;

    with late as materialized (
        select r.id, r.subject_id, r.due_on, r.assignee_id, r.team_id, coalesce(r.team_id, '00000000-0000-0000-0000-000000000000') as of_team,
            p.escalate_after as after, p.escalate_unit as unit
        from app.reminder r
        join app.policies_on(today) p on p.kind = r.kind and p.is_active and p.escalate_after is not null
        where r.organisation_id = own and r.status = 'open' and r.due_on < today
          and not exists (select from app.reminder_escalation e where e.reminder_id = r.id and e.level = 'supervisor' and e.due_on = r.due_on)
          and not exists (select from app.reminder_escalation e where e.organisation_id = own and e.subject_id = r.subject_id and e.ended_at is null)
    ), there as materialized (
        select x.of_team from (select distinct l.of_team from late l) x where app.team_is_there(x.of_team, calendar.land, calendar.local)
    ), moment as materialized (
        -- Once for all of a team and day.
        select x.*, app.escalates_from(x.of_team, x.due_on, null, x.after, x.unit, calendar.land, calendar.local) as at
        from (select distinct l.of_team, l.due_on, l.after, l.unit from late l join there t on t.of_team = l.of_team) x
    )
    insert into app.reminder_escalation (id, organisation_id, reminder_id, subject_id, level, staff_id, due_on, at)
        select gen_random_uuid(), own, i.id, i.subject_id, case when i.deputy_id is null then 'supervisor' else 'deputy' end,
            coalesce(i.deputy_id, i.supervisor_id), i.due_on, access.now()
        from (
            select distinct on (r.subject_id) r.id, r.subject_id, r.due_on, app.supervisor_of(r.team_id) as supervisor_id,
                case when not exists (select from app.reminder_escalation e where e.reminder_id = r.id and e.level = 'deputy' and e.due_on = r.due_on)
                    then away.deputy_id end as deputy_id
            from late r
            join moment m on m.of_team = r.of_team and m.due_on = r.due_on and m.after = r.after and m.unit = r.unit and m.at <= access.now()
            left join lateral (
                select a.deputy_id from app.absence a where a.staff_id = r.assignee_id and a.organisation_id = own and a.cancelled_at is null
                    and a.from_date <= today and a.until_date > today
                    -- Who is away as well stands in for nobody.
                    and not exists (select from app.absence d where d.staff_id = a.deputy_id and d.organisation_id = own and d.cancelled_at is null
                        and d.from_date <= today and d.until_date > today) limit 1) away on true
            order by r.subject_id, r.due_on, r.id) i
        where coalesce(i.deputy_id, i.supervisor_id) is not null
        on conflict do nothing;
    get diagnostics n = row_count;
    total := total + n;

    insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
        select gen_random_uuid(), own, e.staff_id, 'reminder-escalated', 'reminder', e.reminder_id, e.level || ' ' || e.due_on, access.now()
        from app.reminder_escalation e where e.organisation_id = own and e.ended_at is null
        on conflict on constraint notice_once do nothing;
    get diagnostics n = row_count;
    return total + n;
end $$;
