-- Found by its name by ledger.settle. Each state that it came to, and apart from them the time for which it counts as a place: from having it, or from
-- the beginning where nobody knows when it was given, until its end. What is recorded as waiting and begun later has both.
create or replace function app.ledger_of_participation(r app.participation)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day',
        jsonb_build_object('kind', r.kind, 'schoolKind', r.school_kind, 'form', r.form, 'service', r.service_id, 'reason', e.reason),
        r.compartment is not null or exists (select from app.service s where s.id = r.service_id and app.is_hidden(s))
    from (values ('participation_waiting', r.waiting_on, null), ('participation_place', r.place_on, null), ('participation_begun', r.begun_on, null),
        ('participation_' || r.status, r.ended_on, r.end_reason),
        ('place_begun', coalesce(r.place_on, r.begun_on), null),
        ('place_ended', case when coalesce(r.place_on, r.begun_on) is not null then r.ended_on end, null)) e(kind, on_date, reason)
    where e.on_date is not null
$$;
