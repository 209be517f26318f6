-- Found by their names by app.reminder_plan: since when a person was not reached, and not visited. The opening of the case stands for a contact.
create or replace function app.causes_of_no_contact() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select c.id, c.id, (greatest(c.opened_at, last.at) at time zone 'Europe/Berlin')::date, null::date, null::date
    from app."case" c
    left join lateral (select max(k.at) as at from app.contact_client k where k.case_id = c.id and k.reached and k.at <= access.now()) last on true
    where c.organisation_id = (select access.organisation_id()) and c.status = 'open'
$$;

create or replace function app.causes_of_no_home_visit() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select c.id, c.id, (greatest(c.opened_at, last.at) at time zone 'Europe/Berlin')::date, null::date, null::date
    from app."case" c
    left join lateral (
        select max(k.at) as at from app.contact_client k join app.contact o on o.id = k.contact_id
        where k.case_id = c.id and k.reached and k.at <= access.now() and o.kind = 'home-visit') last on true
    where c.organisation_id = (select access.organisation_id()) and c.status = 'open'
$$;
