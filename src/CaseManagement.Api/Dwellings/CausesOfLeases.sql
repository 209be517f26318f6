-- Found by its name by app.reminder_plan: leases of households that end on a day that is known, notice to quit included. The lease is the matter of who
-- is in the household; where nobody is any more, because they have joined another one or live each alone, of who has left it last.
create or replace function app.causes_of_lease_ends() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select distinct on (l.household_id) l.household_id, c.id, l.until_date, l.until_date - 1, null::date
    from app.lease l
    join lateral (
        select k.id, null::date as left_on from app."case" k
        where k.household_id = l.household_id and k.organisation_id = l.organisation_id and k.status = 'open'
        union all
        select k.id, m.until_date from app.household_member m
        join app."case" k on k.client_id = m.client_id and k.organisation_id = l.organisation_id and k.status = 'open'
        where m.household_id = l.household_id and m.until_date > l.from_date and m.until_date <= access.today()
          and not exists (select from app.household_member o where o.household_id = l.household_id and (o.until_date is null or o.until_date > access.today()))
    ) c on true
    where l.organisation_id = (select access.organisation_id()) and l.holder = 'household' and l.until_date is not null and l.from_date <= access.today()
    order by l.household_id, l.until_date < access.today(), abs(l.until_date - access.today()), c.left_on desc, c.id
$$;
