-- Called by ListLeftBehind and GetLeftBehind: who it is of whom something stayed behind, as the package told it with which the acting organisation handed
-- the person over last; what the person is called since is the receiver's. Null where there is no such package. Runs as the caller.
create or replace function app.name_left_behind(p_client uuid) returns text language sql stable as $$
    select (x.person ->> 'familyName') || ', ' || (x.person ->> 'givenName')
    from app.handover_person p
    join app.handover h on h.id = p.handover_id and h.sender_organisation_id = access.organisation_id() and h.accepted_at is not null
    join app.handover_package k on k.handover_id = h.id and k.version = h.package_version
    cross join jsonb_array_elements(k.content::jsonb -> 'persons') x (person)
    where p.client_id = p_client and (x.person ->> 'clientId')::uuid = p_client
    order by h.accepted_at desc, h.id desc limit 1
$$;
