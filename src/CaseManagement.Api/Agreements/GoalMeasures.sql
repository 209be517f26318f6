-- What is measured of a goal, and how far it has come: by GetAgreement, versions, packages and the ledger alike.

-- A value as the API speaks it: {number} or {level}; numbers in their shortest form, so that 12.5 and 12.50 are agreed as the same.
create or replace function app.measured_value(p_number numeric, p_level text) returns jsonb language sql immutable parallel safe as $$
    select case when p_level is not null then jsonb_build_object('level', p_level) else jsonb_build_object('number', trim_scale(p_number)) end
$$;

-- What is measured of a goal as it stands; null where nothing is.
create or replace function app.measure_of(g app.agreement_goal) returns jsonb language sql stable as $$
    select case when g.measure_unit is not null then jsonb_build_object('what', g.measure_what, 'unit', g.measure_unit,
        'baseline', app.measured_value(g.baseline_number, g.baseline_level), 'target', app.measured_value(g.target_number, g.target_level)) end
$$;

-- The same as a member of what is agreed: none where nothing is measured, so that versions without one have the hash that they always had.
create or replace function app.measure_agreed(g app.agreement_goal) returns jsonb language sql stable as $$
    select case when g.measure_unit is not null then jsonb_build_object('measure', app.measure_of(g)) else '{}' end
$$;

-- Where a value stands on its scale: of a level its rank, so that from one to the next is a step.
create or replace function app.measured_at(p_value jsonb) returns numeric language plpgsql stable as $$
begin
    return (select case when p_value ? 'number' then (p_value ->> 'number')::numeric else (select (c.attributes ->> 'rank')::numeric from app.code c
        where c.list = 'cefr-level' and c.code = p_value ->> 'level' order by c.valid_from desc limit 1) end);
end $$;

-- Which share of the way from baseline to target a value has come: 0 at the baseline, 1 at the target, below 0 where it has become worse.
create or replace function app.way_done(p_measure jsonb, p_value jsonb) returns numeric language plpgsql stable as $$
begin
    return (select (app.measured_at(p_value) - w.since) / nullif(w.until - w.since, 0)
    from (select app.measured_at(p_measure -> 'baseline') as since, app.measured_at(p_measure -> 'target') as until) w);
end $$;

-- The same as a class; the words of GoalAttainment and of the dimension attainment.
create or replace function app.attainment(p_measure jsonb, p_value jsonb) returns text language plpgsql stable as $$
begin
    return (select case when d.share is null then 'not_measured' when d.share < 0 then 'worse' when d.share = 0 then 'none' when d.share < 0.5 then 'under_half'
        when d.share < 1 then 'half_or_more' else 'reached' end
    from (select app.way_done(p_measure, p_value) as share) d);
end $$;

-- The latest that was measured of a goal by a day, in the unit of what is agreed; null where nothing was.
create or replace function app.latest_measured(p_goal uuid, p_unit text, p_on date) returns jsonb language plpgsql stable as $$
begin
    return (select app.measured_value(m.number, m.level) from app.agreement_goal_measurement m
    where m.goal_id = p_goal and m.unit = p_unit and m.measured_on <= p_on and m.voided_at is null order by m.measured_on desc limit 1);
end $$;

-- How a measured goal stood over time, by what was in force: on each day on which something of it began, was measured, was agreed otherwise or ended, the
-- state at the end of that day. It ends with the goal, with the agreement, or when a version measures it no more.
create or replace function app.goal_states(r app.agreement)
    returns table (goal_id uuid, compartment text, on_date date, is_first boolean, is_end boolean, area text, unit text, attainment text)
    language sql stable as $$
    with version as (
        select i.item_id, v.number, (v.in_force_from at time zone 'Europe/Berlin')::date as day, i.content ->> 'area' as area, i.content -> 'measure' as measure
        from app.agreement_version v join app.agreement_version_item i on i.version_id = v.id and i.kind = 'goal'
        where v.agreement_id = r.id and v.in_force_from is not null
    ), span as (
        select g.id, g.compartment, s.since, case when e.day is not null then greatest(s.since, e.day) end as until
        from (select x.item_id, min(x.day) as since, max(x.number) as last from version x where x.measure is not null group by x.item_id) s
        join app.agreement_goal g on g.id = s.item_id and g.agreement_id = r.id
        cross join lateral (select least(g.ended_on, (r.ended_at at time zone 'Europe/Berlin')::date, (
            select min(n.day) from version n where n.item_id = g.id and n.number > s.last)) as day) e
    ), change as (
        select s.id, s.since as day from span s
        union
        select s.id, x.day from span s join version x on x.item_id = s.id where x.measure is not null and (s.until is null or x.day <= s.until)
        union
        select s.id, m.measured_on from span s join app.agreement_goal_measurement m on m.goal_id = s.id
        where m.voided_at is null and m.measured_on >= s.since and (s.until is null or m.measured_on <= s.until)
        union
        select s.id, s.until from span s where s.until is not null
    )
    select s.id, s.compartment, c.day, c.day = s.since, c.day is not distinct from s.until, a.area, a.measure ->> 'unit',
        app.attainment(a.measure, app.latest_measured(s.id, a.measure ->> 'unit', c.day))
    from span s join change c on c.id = s.id
    cross join lateral (select x.area, x.measure from version x where x.item_id = s.id and x.measure is not null and x.day <= c.day
        order by x.number desc limit 1) a
$$;
