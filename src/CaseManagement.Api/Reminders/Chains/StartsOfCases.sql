-- Found by their names: app.starts_of_… by app.chain_occasions, app.days_of_… by app.chains_to_follow.
create or replace function app.starts_of_case_opened() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select c.client_id, c.id, (c.opened_at at time zone 'Europe/Berlin')::date
    from app."case" c where c.organisation_id = access.organisation_id() and c.status = 'open'
$$;

create or replace function app.days_of_case_opened() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select c.client_id, c.id, (c.opened_at at time zone 'Europe/Berlin')::date from app."case" c where c.organisation_id = access.organisation_id()
$$;

-- Left a shared accommodation, and not for another one.
create or replace function app.days_of_left_accommodation() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select a.client_id, a.id, case
        when a.until_date is not null
         and exists (select from app.code k where k.list = 'accommodation-kind' and k.code = a.kind and k.attributes @> '{"shared": true}')
         and not exists (select from app.client_accommodation n
                         join app.code k on k.list = 'accommodation-kind' and k.code = n.kind and k.attributes @> '{"shared": true}'
                         where n.client_id = a.client_id and n.organisation_id = a.organisation_id and n.from_date = a.until_date)
        then a.until_date end
    from app.client_accommodation a where a.organisation_id = access.organisation_id()
$$;

create or replace function app.starts_of_left_accommodation() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select d.client_id, d.occasion_id, d.event_on from app.days_of_left_accommodation() d where d.event_on is not null
$$;
