-- Found by its name by app.handover_records: what the persons of a package take part in, and did. A confidential service is not named in it.
create or replace function app.package_of_participations(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select p.id, p.client_id, p.compartment, jsonb_build_object('kind', p.kind, 'schoolKind', p.school_kind, 'form', p.form, 'title', p.title,
        'provider', p.provider, 'serviceName', (select s.name from app.service s where s.id = p.service_id and not app.is_hidden(s)),
        'hoursPerWeek', p.hours_per_week, 'note', p.note, 'status', p.status, 'waitingOn', p.waiting_on, 'placeOn', p.place_on, 'begunOn', p.begun_on,
        'endedOn', p.ended_on, 'endReason', p.end_reason)
    from app.participation p where p.client_id = any(p_clients)
$$;
