-- Found by its name by ledger.settle. A cancelled allocation is none.
create or replace function app.ledger_of_allocation(r app.allocation)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, 'allocated', r.allocated_on, 'day',
        jsonb_build_object('municipality', r.municipality_ags, 'district', r.district_id, 'place', r.accommodation_id, 'status', r.residence_status),
        r.compartment is not null
    where r.status = 'effective'
$$;
