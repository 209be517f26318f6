-- Found by its name by ledger.settle. Whether somebody has made progress is counted from the rows of one pseudonym, one after another.
create or replace function app.ledger_of_language_level(r app.language_level)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, case when r.literacy is null then 'language_level' else 'literacy' end, r.assessed_on, 'day',
        jsonb_build_object('language', r.language, 'skill', r.skill, 'level', r.level, 'literacy', r.literacy, 'evidence', r.evidence),
        r.compartment is not null
$$;
