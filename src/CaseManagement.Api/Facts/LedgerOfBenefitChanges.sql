-- Found by its name by ledger.settle. One that is only to be expected is another kind.
create or replace function app.ledger_of_benefit_change(r app.benefit_change)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, case r.told_by when 'benefit' then 'benefit_changed' else 'benefit_change_expected' end, r.changed_on, 'day',
        jsonb_build_object('from', r.from_regime, 'to', r.to_regime), r.compartment is not null
$$;
