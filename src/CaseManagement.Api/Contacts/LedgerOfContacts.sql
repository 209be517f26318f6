-- Found by their names by ledger.settle. A contact is a row for each of its persons, so that it outlives the erasure of one of them; all of them name it by
-- one pseudonym of its own (`contact`), by which it is counted once. One that is anonymous is of nobody.
create or replace function app.ledger_of_contact(r app.contact)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language plpgsql volatile as $$
#variable_conflict use_column
begin
    return query select case when p.client_id is not null then 'client' end, p.client_id, 'contact', (r.at at time zone 'Europe/Berlin')::date, 'day',
        jsonb_build_object('contact', ledger.pseudonym(r.organisation_id, 'contact', r.id), 'kind', r.kind, 'outcome', r.outcome, 'reached', r.reached,
            'present', p.reached, 'minutes', r.duration_minutes, 'interpreter', r.interpreter, 'language', r.language, 'team', r.team_id,
            'worker', r.staff_id, 'persons', r.person_count, 'purposes', case when r.purposes <> '{}' then to_jsonb(r.purposes) end), false
    from (
        select c.client_id, c.reached from app.contact_client c where c.contact_id = r.id and c.organisation_id = r.organisation_id and not r.is_anonymous
        union all
        select null, null where r.is_anonymous) p;
end $$;

-- In a compartment it counts, and says nothing more.
create or replace function app.ledger_of_case_work(r app.case_work)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, 'case_work', r.done_on, 'day',
        jsonb_build_object('kind', r.kind, 'minutes', r.minutes, 'team', r.team_id, 'worker', r.staff_id), r.compartment is not null
$$;
