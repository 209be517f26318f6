-- Found by their names by app.reminder_plan: consents that end by themselves, and who has not been informed yet (Art. 13, 14 GDPR), where the organisation has
-- published a text that informs. Within a month after the data came, or after the text was there.
create or replace function app.causes_of_consent_expires() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select distinct on (x.id) x.id, c.id, x.valid_until, x.valid_until - 1, null::date
    from app.consent x join app."case" c on c.client_id = x.client_id and c.organisation_id = (select access.organisation_id()) and c.status = 'open'
    where x.organisation_id = (select access.organisation_id()) and x.status = 'given' and x.valid_until is not null
    order by x.id, c.id
$$;

create or replace function app.causes_of_information_due() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select distinct on (c.client_id) c.client_id, c.id, greatest((c.opened_at at time zone 'Europe/Berlin')::date, t.since), null::date, null::date
    from app."case" c
    cross join (
        select min((x.published_at at time zone 'Europe/Berlin')::date) as since
        from app.consent_text x join app.code p on p.list = 'consent-purpose' and p.code = x.purpose and p.attributes @> '{"informs": true}'
        where x.organisation_id = (select access.organisation_id()) and x.status = 'published') t
    where c.organisation_id = (select access.organisation_id()) and c.status = 'open' and t.since is not null
      and not exists (select from app.information_notice n where n.client_id = c.client_id and n.organisation_id = (select access.organisation_id()))
    order by c.client_id, c.id
$$;
