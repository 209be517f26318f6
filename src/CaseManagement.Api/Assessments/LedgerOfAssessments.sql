-- Found by its name by ledger.settle: what needs a completed assessment has found, one row each. One that is judged to be none is none.
create or replace function app.ledger_of_assessment(r app.assessment)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, 'need_found', (r.completed_at at time zone 'Europe/Berlin')::date, 'day',
        jsonb_build_object('area', a.area, 'urgency', a.urgency, 'gap', a.gap_reason), a.compartment is not null
    from app.assessment_area a
    where a.assessment_id = r.id and r.completed_at is not null and a.urgency is not null and a.urgency <> 'none'
$$;
