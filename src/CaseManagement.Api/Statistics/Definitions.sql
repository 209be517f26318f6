-- One function for each figure, found by its name (Figures.cs says in words what it counts), but for those that are kept (KeptUnits.sql): one row per counted
-- unit.
--   pseudonym    whose
--   part         which of several units of one person; null where the person is the unit
--   day          of which day the person's dimensions are
--   attributes   dimensions of the unit itself, by their names in figures.dimension
--   withheld     those are not told: in a compartment or at a sensitive place
--   dimensions   the person's, where they are at hand
-- p_from is the key date, or the first day of the period; p_until its first day no longer. p_codes says of codes what they meant (figures.meant).

create or replace function figures.of_allocated(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('municipality', e.attributes -> 'municipality',
        'district', e.attributes -> 'district'), e.withheld,
        e.dimensions
    from figures.events(array['allocated'], p_from, p_until) e order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_arrived(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('arrived_as', e.attributes -> 'as'), e.withheld, e.dimensions
    from figures.events(array['arrived'], p_from, p_until) e order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_present(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select p.pseudonym, null::text, p_from, jsonb_build_object('whereabouts', p.whereabouts), false, null::jsonb from figures.present(p_from) p
$$;

-- Who left twice has left for the last reason.
create or replace function figures.of_departed(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date,
        jsonb_build_object('leave_reason', e.attributes -> 'reason', 'destination', e.attributes -> 'destination'), e.withheld, e.dimensions
    from figures.events(array['left'], p_from, p_until) e order by e.pseudonym, e.on_date desc, e.no desc
$$;

-- To another organisation, or to another team of this one; of both in a period the other organisation is told.
create or replace function figures.of_handed_over(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (f.pseudonym) f.pseudonym, null::text, f.on_date,
        jsonb_build_object('handed_to', case f.kind when 'handed_over' then 'organisation' else 'team' end), false, f.dimensions
    from figures.fact f
    where (f.kind = 'handed_over' or f.kind = 'responsibility_ended' and f.attributes ->> 'how' = 'handed_over')
      and f.on_date >= p_from and f.on_date < p_until
    order by f.pseudonym, f.kind, f.on_date, f.no
$$;

-- From the first day, whether it lasted or not. A change of job is one person.
create or replace function figures.of_found_work(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('employment_kind', e.attributes -> 'kind',
        'labour_market', case e.attributes ->> 'firstLabourMarket' when 'true' then 'first' when 'false' then 'other' end), e.withheld, e.dimensions
    from figures.events(array['job_begun'], p_from, p_until) e order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_found_first_labour_market(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('employment_kind', e.attributes -> 'kind'), false, e.dimensions
    from figures.events(array['job_begun'], p_from, p_until) e
    where e.attributes ->> 'firstLabourMarket' = 'true' order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_participations_begun(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('participation_kind', e.attributes -> 'kind',
        'participation_group', figures.meant(p_codes, 'participation-kind', e.attributes ->> 'kind', e.on_date),
        'school_kind', e.attributes -> 'schoolKind'), e.withheld, e.dimensions
    from figures.events(array['participation_begun'], p_from, p_until) e
$$;

create or replace function figures.of_participations_completed(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('participation_kind', e.attributes -> 'kind',
        'participation_group', figures.meant(p_codes, 'participation-kind', e.attributes ->> 'kind', e.on_date),
        'school_kind', e.attributes -> 'schoolKind'), e.withheld, e.dimensions
    from figures.events(array['participation_completed'], p_from, p_until) e
$$;

create or replace function figures.of_participations_broken_off(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('participation_kind', e.attributes -> 'kind',
        'participation_group', figures.meant(p_codes, 'participation-kind', e.attributes ->> 'kind', e.on_date),
        'school_kind', e.attributes -> 'schoolKind', 'participation_reason', e.attributes -> 'reason'), e.withheld, e.dimensions
    from figures.events(array['participation_broken_off'], p_from, p_until) e
$$;

-- A gain is a level above the highest that was assessed before; the first assessment is none. Of several in a period the highest is told.
create or replace function figures.of_language_levels_gained(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym, e.attributes ->> 'language', e.attributes ->> 'skill') e.pseudonym,
        concat_ws(' ', e.attributes ->> 'language', e.attributes ->> 'skill'), e.on_date,
        jsonb_build_object('level_language', e.attributes -> 'language', 'skill', e.attributes -> 'skill', 'level', e.attributes -> 'level'), false,
        e.dimensions
    from figures.events(array['language_level'], p_from, p_until) e
    where not e.withheld and figures.meant(p_codes, 'cefr-level', e.attributes ->> 'level', e.on_date)::integer > (
        select max(figures.meant(p_codes, 'cefr-level', f.attributes ->> 'level', f.on_date)::integer) from figures.fact f
        where f.pseudonym = e.pseudonym and f.kind = 'language_level' and f.on_date < e.on_date
          and f.attributes ->> 'language' = e.attributes ->> 'language' and f.attributes ->> 'skill' = e.attributes ->> 'skill')
    order by e.pseudonym, e.attributes ->> 'language', e.attributes ->> 'skill',
        figures.meant(p_codes, 'cefr-level', e.attributes ->> 'level', e.on_date)::integer desc, e.on_date, e.no
$$;

-- Found in the period, and let whenever that was: until then it counts for nobody.
create or replace function figures.of_flats_found(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select f.pseudonym, null::text, f.on_date, jsonb_build_object('found_by', f.attributes -> 'foundBy'), f.withheld,
        jsonb_build_object('quarter', f.attributes -> 'quarter')
    from figures.fact f where f.kind = 'dwelling_found' and f.on_date >= p_from and f.on_date < p_until
      and exists (select from figures.fact l where l.pseudonym = f.pseudonym and l.kind = 'dwelling_let')
$$;

create or replace function figures.of_lived_in_flats(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select s.pseudonym, null::text, greatest(s.last_begun, p_from), '{}'::jsonb, false, null::jsonb
    from figures.spans('occupancy_begun', 'occupancy_ended', p_from, p_until, '{}') s
$$;

create or replace function figures.of_lived_in_town_flats(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select s.pseudonym, null::text, greatest(s.last_begun, p_from), '{}'::jsonb, false, null::jsonb
    from figures.spans('occupancy_begun', 'occupancy_ended', p_from, p_until, '{"foundBy": "town-on-general-market"}') s
$$;

-- Nobody lives in two on one day.
create or replace function figures.of_living_in_flats(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select f.pseudonym, null::text, p_from, jsonb_build_object('found_by', f.attributes ->> 'foundBy'), f.withheld, null::jsonb
    from figures.fact f where f.kind in ('occupancy_begun', 'occupancy_ended') and f.on_date <= p_from
      and not exists (select from figures.elsewhere(p_from) e where e.pseudonym = f.pseudonym)
    group by f.pseudonym, f.attributes ->> 'foundBy', f.withheld
    having count(*) filter (where f.kind = 'occupancy_begun') > count(*) filter (where f.kind = 'occupancy_ended')
$$;

create or replace function figures.of_shared_to_flat(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('found_by', e.attributes -> 'foundBy'), e.withheld, e.dimensions
    from figures.events(array['occupancy_begun'], p_from, p_until) e
    where (
        select figures.meant(p_codes, 'accommodation-kind', f.attributes ->> 'kind', f.on_date) from figures.fact f
        where f.pseudonym = e.pseudonym and f.kind in ('accommodation_begun', 'accommodation_known') and f.on_date < e.on_date
        order by f.on_date desc, f.no desc limit 1) = 'shared'
    order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_landlords_letting_directly(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select s.pseudonym, null::text, greatest(s.last_begun, p_from), '{}'::jsonb, false, '{}'::jsonb
    from figures.spans('landlord_let', 'landlord_let_ended', p_from, p_until, '{"holder": "household"}') s
$$;

create or replace function figures.of_households_renting(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select s.pseudonym, null::text, greatest(s.last_begun, p_from), '{}'::jsonb, false, '{}'::jsonb
    from figures.spans('lease_begun', 'lease_ended', p_from, p_until, '{}') s
$$;
