-- Found by their names by app.reminder_plan: what has been begun and lasts: did it last? What was begun long before it was recorded is not asked about.
create or replace function app.causes_of_participation_lasts() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select p.id, p.case_id, p.begun_on, null::date, (p.recorded_at at time zone 'Europe/Berlin')::date
    from app.participation p where p.organisation_id = (select access.organisation_id()) and p.status = 'begun'
$$;

create or replace function app.causes_of_employment_lasts() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select e.id, e.case_id, e.from_date, null::date, (e.recorded_at at time zone 'Europe/Berlin')::date
    from app.employment e where e.organisation_id = (select access.organisation_id()) and e.from_date <= access.today()
      and (e.until_date is null or e.until_date > access.today())
$$;
