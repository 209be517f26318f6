-- Definitions of figures that the product keeps beside the ledger (Statistics/KeptUnits.sql), here straight from the ledger for the period or day that is asked
-- for, to compare with: each in the shape of Statistics/Definitions.sql.
create schema reference;
grant usage on schema reference to casemanagement_statistics;

-- Persons with an open case: a team is responsible at the end of that day. Who is closed, or moves to another team, on a day is not there any more on it.
create or replace function reference.of_open_cases(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select c.pseudonym, null::text, p_from, jsonb_build_object('team', c.team, 'worker', c.worker, 'counselled', case
        when c.members = 1 then 'alone' when c.dimensions ->> 'householdRole' = 'applicant' then 'applicant'
        when c.applicants > 0 then 'relative' else 'alone' end), false, c.dimensions
    from (
        select o.pseudonym, o.team, o.worker, k.dimensions,
            case when k.dimensions ? 'household' then count(*) over (partition by k.dimensions ->> 'household') else 1 end as members,
            count(*) filter (where k.dimensions ->> 'householdRole' = 'applicant') over (partition by k.dimensions ->> 'household') as applicants
        from (
            select f.pseudonym, f.attributes ->> 'team' as team, f.attributes ->> 'worker' as worker
            from figures.fact f where f.kind in ('responsibility_begun', 'responsibility_ended') and f.on_date <= p_from
            group by 1, 2, 3
            having count(*) filter (where f.kind = 'responsibility_begun') > count(*) filter (where f.kind = 'responsibility_ended')) o
        left join lateral figures.known(o.pseudonym, p_from) k on true
        where not exists (select from figures.elsewhere(p_from) e where e.pseudonym = o.pseudonym)) c
$$;

-- On the day on which SGB II begins, where AsylbLG is among what was held last before it. "Applied for", "not clarified" and times without an entry are
-- nothing that was held; own income and every other regime are.
create or replace function reference.of_asylblg_to_sgb2(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    with begun as (
        select e.no, e.pseudonym, e.on_date, e.dimensions from figures.events(array['benefit_begun'], p_from, p_until) e
        where p_codes -> 'benefit-regime' ->> (e.attributes ->> 'regime') = 'SGB II'
    ), held as (
        select b.no, p_codes -> 'benefit-regime' ->> (f.attributes ->> 'regime') as law,
            case when count(*) filter (where f.kind <> 'benefit_ended') > count(*) filter (where f.kind = 'benefit_ended') then b.on_date
                 else max(f.on_date) filter (where f.kind = 'benefit_ended') end as until_date
        from begun b join figures.fact f on f.pseudonym = b.pseudonym
        where f.kind in ('benefit_begun', 'benefit_known', 'benefit_ended') and f.on_date < b.on_date
          and f.attributes ->> 'regime' not in ('applied', 'unknown')
        group by b.no, b.on_date, f.attributes ->> 'regime'
    ), last as (
        select h.no, h.law, h.until_date = max(h.until_date) over (partition by h.no) as is_last from held h
    )
    select distinct on (b.pseudonym) b.pseudonym, null::text, b.on_date, '{}'::jsonb, false, b.dimensions
    from begun b
    where b.no in (select l.no from last l where l.is_last and l.law = 'AsylbLG')
    order by b.pseudonym, b.on_date, b.no
$$;

-- Of one kind a person has one. A place that two entries tell of, one kind of school then another, is told with the first of them.
create or replace function reference.of_places(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (h.pseudonym, h.kind) h.pseudonym, coalesce(h.kind, '–'), p_from, jsonb_build_object('participation_kind', h.kind,
        'participation_group', p_codes -> 'participation-kind' -> h.kind, 'school_kind', h.school_kind), h.withheld, null::jsonb
    from (
        select f.pseudonym, f.attributes ->> 'kind' as kind, f.attributes ->> 'schoolKind' as school_kind, f.attributes ->> 'form' as form, f.withheld
        from figures.fact f where f.kind in ('place_begun', 'place_ended') and f.on_date <= p_from
        group by 1, 2, 3, 4, 5
        having count(*) filter (where f.kind = 'place_begun') > count(*) filter (where f.kind = 'place_ended')) h
    where exists (select from figures.present(p_from) p where p.pseudonym = h.pseudonym)
    order by h.pseudonym, h.kind, h.school_kind, h.form
$$;

-- What became of needs. A need is of a person and an area, found for the first time: what an earlier assessment had found already is not found again. Those of
-- one person that are withheld are one. How far it has come says each unit by the first day after the period: a goal set for it, a referral sent, one
-- completed; later ones are not looked for.
create or replace function reference.of_needs_found(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    with need as (
        select distinct on (e.pseudonym, e.attributes ->> 'area') e.no, e.pseudonym, e.attributes ->> 'area' as area, e.attributes ->> 'urgency' as urgency,
            e.attributes ->> 'gap' as gap, e.on_date, e.withheld, e.dimensions
        from figures.events(array['need_found'], p_from, p_until) e
        where not exists (select from figures.fact b where b.kind = 'need_found' and b.on_date < e.on_date and b.pseudonym = e.pseudonym
            and coalesce(b.attributes ->> 'area', '–') = coalesce(e.attributes ->> 'area', '–'))
        order by e.pseudonym, e.attributes ->> 'area', e.on_date, e.no
    ), step as (
        select n.no, bool_or(f.kind = 'goal_set') as goal, bool_or(f.kind = 'referral_sent') as referral,
            bool_or(f.kind = 'referral_ended' and f.attributes ->> 'status' = 'completed') as outcome
        from need n
        join figures.fact f on f.pseudonym = n.pseudonym and (f.attributes ->> 'area' = n.area or f.attributes -> 'areas' ? n.area)
        where f.kind in ('goal_set', 'referral_sent', 'referral_ended') and f.on_date >= p_from and f.on_date < p_until and f.on_date >= n.on_date
        group by n.no
    )
    select n.pseudonym, coalesce(n.area, '–'), n.on_date, jsonb_build_object('need_area', n.area, 'urgency', n.urgency, 'gap', n.gap,
        'with_goal', case when s.goal then 'yes' else 'no' end, 'with_referral', case when s.referral then 'yes' else 'no' end,
        'with_outcome', case when s.outcome then 'yes' else 'no' end), n.withheld, n.dimensions
    from need n left join step s on s.no = n.no
$$;

create or replace function reference.of_allocation_to_first_contact(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select a.pseudonym, null::text, a.day, figures.wait(a.day, (
            select min(f.on_date) from figures.fact f
            where f.pseudonym = a.pseudonym and f.kind = 'contact' and f.attributes ->> 'present' = 'true' and f.on_date >= a.day),
        figures.gone_after(a.pseudonym, a.day, p_until), p_until), a.withheld, a.dimensions
    from figures.of_allocated(p_from, p_until, p_codes) a
$$;

create or replace function reference.of_need_to_offer(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    with need as materialized (
        select row_number() over () as no, n.* from reference.of_needs_found(p_from, p_until, p_codes) n
    ), offer as (
        select n.no, min(f.on_date) as day from need n
        join figures.fact f on f.pseudonym = n.pseudonym and f.on_date >= n.day
            and (f.attributes ->> 'area' = n.attributes ->> 'need_area' or f.attributes -> 'areas' ? (n.attributes ->> 'need_area'))
        where f.kind = 'referral_sent' and f.on_date >= p_from group by n.no
    ), gone as (
        select n.no, min(f.on_date) as day from need n join figures.fact f on f.pseudonym = n.pseudonym and f.on_date >= n.day
        where f.kind in ('left', 'handed_over', 'erased') and f.on_date >= p_from and f.on_date < p_until group by n.no
    )
    select n.pseudonym, n.part, n.day, jsonb_build_object('need_area', n.attributes -> 'need_area', 'urgency', n.attributes -> 'urgency')
        || case when n.withheld then '{}' else figures.wait(n.day, o.day, g.day, p_until) end, n.withheld, n.dimensions
    from need n left join offer o on o.no = n.no left join gone g on g.no = n.no
$$;

create function reference.cells(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb, p_codes jsonb) returns text
    language plpgsql stable security definer as $$
declare
    told text;
begin
    execute format('
        select string_agg(concat(x.cell, '' '', x.n, '' '', x.wait, '' '', x.amount), E''\n'' order by x.cell, x.wait) from (
            select %s as cell, count(*) as n, u.attributes ->> ''wait'' as wait, sum((u.attributes ->> ''amount'')::integer) as amount
            from (select * from reference.%I($1, $2, $3) offset 0) u
            cross join lateral (
                select coalesce(u.dimensions, (select x.dimensions from figures.known(u.pseudonym, u.day) x)) as dimensions offset 0) k
            where %s group by 1, 3) x',
        figures.cell(p_by), 'of_' || p_figure, figures.condition(p_filter)) into told using p_from, p_until, p_codes;
    return told;
end $$;

-- The same of what is kept: counted at once, and one by one.
create function reference.kept_cells(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb, p_codes jsonb) returns text
    language plpgsql stable security definer as $$
declare
    told text;
begin
    execute format('
        select string_agg(concat(x.cell, '' '', x.n, '' '', x.wait, '' '', x.amount), E''\n'' order by x.cell, x.wait) from (
            select c.cell, sum(c.n) as n, c.attributes ->> ''wait'' as wait, sum((c.attributes ->> ''amount'')::integer * c.n) as amount
            from (%s) c group by 1, 3 having sum(c.n) > 0) x',
        figures.counts(p_figure, p_by, p_filter, array['wait', 'amount'])) into told using p_from, p_until, p_codes;
    return told;
end $$;

create function reference.unit_cells(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb, p_codes jsonb) returns text
    language plpgsql stable security definer as $$
declare
    told text;
begin
    execute format('
        select string_agg(concat(x.cell, '' '', x.n, '' '', x.wait, '' '', x.amount), E''\n'' order by x.cell, x.wait) from (
            select c.cell, count(*) as n, c.attributes ->> ''wait'' as wait, sum((c.attributes ->> ''amount'')::integer) as amount
            from (%s) c group by 1, 3) x', figures.statement(p_figure, p_by, p_filter)) into told using p_from, p_until, p_codes;
    return told;
end $$;

alter function reference.cells owner to casemanagement_statistics;
alter function reference.kept_cells owner to casemanagement_statistics;
alter function reference.unit_cells owner to casemanagement_statistics;
grant execute on all functions in schema reference to casemanagement_statistics;

-- Persons of an organisation to whom anything happens on any of a few days, in any order and as often as it likes, what contradicts itself, too.
create function reference.fill(p_organisation uuid, p_persons integer, p_entries integer) returns void language plpgsql as $$
declare
    who uuid;
    kind_ text;
    hidden boolean;
begin
    for i in 1..p_persons loop
        who := gen_random_uuid();
        for j in 1..p_entries loop
            kind_ := reference.one_of('{responsibility_begun,responsibility_begun,responsibility_begun,responsibility_ended,responsibility_ended,place_begun,
                place_begun,place_ended,benefit_begun,benefit_begun,benefit_known,benefit_ended,allocated,arrived,arrived,left,contact,contact,need_found,
                need_found,goal_set,referral_sent,referral_ended,presence_unknown}');
            if random() < 0.04 then
                kind_ := reference.one_of('{handed_over,taken_over,erased}');
            end if;
            hidden := random() < 0.1 and kind_ in ('place_begun', 'place_ended', 'need_found', 'allocated', 'referral_sent', 'goal_set');
            insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
            values (p_organisation, 'client', who, kind_, date '2026-01-01' + floor(random() * 25)::integer, 'day', timestamptz '2026-02-01Z',
                case when random() < 0.2 then 'taken_over' else 'recorded' end, hidden, jsonb_strip_nulls(case
                    when hidden then '{}'
                    when kind_ like 'responsibility%' then jsonb_build_object('team', reference.one_of('{t0,t1}'), 'worker', reference.one_of('{w0,w1}'))
                    when kind_ like 'place%' then jsonb_build_object('kind', reference.one_of('{school,kindergarten}'),
                        'schoolKind', reference.one_of('{a,b,null}'), 'form', reference.one_of('{x,y}'))
                    when kind_ like 'benefit%' then jsonb_build_object('regime', reference.one_of('{asylblg-3,asylblg-2,sgb2,none,applied}'))
                    when kind_ = 'contact' then jsonb_build_object('present', random() < 0.6)
                    when kind_ = 'referral_ended' then jsonb_build_object('area', reference.one_of('{language,housing}'),
                        'areas', case when random() < 0.5 then '["language", "housing"]'::jsonb end, 'status', reference.one_of('{completed,failed}'))
                    when kind_ in ('need_found', 'goal_set', 'referral_sent') then jsonb_build_object('area', reference.one_of('{language,housing}'),
                        'urgency', 'high', 'gap', reference.one_of('{full,null}'),
                        'areas', case when kind_ = 'referral_sent' and random() < 0.5 then '["language", "housing"]'::jsonb end)
                    else '{}' end),
                jsonb_strip_nulls(jsonb_build_object('sex', reference.one_of('{male,female}'), 'born', date '2010-01-01' + i * 100,
                    'household', case when i % 3 > 0 then md5((i / 3)::text)::uuid end, 'householdRole', case i % 3 when 1 then 'applicant' else 'child' end,
                    'team', reference.one_of('{t0,t1,t2,null}'), 'residenceStatus', reference.one_of('{gestattung,24}'))));
        end loop;
    end loop;
end $$;

create function reference.one_of(p_values text[]) returns text language sql volatile as $$
    select nullif(btrim(p_values[1 + floor(random() * cardinality(p_values))::integer], E' \n'), 'null')
$$;

-- The questions of which the routes do not agree, of a quarter of all: which one, says the number.
create function reference.differences(p_quarter integer) returns text language plpgsql as $$
declare
    asked record;
    codes constant jsonb := figures.codes();
    told text := '';
    expected text;
    kept text;
    units text;
    n integer := 0;
begin
    for asked in
        select * from (select row_number() over (order by f.figure, f.by_, d.on_date, c.filter::text) as no, f.figure, f.by_, d.on_date, c.filter,
            case when f.figure not in ('open_cases', 'places') then d.on_date + 7 end as until_date
        from (values ('open_cases', '{team,residence_status}'::text[]), ('open_cases', '{age_band,sex}'), ('open_cases', '{counselled}'),
            ('open_cases', '{worker}'), ('places', '{participation_kind,school_kind}'), ('places', '{participation_group,age_band,team}'),
            ('asylblg_to_sgb2', '{}'), ('asylblg_to_sgb2', '{team,sex,age_band}'), ('needs_found', '{need_area,with_goal,with_referral,with_outcome}'),
            ('needs_found', '{urgency,gap,team,age_band}'), ('allocation_to_first_contact', '{}'), ('allocation_to_first_contact', '{team,age_band,sex}'),
            ('need_to_offer', '{need_area}'), ('need_to_offer', '{team}')) f(figure, by_)
        cross join (select date '2025-12-30' + x from generate_series(0, 32, 8) x) d(on_date)
        cross join (values ('{}'::jsonb), ('{"team": "t1"}'), ('{"team": null}'), ('{"team": "t%s%L"}'), ('{"sex": "male", "team": "t0"}')) c(filter)) q
        where q.no % 4 = p_quarter % 4
    loop
        expected := reference.cells(asked.figure, asked.on_date, asked.until_date, asked.by_, asked.filter, codes);
        kept := reference.kept_cells(asked.figure, asked.on_date, asked.until_date, asked.by_, asked.filter, codes);
        units := reference.unit_cells(asked.figure, asked.on_date, asked.until_date, asked.by_, asked.filter, codes);
        if expected is distinct from kept or expected is distinct from units then
            told := concat(told, E'\n', asked, E'\nby definition: ', expected, E'\ncounted: ', kept, E'\none by one: ', units);
        end if;
        n := n + coalesce(length(expected), 0);
    end loop;
    return case when n < 250 then 'hardly anybody was counted' else told end;
end $$;
