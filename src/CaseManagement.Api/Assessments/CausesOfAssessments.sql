-- Found by its name by app.reminder_plan: since when the needs of a person are as they were assessed last, be it in a case that was closed since.
create or replace function app.causes_of_assessment_old() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select c.id, c.id, (a.completed_at at time zone 'Europe/Berlin')::date, null::date, null::date
    from app.assessment a join app."case" c on c.client_id = a.client_id and c.status = 'open'
    where a.organisation_id = (select access.organisation_id()) and a.status = 'completed'
$$;
