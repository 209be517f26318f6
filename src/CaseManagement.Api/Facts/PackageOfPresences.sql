-- Found by its name by app.handover_records: since when the persons of a package are here, and whether that is known.
create or replace function app.package_of_presences(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select p.id, p.client_id, null::text, jsonb_strip_nulls(jsonb_build_object('from', p.from_date, 'fromPrecision', p.from_precision,
        'arrivedAs', p.arrived_as, 'until', p.until_date, 'untilPrecision', p.until_precision, 'leaveReason', p.leave_reason,
        'destination', p.destination, 'unknownSince', p.unknown_since))
    from app.presence p where p.client_id = any(p_clients) and p.voided_at is null
$$;
