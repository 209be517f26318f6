-- Found by its name by app.reminder_plan: whose representation ends with the 18th birthday (Representation.EndsAtMajority), be that written down or not.
create or replace function app.causes_of_of_age() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select distinct on (p.id) p.id, c.id, p.birth_date, null::date, null::date
    from app."case" c join app.client p on p.id = c.client_id
    where c.organisation_id = (select access.organisation_id()) and c.status = 'open'
      and exists (
          select from app.representation r cross join (select app.step_day(p.birth_date, 18, 'years', false, null, null) as majority) b
          where r.client_id = p.id and r.organisation_id = (select access.organisation_id())
            and (r.of_minors or r.from_date < b.majority) and (r.until_date is null or r.until_date >= b.majority)
            and coalesce(app.died_on(r.representative_client_id) >= b.majority, true))
    order by p.id, c.id
$$;
