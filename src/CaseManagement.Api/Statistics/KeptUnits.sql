-- What figures over a whole town count, told of some persons: out of the ledger, without the day or period that is asked for. Each is kept (RenewUnits.sql) and
-- read back by figures.kept_units; what a figure makes of it says figures.kept. A change of what is told here raises the number in ledger.keep_units.
-- Without nested loops: planned for few persons, each of them would be compared with each other where there are many. Nor are bitmaps of what a whole town has
-- of a kind made for each person.

-- What the ledger says of some persons: person by person, whatever is believed of how many there are.
create or replace function figures.facts_of(p_pseudonyms uuid[], p_kinds text[])
    returns table (no bigint, pseudonym uuid, kind text, on_date date, origin text, withheld boolean, attributes jsonb, dimensions jsonb)
    language sql stable parallel safe as $$
    select f.* from unnest(p_pseudonyms) p(id) cross join lateral (
        select x.no, x.pseudonym, x.kind, x.on_date, x.origin, x.withheld, x.attributes, x.dimensions
        from figures.fact x where x.pseudonym = p.id and (p_kinds is null or x.kind = any(p_kinds)) offset 0) f
$$;

-- The days on which the ledger says something of a person, each until the next: what was known then, by which move the person had come or gone last, and
-- whether he was here, by moves and as one who has arrived. Those who came by a handover were elsewhere before it.
create or replace function figures.days_of(p_pseudonyms uuid[])
    returns table (pseudonym uuid, from_day date, until_day date, dimensions jsonb, moved text, first_move text, is_here boolean, has_arrived boolean)
    language sql stable parallel safe as $$
    with day as (
        select f.pseudonym, f.on_date,
            (array_agg(f.dimensions order by f.no desc) filter (where f.kind not in ('handed_over', 'taken_over', 'erased')))[1] as dimensions,
            (array_agg(f.kind order by f.no desc) filter (where f.kind in ('handed_over', 'taken_over', 'erased')))[1] as move,
            (array_agg(f.kind order by f.no) filter (where f.kind in ('handed_over', 'taken_over', 'erased')))[1] as first_of_day,
            count(*) filter (where f.kind = 'arrived') - count(*) filter (where f.kind = 'left') as arrived
        from figures.facts_of(p_pseudonyms, null) f group by f.pseudonym, f.on_date
    ), run as (
        select d.*, count(d.dimensions) over w as known, count(d.move) over w as moves, sum(d.arrived) over w as balance,
            lead(d.on_date, 1, 'infinity') over w as until_day
        from day d window w as (partition by d.pseudonym order by d.on_date)
    ), filled as (
        select r.pseudonym, r.on_date, r.until_day, first_value(r.dimensions) over (partition by r.pseudonym, r.known order by r.on_date) as dimensions,
            case when r.moves > 0 then first_value(r.move) over (partition by r.pseudonym, r.moves order by r.on_date) end as moved,
            max(r.first_of_day) filter (where r.moves = 1 and r.move is not null) over (partition by r.pseudonym) as first_move, r.balance > 0 as has_arrived
        from run r
    )
    select f.pseudonym, f.on_date, f.until_day, f.dimensions, f.moved, f.first_move,
        coalesce(coalesce(f.moved, case f.first_move when 'taken_over' then 'handed_over' end) not in ('handed_over', 'erased'), true), f.has_arrived
    from filled f
$$;

-- Events of some persons that are this organisation's: as figures.events, without a period.
create or replace function figures.events_of(p_kind text, p_pseudonyms uuid[])
    returns table (no bigint, pseudonym uuid, on_date date, withheld boolean, attributes jsonb, dimensions jsonb) language sql stable parallel safe as $$
    select f.no, f.pseudonym, f.on_date, f.withheld, f.attributes, f.dimensions
    from figures.facts_of(p_pseudonyms, array[p_kind]) f cross join lateral (
        select (array_agg(m.kind order by m.on_date desc, m.no desc) filter (where m.on_date <= f.on_date))[1] as moved,
            (array_agg(m.kind order by m.on_date, m.no))[1] as first_move
        from figures.fact m where m.pseudonym = f.pseudonym and m.kind in ('handed_over', 'taken_over')) d
    where d.moved is distinct from 'handed_over'
      and not (f.origin = 'taken_over' and d.moved is null and d.first_move is not distinct from 'taken_over')
$$;

-- A team is responsible from that day to that: at the end of the day. Parted where something else is known of the person.
create or replace function figures.told_open_case(p_pseudonyms uuid[], p_codes jsonb) returns setof ledger.unit_told
    language sql stable parallel safe set enable_nestloop = off set enable_bitmapscan = off set jit = off as $$
    with change as (
        select f.pseudonym, f.attributes ->> 'team' as team, f.attributes ->> 'worker' as worker, f.on_date,
            sum(case f.kind when 'responsibility_begun' then 1 else -1 end) as n
        from figures.facts_of(p_pseudonyms, '{responsibility_begun,responsibility_ended}') f group by 1, 2, 3, 4
    ), run as (
        select c.*, sum(c.n) over w as open, lead(c.on_date, 1, 'infinity') over w as until_day
        from change c window w as (partition by c.pseudonym, c.team, c.worker order by c.on_date)
    ), part as (
        select r.pseudonym, r.team, r.worker, d.from_day, d.until_day, d.dimensions,
            lag(d.until_day) over w is not distinct from d.from_day and lag(d.dimensions) over w is not distinct from d.dimensions as goes_on
        from run r join figures.days_of(p_pseudonyms) d on d.pseudonym = r.pseudonym and d.from_day >= r.on_date and d.from_day < r.until_day
        where r.open > 0 and d.is_here window w as (partition by r.pseudonym, r.team, r.worker order by d.from_day)
    ), whole as (
        select p.*, count(*) filter (where not p.goes_on) over (partition by p.pseudonym, p.team, p.worker order by p.from_day) as place from part p
    )
    select 'open_case', w.pseudonym, min(w.from_day), max(w.until_day), w.team, w.worker, w.dimensions ->> 'household', w.dimensions, null::jsonb, false,
        null::date, null::date, null::date, null::date, null::date
    from whole w group by w.pseudonym, w.team, w.worker, w.place, w.dimensions
$$;

-- Of one kind a person has one, while present. A place that two entries tell of, one kind of school then another, is told with the first of them.
create or replace function figures.told_place(p_pseudonyms uuid[], p_codes jsonb) returns setof ledger.unit_told
    language sql stable parallel safe set enable_nestloop = off set enable_bitmapscan = off set jit = off as $$
    with change as (
        select f.pseudonym, f.attributes ->> 'kind' as kind, f.attributes ->> 'schoolKind' as school_kind, f.attributes ->> 'form' as form, f.withheld,
            f.on_date, sum(case f.kind when 'place_begun' then 1 else -1 end) as n
        from figures.facts_of(p_pseudonyms, '{place_begun,place_ended}') f group by 1, 2, 3, 4, 5, 6
    ), run as (
        select c.*, sum(c.n) over w as held, lead(c.on_date, 1, 'infinity') over w as until_day
        from change c window w as (partition by c.pseudonym, c.kind, c.school_kind, c.form, c.withheld order by c.on_date)
    ), first as (
        select distinct on (r.pseudonym, r.kind, d.from_day) r.pseudonym, r.kind, r.school_kind, r.withheld, d.from_day, d.until_day, d.dimensions
        from run r join figures.days_of(p_pseudonyms) d on d.pseudonym = r.pseudonym and d.from_day >= r.on_date and d.from_day < r.until_day
        where r.held > 0 and d.is_here and d.has_arrived order by r.pseudonym, r.kind, d.from_day, r.school_kind, r.form, r.withheld
    ), part as (
        select f.*, lag(f.until_day) over w is not distinct from f.from_day and lag(f.dimensions) over w is not distinct from f.dimensions
            and lag(f.school_kind) over w is not distinct from f.school_kind and lag(f.withheld) over w is not distinct from f.withheld as goes_on
        from first f window w as (partition by f.pseudonym, f.kind order by f.from_day)
    ), whole as (
        select p.*, count(*) filter (where not p.goes_on) over (partition by p.pseudonym, p.kind order by p.from_day) as place from part p
    )
    select 'place', w.pseudonym, min(w.from_day), max(w.until_day), w.dimensions ->> 'team', null::text, w.dimensions ->> 'household', w.dimensions,
        jsonb_strip_nulls(jsonb_build_object('kind', w.kind, 'schoolKind', w.school_kind)), w.withheld,
        null::date, null::date, null::date, null::date, null::date
    from whole w group by w.pseudonym, w.kind, w.school_kind, w.withheld, w.place, w.dimensions
$$;

-- On the day on which SGB II begins, where AsylbLG is among what was held last before it. "Applied for", "not clarified" and times without an entry are
-- nothing that was held; own income and every other regime are.
create or replace function figures.told_change_to_sgb2(p_pseudonyms uuid[], p_codes jsonb) returns setof ledger.unit_told
    language sql stable parallel safe set enable_nestloop = off set enable_bitmapscan = off set jit = off as $$
    with begun as materialized (
        select e.no, e.pseudonym, e.on_date, e.dimensions from figures.events_of('benefit_begun', p_pseudonyms) e
        where figures.meant(p_codes, 'benefit-regime', e.attributes ->> 'regime', e.on_date) = 'SGB II'
    ), held as (
        select b.no, figures.meant(p_codes, 'benefit-regime', f.attributes ->> 'regime', b.on_date - 1) as law,
            case when count(*) filter (where f.kind <> 'benefit_ended') > count(*) filter (where f.kind = 'benefit_ended') then b.on_date
                 else max(f.on_date) filter (where f.kind = 'benefit_ended') end as until_date
        from begun b join figures.facts_of(p_pseudonyms, '{benefit_begun,benefit_known,benefit_ended}') f on f.pseudonym = b.pseudonym
        where f.on_date < b.on_date and f.attributes ->> 'regime' not in ('applied', 'unknown')
        group by b.no, b.on_date, f.attributes ->> 'regime'
    ), last as materialized (
        select h.no, h.law, h.until_date = max(h.until_date) over (partition by h.no) as is_last from held h
    ), change as (
        select distinct on (b.pseudonym, b.on_date) b.* from begun b where b.no in (select l.no from last l where l.is_last and l.law = 'AsylbLG')
        order by b.pseudonym, b.on_date, b.no
    )
    select 'change_to_sgb2', c.pseudonym, c.on_date, 'infinity'::date, c.dimensions ->> 'team', null::text, c.dimensions ->> 'household', c.dimensions,
        null::jsonb, false, lag(c.on_date) over (partition by c.pseudonym order by c.on_date), null::date, null::date, null::date, null::date
    from change c
$$;

-- day_1: the first contact in which they were spoken to; day_2: since when they were gone.
create or replace function figures.told_allocation(p_pseudonyms uuid[], p_codes jsonb) returns setof ledger.unit_told
    language sql stable parallel safe set enable_nestloop = off set enable_bitmapscan = off set jit = off as $$
    with allocated as materialized (
        select distinct on (e.pseudonym, e.on_date) e.* from figures.events_of('allocated', p_pseudonyms) e order by e.pseudonym, e.on_date, e.no
    )
    select 'allocation', a.pseudonym, a.on_date, 'infinity'::date, a.dimensions ->> 'team', null::text, a.dimensions ->> 'household', a.dimensions,
        null::jsonb, a.withheld, lag(a.on_date) over (partition by a.pseudonym order by a.on_date),
        (select min(f.on_date) from figures.fact f
            where f.pseudonym = a.pseudonym and f.kind = 'contact' and f.attributes ->> 'present' = 'true' and f.on_date >= a.on_date),
        (select min(f.on_date) from figures.fact f where f.pseudonym = a.pseudonym and f.kind in ('left', 'handed_over', 'erased') and f.on_date >= a.on_date),
        null::date, null::date
    from allocated a
$$;

-- A need is of a person and an area, found for the first time: what an earlier assessment had found already is not found again. Those of one person that are
-- withheld are one. day_1: a goal was set for it; day_2: a referral sent for it, perhaps among other areas; day_3: one completed; day_4: they were gone.
create or replace function figures.told_need(p_pseudonyms uuid[], p_codes jsonb) returns setof ledger.unit_told
    language sql stable parallel safe set enable_nestloop = off set enable_bitmapscan = off set jit = off as $$
    with need as materialized (
        select distinct on (e.pseudonym, e.attributes ->> 'area') e.*, e.attributes ->> 'area' as area
        from figures.events_of('need_found', p_pseudonyms) e
        where e.on_date = (select min(b.on_date) from figures.fact b where b.pseudonym = e.pseudonym and b.kind = 'need_found'
            and coalesce(b.attributes ->> 'area', '–') = coalesce(e.attributes ->> 'area', '–'))
        order by e.pseudonym, e.attributes ->> 'area', e.on_date, e.no
    )
    select 'need', n.pseudonym, n.on_date, 'infinity'::date, n.dimensions ->> 'team', null::text, n.dimensions ->> 'household', n.dimensions,
        jsonb_strip_nulls(jsonb_build_object('area', n.area, 'urgency', n.attributes -> 'urgency', 'gap', n.attributes -> 'gap')), n.withheld, null::date,
        min(f.on_date) filter (where f.kind = 'goal_set' and f.attributes ->> 'area' = n.area),
        min(f.on_date) filter (where f.kind = 'referral_sent' and f.areas ? n.area),
        min(f.on_date) filter (where f.kind = 'referral_ended' and f.areas ? n.area and f.attributes ->> 'status' = 'completed'),
        min(f.on_date) filter (where f.kind in ('left', 'handed_over', 'erased'))
    from need n left join (
        select x.*, coalesce(x.attributes -> 'areas', x.attributes -> 'area') as areas
        from figures.facts_of(p_pseudonyms, '{goal_set,referral_sent,referral_ended,left,handed_over,erased}') x) f
        on f.pseudonym = n.pseudonym and f.on_date >= n.on_date
    group by n.no, n.pseudonym, n.on_date, n.dimensions, n.area, n.attributes, n.withheld
$$;

-- What a figure makes of kept units: which of them it counts on a day or in a period, and what each says of itself (names of figures.dimension, and amount)
-- as SQL over the unit u; by what is in braces units are grouped where they are only counted. $1, $2: the day or period; $3: what codes mean.
create or replace function figures.kept(p_figure text) returns table (kind text, is_on_day boolean, part text, says jsonb) language sql immutable as $$
    select k.kind, k.is_on_day, k.part, k.says from (values
        ('open_cases', 'open_case', true, 'null', jsonb_build_object('counselled', $s$case
            when u.household is null or count(*) over (partition by u.household) = 1 then 'alone'
            when u.dimensions ->> 'householdRole' = 'applicant' then 'applicant'
            when bool_or(u.dimensions ->> 'householdRole' = 'applicant') over (partition by u.household) then 'relative' else 'alone' end$s$)),
        ('places', 'place', true, $s$coalesce(u.attributes ->> 'kind', '–')$s$, jsonb_build_object('participation_kind', $s$u.attributes ->> 'kind'$s$,
            'participation_group', $s$figures.meant($3, 'participation-kind', u.attributes ->> 'kind', $1)$s$,
            'school_kind', $s$u.attributes ->> 'schoolKind'$s$)),
        ('asylblg_to_sgb2', 'change_to_sgb2', false, 'null', '{}'),
        ('allocation_to_first_contact', 'allocation', false, 'null', jsonb_build_object('wait', '{figures.wait_ends(u.day_1, u.day_2, $2)}',
            'amount', '{figures.wait_lasts(u.from_day, u.day_1, u.day_2, $2)}')),
        ('needs_found', 'need', false, $s$coalesce(u.attributes ->> 'area', '–')$s$, jsonb_build_object('need_area', $s$u.attributes ->> 'area'$s$,
            'urgency', $s$u.attributes ->> 'urgency'$s$, 'gap', $s$u.attributes ->> 'gap'$s$,
            'with_goal', $s$case when {u.day_1 < $2} then 'yes' else 'no' end$s$, 'with_referral', $s$case when {u.day_2 < $2} then 'yes' else 'no' end$s$,
            'with_outcome', $s$case when {u.day_3 < $2} then 'yes' else 'no' end$s$)),
        ('need_to_offer', 'need', false, $s$coalesce(u.attributes ->> 'area', '–')$s$, jsonb_build_object('need_area', $s$u.attributes ->> 'area'$s$,
            'urgency', $s$u.attributes ->> 'urgency'$s$, 'wait', '{case when not u.withheld then figures.wait_ends(u.day_2, u.day_4, $2) end}',
            'amount', '{case when not u.withheld then figures.wait_lasts(u.from_day, u.day_2, u.day_4, $2) end}'))
    ) k(figure, kind, is_on_day, part, says) where k.figure = p_figure
$$;

create or replace function figures.kept_condition(p_is_on_day boolean) returns text language sql immutable as $$
    select case when p_is_on_day then 'u.from_day <= $1 and u.until_day > $1'
        else 'u.from_day >= $1 and u.from_day < $2 and (u.before_day is null or u.before_day < $1)' end
$$;

-- Who is counted by the ledger, because what is kept is older.
create or replace function figures.stale() returns uuid[] language sql stable parallel safe as $$
    select coalesce(array_agg(distinct s.pseudonym), '{}') from ledger.stale s
$$;

-- Units of a figure, one by one: pseudonym, part, day, attributes, withheld, dimensions.
create or replace function figures.kept_units(p_figure text) returns text language sql stable as $$
    select format('
        select u.pseudonym, (%s)::text as part, %s as day, jsonb_build_object(''team'', u.team, ''worker'', u.worker%s) as attributes, u.withheld, u.dimensions
        from (
            select u.pseudonym, u.from_day, u.until_day, t.content #>> ''{}'' as team, w.content #>> ''{}'' as worker, u.household::text,
                s.content || jsonb_strip_nulls(jsonb_build_object(''team'', t.content, ''household'', u.household, ''born'', u.born)) as dimensions,
                a.content as attributes, u.withheld, u.before_day, u.day_1, u.day_2, u.day_3, u.day_4
            from ledger.unit_%s u
            left join ledger.setting s on s.id = u.setting
            left join ledger.setting a on a.id = u.attributes
            left join ledger.setting t on t.id = u.team
            left join ledger.setting w on w.id = u.worker
            where not exists (select from ledger.stale x where x.pseudonym = u.pseudonym)
            union all
            select u.pseudonym, u.from_day, u.until_day, u.team, u.worker, u.household, u.dimensions, u.attributes, u.withheld, u.before_day, u.day_1,
                u.day_2, u.day_3, u.day_4 from figures.told_%s((select figures.stale()), $3) u) u
        where %s',
        k.part, case when k.is_on_day then '$1' else 'u.from_day' end,
        (select string_agg(format(', %L, %s', s.key, translate(s.value, '{}', '')), '' order by s.key) from jsonb_each_text(k.says) s),
        k.kind, k.kind, figures.kept_condition(k.is_on_day))
    from figures.kept(p_figure) k
$$;

-- The same, counted: as many units n as are alike in what is asked for, with what they say of themselves and what was known of the person as far as that is
-- read. What is kept is counted by its numbers and told in words afterwards, a few thousand times instead of a million times; all of it first, then less those
-- who are stale (n is below zero there), then they as the ledger says. Null where a figure is not kept, or what is asked for can be told of one unit only
-- beside the others.
create or replace function figures.kept_counts(p_figure text, p_dimensions text[], p_filter jsonb) returns text language plpgsql stable as $$
declare
    k record;
    by_age constant boolean := 'age_band' = any(p_dimensions);
    by_setting text; -- what is read of what was known of the person, besides birth and team
    says jsonb;      -- of what is asked for: what a unit says of itself,
    by_row text[];   -- by its own columns; the rest by its attributes
    grouped text[];
    counted text;
begin
    select * into k from figures.kept(p_figure);
    if not found or 'counselled' = any(p_dimensions) then
        return null;
    end if;
    says := (select coalesce(jsonb_object_agg(s.key, s.value), '{}') from jsonb_each(k.says) s where s.key = any(p_dimensions));
    by_row := array(select s.key from jsonb_each_text(says) s where s.value like '%{%');
    by_setting := (select string_agg(replace(figures.dimension(d), 'k.dimensions', 's.content'), ', ') from unnest(p_dimensions) d
        where d not in ('team', 'worker', 'age_band', 'wait', 'amount') and not k.says ? d);
    grouped := array_remove(array['u.withheld', case when 'team' = any(p_dimensions) then 'u.team' end,
        case when 'worker' = any(p_dimensions) then 'u.worker' end, case when by_setting is not null then 'r.setting' end,
        case when exists (select from jsonb_object_keys(says) d where d <> all(by_row)) then 'u.attributes' end,
        case when by_age then 'u.born' end, case when by_age and not k.is_on_day then 'u.from_day' end], null);
    counted := format('
        select jsonb_build_object(%s) as attributes, g.withheld, %s as day, %s as dimensions, %%s * g.n as n
        from (select %s, count(*) as n from ledger.unit_%s u%s where %s%s%%s group by %s) g%s',
        concat_ws(', ', case when 'u.team' = any(grouped) then '''team'', t.content' end, case when 'u.worker' = any(grouped) then '''worker'', w.content' end,
            (select string_agg(format('%L, %s', s.key, case when s.key = any(by_row) then regexp_replace(s.value, '{.*}', format('g.%I', s.key))
                else replace(s.value, 'u.attributes', 'a.content') end), ', ') from jsonb_each_text(says) s)),
        case when k.is_on_day then '$1' when by_age then 'g.from_day' else 'null::date' end,
        concat_ws(' || ', case when by_setting is not null then 's.content' else '''{}''::jsonb' end,
            case when by_age then 'jsonb_build_object(''born'', g.born)' end),
        array_to_string(grouped || array(select format('%s as %I', substring(says ->> d from '{(.*)}'), d) from unnest(by_row) d), ', '), k.kind,
        -- Settings that are alike in what is read are one.
        ' left join (select s.id, min(s.id) over (partition by ' || by_setting || ') as setting from ledger.setting s
            where jsonb_typeof(s.content) = ''object'') r on r.id = u.setting',
        figures.kept_condition(k.is_on_day),
        -- Formatted once more below, where a sign of percent would be read.
        replace((select string_agg(format(' and u.%I ', f.key) || case when f.value is null then 'is null' else format('= (select v.id from ledger.setting v
                where v.organisation_id = (select access.organisation_id()) and md5(v.content::text) = md5(%1$L) and v.content = %1$L::jsonb)',
                to_jsonb(f.value)::text) end, '') from jsonb_each_text(p_filter) f where f.key in ('team', 'worker')), '%', '%%'),
        (select string_agg(n::text, ', ') from generate_series(1, cardinality(grouped) + cardinality(by_row)) n),
        (select string_agg(format(' left join ledger.setting %s on %1$s.id = g.%s', j.alias, j.member), '') from (values
            ('t', 'team'), ('w', 'worker'), ('s', 'setting'), ('a', 'attributes')) j(alias, member)
            where 'u.' || j.member = any(grouped) or 'r.' || j.member = any(grouped)));
    return format(counted, '1', '') || ' union all ' || format(counted, '-1', ' and u.pseudonym = any((select figures.stale())::uuid[])') || format('
        union all
        select jsonb_build_object(''team'', u.team, ''worker'', u.worker%s), u.withheld, %s, u.dimensions, 1
        from figures.told_%s((select figures.stale()), $3) u where %s',
        (select string_agg(format(', %L, %s', s.key, translate(s.value, '{}', '')), '' order by s.key) from jsonb_each_text(says) s),
        case when k.is_on_day then '$1' else 'u.from_day' end, k.kind, figures.kept_condition(k.is_on_day));
end $$;

revoke execute on function figures.facts_of, figures.days_of, figures.events_of, figures.told_open_case, figures.told_place, figures.told_change_to_sgb2,
    figures.told_allocation, figures.told_need, figures.kept, figures.kept_condition, figures.stale, figures.kept_units, figures.kept_counts from public;
grant execute on function figures.facts_of, figures.days_of, figures.events_of, figures.told_open_case, figures.told_place, figures.told_change_to_sgb2,
    figures.told_allocation, figures.told_need, figures.kept, figures.kept_condition, figures.stale, figures.kept_units, figures.kept_counts
    to casemanagement_statistics;
