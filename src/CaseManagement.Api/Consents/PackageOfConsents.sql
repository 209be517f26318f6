-- Found by its name by app.handover_records: what the persons of a package have consented to. Whether it covers the receiver, its recipients say.
create or replace function app.package_of_consents(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select c.id, c.client_id, null::text, jsonb_build_object('purpose', c.purpose, 'title', c.title, 'textKey', c.text_key, 'textNumber', c.text_number,
        'language', c.language, 'recipients', c.recipients, 'data', c.data, 'givenOn', c.given_on, 'validUntil', c.valid_until,
        'withdrawnOn', c.withdrawn_on)
    from app.consent c where c.client_id = any(p_clients)
$$;
