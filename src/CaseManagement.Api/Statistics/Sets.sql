-- What definitions are put together from. Plain SQL that PostgreSQL puts into the statement of a figure, so that EXPLAIN shows it; run as the role of the
-- statistics (Count.sql), and of no use to anybody else: nobody else reads the ledger.

-- Who is not the organisation's on a day: handed over or erased before or on it, or taken over only later.
create or replace function figures.elsewhere(p_on date) returns table (pseudonym uuid) language sql stable as $$
    select t.pseudonym from (
        select distinct on (f.pseudonym) f.pseudonym, f.kind from figures.fact f
        where f.kind in ('handed_over', 'taken_over', 'erased') and f.on_date <= p_on order by f.pseudonym, f.on_date desc, f.no desc) t
    where t.kind in ('handed_over', 'erased')
    union all
    select t.pseudonym from (
        select distinct on (f.pseudonym) f.pseudonym, f.kind, f.on_date from figures.fact f
        where f.kind in ('handed_over', 'taken_over', 'erased') order by f.pseudonym, f.on_date, f.no) t
    where t.kind = 'taken_over' and t.on_date > p_on
$$;

-- Who is here on a day: arrived on it or before, and neither left nor handed over on it or before.
create or replace function figures.present(p_on date) returns table (pseudonym uuid, whereabouts text) language sql stable as $$
    select f.pseudonym, case when max(f.on_date) filter (where f.kind = 'presence_unknown') >= max(f.on_date) filter (where f.kind = 'arrived')
        then 'unknown' else 'known' end
    from figures.fact f
    where f.kind in ('arrived', 'left', 'presence_unknown') and f.on_date <= p_on
      and not exists (select from figures.elsewhere(p_on) e where e.pseudonym = f.pseudonym)
    group by f.pseudonym
    having count(*) filter (where f.kind = 'arrived') > count(*) filter (where f.kind = 'left')
$$;

-- Events of a period that are this organisation's. What came with a household that was taken over has happened elsewhere, unless it is of a day on which the
-- person was here already; of who has been handed over nothing counts from that day on. What happened to who was erased has happened.
create or replace function figures.events(p_kinds text[], p_from date, p_until date)
    returns table (no bigint, pseudonym uuid, kind text, on_date date, withheld boolean, attributes jsonb, dimensions jsonb) language sql stable as $$
    with move as (
        select m.pseudonym, m.kind, m.on_date as since, lead(m.on_date, 1, 'infinity') over w as until, row_number() over w = 1 as is_first
        from figures.fact m where m.kind in ('handed_over', 'taken_over') window w as (partition by m.pseudonym order by m.on_date, m.no)
    ), stay as (
        select m.pseudonym, m.since, m.until, m.kind = 'taken_over' as is_here, false as is_before from move m
        union all
        select m.pseudonym, '-infinity', m.since, true, m.kind = 'taken_over' from move m where m.is_first
    )
    select f.no, f.pseudonym, f.kind, f.on_date, f.withheld, f.attributes, f.dimensions
    from figures.fact f
    left join stay s on s.pseudonym = f.pseudonym and s.since <= f.on_date and s.until > f.on_date
    where f.kind = any(p_kinds) and f.on_date >= p_from and f.on_date < p_until
      and s.is_here is distinct from false and not (f.origin = 'taken_over' and s.is_before is not distinct from true)
$$;

-- Of whom something that begins and ends, such as living in a flat, lasted on at least one day of a period: what has begun before its end and had not ended by
-- its first day. Of things with those attributes only. Who was another organisation's all the time is not there.
create or replace function figures.spans(p_begun text, p_ended text, p_from date, p_until date, p_with jsonb)
    returns table (pseudonym uuid, last_begun date) language sql stable as $$
    select f.pseudonym, max(f.on_date) filter (where f.kind = p_begun and f.on_date < p_until)
    from figures.fact f
    where f.kind in (p_begun, p_ended) and f.on_date < p_until and f.attributes @> p_with
      and not (exists (select from figures.elsewhere(p_from) e where e.pseudonym = f.pseudonym)
               and exists (select from figures.elsewhere(p_until - 1) e where e.pseudonym = f.pseudonym))
    group by f.pseudonym
    having count(*) filter (where f.kind = p_begun) > count(*) filter (where f.kind = p_ended and f.on_date <= p_from)
$$;

-- Where the caller wants it so, what was known last of a person on a day.
create or replace function figures.known(p_pseudonym uuid, p_on date) returns table (dimensions jsonb) language sql stable as $$
    select f.dimensions from figures.fact f
    where f.pseudonym = p_pseudonym and f.on_date <= p_on and f.kind not in ('handed_over', 'taken_over', 'erased')
    order by f.on_date desc, f.no desc limit 1
$$;

-- What a code meant on a day, out of figures.codes: before its first day what it meant first.
create or replace function figures.meant(p_codes jsonb, p_list text, p_code text, p_on date) returns text language plpgsql immutable parallel safe as $$
declare
    said constant jsonb := p_codes -> p_list -> p_code;
begin
    if jsonb_typeof(said) is distinct from 'array' then
        return said #>> '{}';
    end if;
    return (select coalesce((array_agg(v -> 1 order by v ->> 0 desc) filter (where v ->> 0 <= to_char(p_on, 'YYYY-MM-DD')))[1],
        (array_agg(v -> 1 order by v ->> 0))[1]) #>> '{}' from jsonb_array_elements(said) v);
end $$;
