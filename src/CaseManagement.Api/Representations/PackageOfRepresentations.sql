-- Found by its name by app.handover_records: who acts for the persons of a package, or has acted.
create or replace function app.package_of_representations(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select r.id, r.client_id, null::text, jsonb_build_object('name', r.name, 'contact', r.contact, 'kind', r.kind, 'scopes', r.scopes,
        'from', r.from_date, 'until', least(r.until_date, app.died_on(r.client_id, r.representative_client_id)), 'endReason', r.end_reason)
    from app.representation r where r.client_id = any(p_clients)
$$;
