-- Found by its name by ledger.settle: a job begins, which is when work was found, and ends. Whether it is of the first labour market its kind says.
create or replace function app.ledger_of_employment(r app.employment)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day',
        jsonb_build_object('kind', r.kind, 'firstLabourMarket', app.is_first_labour_market(r.kind, r.from_date), 'reason', e.reason), r.compartment is not null
    from (values ('job_begun', r.from_date, null), ('job_ended', r.until_date, r.end_reason)) e(kind, on_date, reason) where e.on_date is not null
$$;
