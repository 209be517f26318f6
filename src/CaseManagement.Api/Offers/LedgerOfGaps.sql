-- Found by its name by ledger.settle: there was no offer, for nobody in particular.
create or replace function app.ledger_of_service_gap(r app.service_gap)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select null, null::uuid, 'service_gap', r.recorded_on, 'day', jsonb_build_object('area', r.need_area, 'language', r.language), false
$$;
