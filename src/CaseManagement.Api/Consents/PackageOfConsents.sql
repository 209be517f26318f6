-- Found by its name by app.handover_records: what the persons of a package have consented to. Whether it covers the receiver, its recipients say. That a
-- consent covers restricted data, and recipients that are told to those only who may refer, stand in it item by item, out of the compartment that they are of.
create or replace function app.package_of_consents(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select c.id, c.client_id, null::text, jsonb_build_object('purpose', c.purpose, 'title', c.title, 'textKey', c.text_key, 'textNumber', c.text_number,
        'language', c.language, 'recipients', app.open_recipients(c), 'data', app.open_data(c.data), 'givenOn', c.given_on, 'validUntil', c.valid_until,
        'withdrawnOn', c.withdrawn_on)
    from app.consent c where c.client_id = any(p_clients)
    union all
    -- One id for each item: who includes one has not included the others.
    select md5(c.id::text || k.compartment)::uuid, c.client_id, k.compartment, jsonb_strip_nulls(jsonb_build_object('purpose', c.purpose, 'title', c.title,
        'textKey', c.text_key, 'textNumber', c.text_number, 'givenOn', c.given_on, 'withdrawnOn', c.withdrawn_on,
        'data', case when k.code = any(c.data) then to_jsonb(array[k.code]) end,
        'recipients', case when k.compartment = 'protection' and h.names <> '{}' then to_jsonb(h.names) end))
    from app.consent c
    cross join lateral (
        select coalesce(array_agg(r.name order by r.place), '{}') as names from unnest(c.recipients) with ordinality r(name, place)
        where r.name <> all (app.open_recipients(c))) h
    cross join (select x as code, replace(x, '-', '_') as compartment from app.compartment_codes() x) k
    where c.client_id = any(p_clients) and (k.code = any(c.data) or k.compartment = 'protection' and h.names <> '{}')
      and access.may_open(c.client_id, k.compartment)
$$;
