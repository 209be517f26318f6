-- Found by its name by app.reminder_plan: leases of households that end on a day that is known, notice to quit included.
create or replace function app.causes_of_lease_ends() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select distinct on (l.household_id) l.household_id, c.id, l.until_date, l.until_date - 1, null::date
    from app.lease l join app."case" c on c.household_id = l.household_id and c.organisation_id = (select access.organisation_id()) and c.status = 'open'
    where l.organisation_id = (select access.organisation_id()) and l.holder = 'household' and l.until_date is not null and l.from_date <= access.today()
    order by l.household_id, l.until_date < access.today(), abs(l.until_date - access.today()), c.id
$$;
