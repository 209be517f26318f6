-- Found by their names by ledger.settle: under which programme a case is counselled, and how demanding it is.
create or replace function app.ledger_of_case_programme(r app.case_programme)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('programme', r.programme), false
    from (values ('programme_begun', r.from_date), ('programme_ended', r.until_date)) e(kind, on_date) where e.on_date is not null
$$;

create or replace function app.ledger_of_case_complexity(r app.case_complexity)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, 'complexity_rated', r.from_date, 'day', jsonb_build_object('complexity', r.complexity), false
$$;
