-- Found by its name by ledger.settle. Present on a key date is who has arrived on it or before and has not left on it or before.
create or replace function app.ledger_of_presence(r app.presence)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, e.date_precision, e.attributes, false
    from (values
        ('arrived', r.from_date, r.from_precision, jsonb_build_object('as', r.arrived_as)),
        ('left', r.until_date, r.until_precision, jsonb_build_object('reason', r.leave_reason, 'destination', r.destination)),
        ('presence_unknown', r.unknown_since, 'day', '{}')) e(kind, on_date, date_precision, attributes)
    where e.on_date is not null and r.voided_at is null
$$;
