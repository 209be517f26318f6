-- Agreements, goals, referrals; what became of needs is kept (KeptUnits.sql).
create or replace function figures.of_agreements_made(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, '{}'::jsonb, false, e.dimensions
    from figures.events(array['agreement_made'], p_from, p_until) e order by e.pseudonym, e.on_date, e.no
$$;

create or replace function figures.of_goals_set(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('need_area', e.attributes -> 'area'), e.withheld, e.dimensions
    from figures.events(array['goal_set'], p_from, p_until) e
$$;

create or replace function figures.of_goals_ended(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('need_area', e.attributes -> 'area', 'goal_result', e.attributes -> 'result',
        'on_time', case when (e.attributes ->> 'dueOn')::date >= e.on_date then 'yes' when e.attributes ? 'dueOn' then 'no' end), e.withheld, e.dimensions
    from figures.events(array['goal_ended'], p_from, p_until) e
$$;

create or replace function figures.of_goals_reviewed(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('need_area', e.attributes -> 'area',
        'on_time', case when (e.attributes ->> 'reviewedOn')::date <= (e.attributes ->> 'dueOn')::date then 'yes'
            when e.attributes ? 'reviewedOn' then 'no' end),
        e.withheld, e.dimensions
    from figures.events(array['goal_review'], p_from, p_until) e
$$;

-- Goals that are measured, each as it stood last before the end of the period; those that had ended before its beginning are not there. What is withheld does
-- not say which goal it is: of a person as many as had begun and not ended.
create or replace function figures.of_goals_measured(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    with state as (
        select f.no, f.pseudonym, f.kind, f.on_date, f.withheld, f.attributes from figures.fact f
        where f.kind in ('goal_measured', 'goal_measured_ended') and f.on_date < p_until
          and not (exists (select from figures.elsewhere(p_from) e where e.pseudonym = f.pseudonym)
                   and exists (select from figures.elsewhere(p_until - 1) e where e.pseudonym = f.pseudonym))
    ), last as (
        select distinct on (s.attributes ->> 'goal') s.* from state s where not s.withheld order by s.attributes ->> 'goal', s.on_date desc, s.no desc
    ), closed as (
        select s.pseudonym, s.kind, s.on_date, s.no, row_number() over (partition by s.pseudonym, s.kind order by s.on_date desc, s.no desc) as place,
            sum(case when s.kind = 'goal_measured' then 1 when s.on_date < p_from then -1 else 0 end) over (partition by s.pseudonym) as n
        from state s where s.withheld
    )
    select l.pseudonym, l.attributes ->> 'goal', greatest(l.on_date, p_from), jsonb_build_object('need_area', l.attributes -> 'area',
        'measure_unit', l.attributes -> 'unit', 'attainment', l.attributes -> 'attainment'), false, null::jsonb
    from last l where l.kind = 'goal_measured' or l.on_date >= p_from
    union all
    select c.pseudonym, c.place::text, greatest(c.on_date, p_from), '{}', true, null
    from closed c where c.kind = 'goal_measured' and c.place <= c.n
$$;

create or replace function figures.of_referrals_sent(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('need_area', e.attributes -> 'area'), e.withheld, e.dimensions
    from figures.events(array['referral_sent'], p_from, p_until) e
$$;

create or replace function figures.of_referrals_ended(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('need_area', e.attributes -> 'area', 'referral_result', e.attributes -> 'status',
        'declined_by', e.attributes -> 'declinedBy'), e.withheld, e.dimensions
    from figures.events(array['referral_ended'], p_from, p_until) e
$$;

create or replace function figures.of_gaps(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select null::uuid, f.no::text, f.on_date, jsonb_build_object('need_area', f.attributes -> 'area', 'talk_language', f.attributes -> 'language'), false,
        '{}'::jsonb
    from figures.fact f where f.kind = 'service_gap' and f.on_date >= p_from and f.on_date < p_until
$$;

-- Who had a job that ended in the period, and none at the end of the day of the last such end.
create or replace function figures.of_work_lost(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('employment_kind', e.attributes -> 'kind',
        'labour_market', case e.attributes ->> 'firstLabourMarket' when 'true' then 'first' when 'false' then 'other' end), e.withheld, e.dimensions
    from figures.events(array['job_ended'], p_from, p_until) e
    where (select count(*) filter (where f.kind = 'job_begun') <= count(*) filter (where f.kind = 'job_ended') from figures.fact f
        where f.pseudonym = e.pseudonym and f.kind in ('job_begun', 'job_ended') and f.on_date <= e.on_date)
    order by e.pseudonym, e.on_date desc, e.no desc
$$;

-- Since when, of those who live on their own income on the day; in whole months.
create or replace function figures.of_independent(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select h.pseudonym, null::text, p_from, jsonb_build_object('lasting', figures.lasting(h.since, p_from)), false, null::jsonb
    from (
        select f.pseudonym, max(f.on_date) filter (where f.kind <> 'benefit_ended' and f.attributes ->> 'regime' = 'none') as since
        from figures.fact f
        where f.kind in ('benefit_begun', 'benefit_known', 'benefit_ended') and f.on_date <= p_from and not f.withheld
          and f.attributes ->> 'regime' not in ('applied', 'unknown')
        group by f.pseudonym
        having count(*) filter (where f.kind <> 'benefit_ended' and f.attributes ->> 'regime' = 'none')
                 > count(*) filter (where f.kind = 'benefit_ended' and f.attributes ->> 'regime' = 'none')
           and count(*) filter (where f.kind <> 'benefit_ended' and f.attributes ->> 'regime' <> 'none')
                 <= count(*) filter (where f.kind = 'benefit_ended' and f.attributes ->> 'regime' <> 'none')) h
    where exists (select from figures.present(p_from) p where p.pseudonym = h.pseudonym)
$$;

-- Present and in work on the day, however many jobs; since the first day of the chain of jobs without a day between them.
create or replace function figures.of_in_work(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    with changes as (
        select f.pseudonym, f.on_date, sum(case f.kind when 'job_begun' then 1 else -1 end) as n
        from figures.fact f where f.kind in ('job_begun', 'job_ended') and f.on_date <= p_from group by 1, 2
    ), running as (
        select c.pseudonym, c.on_date, sum(c.n) over (partition by c.pseudonym order by c.on_date) as jobs from changes c
    ), chained as (
        select r.pseudonym, r.on_date, r.jobs, lag(r.jobs) over (partition by r.pseudonym order by r.on_date) as before,
            row_number() over (partition by r.pseudonym order by r.on_date desc) as latest from running r
    )
    select c.pseudonym, null::text, p_from, jsonb_build_object('lasting', figures.lasting((
            select max(b.on_date) from chained b where b.pseudonym = c.pseudonym and b.jobs > 0 and coalesce(b.before, 0) <= 0), p_from)), false, null::jsonb
    from chained c where c.latest = 1 and c.jobs > 0 and exists (select from figures.present(p_from) p where p.pseudonym = c.pseudonym)
$$;

create or replace function figures.lasting(p_since date, p_on date) returns text language sql immutable as $$
    select b.name from (values (0, 3, '00-02'), (3, 6, '03-05'), (6, 12, '06-11'), (12, 24, '12-23'), (24, 100000, '24+')) b(since, until, name)
    cross join lateral (select extract(year from age(p_on, p_since)) * 12 + extract(month from age(p_on, p_since)) as months) m
    where m.months >= b.since and m.months < b.until
$$;
