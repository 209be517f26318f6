-- Found by its name by access.read_calendar: the colleague's own open reminders of what he sees, by kind and case. Those of others for whom he stands in, and
-- his team's, are in the program only. What is written in them stays where it was written.
create or replace function app.calendar_of_reminders(p_staff uuid) returns table (id uuid, code text, de text, en text, case_id uuid, client_id uuid,
    on_date date, at timestamptz, minutes integer, made_at timestamptz, changed_at timestamptz) language sql stable as $$
    select r.id, r.kind, null, null, c.id, c.client_id, r.due_on, null::timestamptz, null::integer, r.created_at, r.updated_at
    from (select access.teams_of(access.deputised_by(p_staff, access.today()) || p_staff, access.today()) as teams,
        access.parts_of(p_staff, access.today()) as parts offset 0) own
    cross join app.reminder r
    left join lateral (
        select x.id, x.client_id from app."case" x
        where x.id = r.case_id or (r.case_id is null and r.subject_type = 'client' and x.client_id = r.subject_id and x.status = 'open') limit 1) c on true
    where r.assignee_id = p_staff and r.status = 'open' and r.organisation_id = access.organisation_id() and r.due_on < access.today() + 731
      and app.sees_reminder(r.id, own.teams, own.parts)
    order by r.due_on, r.id limit 1000
$$;
