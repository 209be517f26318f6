-- Work of the teams. A contact is one, however many persons took part in it; by the first of its rows, which stay when a person is erased.
create or replace function figures.of_contacts(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.attributes ->> 'contact') e.pseudonym, e.attributes ->> 'contact', e.on_date, jsonb_build_object(
        'team', e.attributes -> 'team', 'worker', e.attributes -> 'worker', 'contact_kind', e.attributes -> 'kind',
        'contact_outcome', e.attributes -> 'outcome', 'contact_reached', case e.attributes ->> 'reached' when 'true' then 'yes' else 'no' end,
        'talk_language', e.attributes -> 'language', 'amount', e.attributes -> 'minutes', 'interpreting', case
            when e.attributes ->> 'outcome' = 'no-interpreter' then 'not_found'
            when figures.meant(p_codes, 'interpreter-kind', e.attributes ->> 'interpreter', e.on_date)::boolean then 'found'
            when e.attributes ? 'interpreter' then 'not_needed' end), false, e.dimensions
    from figures.events(array['contact'], p_from, p_until) e
    order by e.attributes ->> 'contact', e.no
$$;

-- Whether one of the purposes of a contact serves that; null where none is stated.
create or replace function figures.serves(p_codes jsonb, p_purposes jsonb, p_what text, p_on date) returns text language sql immutable as $$
    select case when p_purposes is not null then case when exists (
        select from jsonb_array_elements_text(p_purposes) p(code) where figures.meant(p_codes, 'contact-purpose', p.code, p_on) = p_what)
        then 'yes' else 'no' end end
$$;

-- The same contacts by what they were for: each once, with all its purposes as one value; whether goals or upkeep of the plan are among them apart.
create or replace function figures.of_contacts_by_purpose(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.attributes ->> 'contact') e.pseudonym, e.attributes ->> 'contact', e.on_date, jsonb_build_object(
        'team', e.attributes -> 'team', 'worker', e.attributes -> 'worker', 'contact_kind', e.attributes -> 'kind',
        'contact_reached', case e.attributes ->> 'reached' when 'true' then 'yes' else 'no' end, 'amount', e.attributes -> 'minutes',
        'contact_purpose', nullif(replace(translate((e.attributes -> 'purposes')::text, '[]" ', ''), ',', '.'), ''),
        'about_goals', figures.serves(p_codes, e.attributes -> 'purposes', 'goals', e.on_date),
        'about_upkeep', figures.serves(p_codes, e.attributes -> 'purposes', 'upkeep', e.on_date)), false, e.dimensions
    from figures.events(array['contact'], p_from, p_until) e
    order by e.attributes ->> 'contact', e.no
$$;

create or replace function figures.of_persons_reached(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('team', e.attributes -> 'team'), false, e.dimensions
    from figures.events(array['contact'], p_from, p_until) e
    where e.pseudonym is not null and e.attributes ->> 'present' = 'true' order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_case_work(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('team', e.attributes -> 'team', 'worker', e.attributes -> 'worker',
        'work_kind', e.attributes -> 'kind', 'amount', e.attributes -> 'minutes'), e.withheld, e.dimensions
    from figures.events(array['case_work'], p_from, p_until) e
$$;

-- Group sessions: who was there, and of which households, two units that are not added up; of several sessions the first.
create or replace function figures.of_group_persons(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('team', e.attributes -> 'team'), false, e.dimensions
    from figures.events(array['contact'], p_from, p_until) e
    where e.pseudonym is not null and e.attributes @> '{"kind": "group", "present": true}' order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_group_households(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.dimensions ->> 'household') (e.dimensions ->> 'household')::uuid, null::text, e.on_date,
        jsonb_build_object('team', e.attributes -> 'team'), false, e.dimensions
    from figures.events(array['contact'], p_from, p_until) e
    where e.dimensions ? 'household' and e.attributes @> '{"kind": "group", "present": true}' order by e.dimensions ->> 'household', e.on_date, e.no
$$;
