-- Found by its name by app.reminder_plan: since when the needs of a person are as they were assessed last.
create or replace function app.causes_of_assessment_old() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select a.case_id, a.case_id, max(a.completed_at at time zone 'Europe/Berlin')::date, null::date, null::date
    from app.assessment a where a.organisation_id = (select access.organisation_id()) and a.status = 'completed'
    group by a.case_id
$$;
