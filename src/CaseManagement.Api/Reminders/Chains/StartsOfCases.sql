-- Found by their names by app.chain_occasions.
create or replace function app.starts_of_case_opened() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select c.client_id, c.id, (c.opened_at at time zone 'Europe/Berlin')::date
    from app."case" c where c.organisation_id = access.organisation_id() and c.status = 'open'
$$;

-- Left a shared accommodation, and not for another one.
create or replace function app.starts_of_left_accommodation() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select a.client_id, a.id, a.until_date
    from app.client_accommodation a
    where a.organisation_id = access.organisation_id() and a.until_date is not null
      and exists (select from app.code k where k.list = 'accommodation-kind' and k.code = a.kind and k.attributes @> '{"shared": true}')
      and not exists (select from app.client_accommodation n
                      join app.code k on k.list = 'accommodation-kind' and k.code = n.kind and k.attributes @> '{"shared": true}'
                      where n.client_id = a.client_id and n.organisation_id = a.organisation_id and n.from_date = a.until_date)
$$;
