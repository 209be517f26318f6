-- Figures of time: units that began to wait in a period, with how long it took until the first day after the period (`amount`, in days) and whether that was
-- what they waited for (`wait`): ended; waiting (still on that day); gone (they left, were handed over or closed before, or it came to another end).

-- Since when somebody is not waiting here any more, for whatever reason: left, or handed over to another organisation, on a day after p_from; null where not.
create or replace function figures.gone_after(p_pseudonym uuid, p_from date, p_until date) returns date language sql stable as $$
    select min(f.on_date) from figures.fact f
    where f.pseudonym = p_pseudonym and f.kind in ('left', 'handed_over') and f.on_date >= p_from and f.on_date < p_until
$$;

-- One row of the attributes by which all of them are told.
create or replace function figures.wait(p_since date, p_ended date, p_gone date, p_until date) returns jsonb language sql immutable as $$
    select jsonb_build_object(
        'wait', case when p_ended < p_until and (p_gone is null or p_ended <= p_gone) then 'ended' when p_gone < p_until then 'gone' else 'waiting' end,
        'amount', case when p_ended < p_until and (p_gone is null or p_ended <= p_gone) then p_ended - p_since when p_gone < p_until then p_gone - p_since
            else p_until - p_since end)
$$;

create or replace function figures.of_allocation_to_first_contact(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select a.pseudonym, null::text, a.day, figures.wait(a.day, (
            select min(f.on_date) from figures.fact f
            where f.pseudonym = a.pseudonym and f.kind = 'contact' and f.attributes ->> 'present' = 'true' and f.on_date >= a.day),
        figures.gone_after(a.pseudonym, a.day, p_until), p_until), a.withheld, a.dimensions
    from figures.of_allocated(p_from, p_until, p_codes) a
$$;

-- Who came to a team by a handover, from another organisation or another team; of several times the first.
create or replace function figures.of_acceptance_to_first_offer(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select distinct on (e.pseudonym) e.pseudonym, null::text, e.on_date, jsonb_build_object('team', e.attributes -> 'team') || figures.wait(e.on_date, (
            select min(f.on_date) from figures.fact f where f.pseudonym = e.pseudonym and f.kind = 'referral_sent' and f.on_date >= e.on_date),
        figures.gone_after(e.pseudonym, e.on_date, p_until), p_until), e.withheld, e.dimensions
    from figures.fact e where e.kind = 'handover_accepted' and e.on_date >= p_from and e.on_date < p_until
    order by e.pseudonym, e.on_date, e.no
$$;

-- By the day of the acceptance, at who has accepted: nobody waits in it.
create or replace function figures.of_submission_to_acceptance(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('team', e.attributes -> 'team', 'wait', 'ended',
        'amount', e.on_date - (e.attributes ->> 'submittedOn')::date), e.withheld, e.dimensions
    from figures.fact e where e.kind = 'handover_accepted' and e.on_date >= p_from and e.on_date < p_until
$$;

-- Answered is what was accepted or rejected; withdrawn or expired before, it is gone. How long one took that is withheld is not told.
create or replace function figures.of_referral_to_answer(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('need_area', e.attributes -> 'area') || case when e.withheld then '{}' else
        figures.wait(e.on_date, (e.attributes ->> 'answeredOn')::date, (e.attributes ->> 'endedOn')::date, p_until) end, e.withheld, e.dimensions
    from figures.events(array['referral_sent'], p_from, p_until) e
$$;

-- An outcome is what was completed or failed; rejected, withdrawn, returned or expired, it is gone.
create or replace function figures.of_referral_to_outcome(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    select e.pseudonym, e.no::text, e.on_date, jsonb_build_object('need_area', e.attributes -> 'area') || case when e.withheld then '{}' else
        figures.wait(e.on_date, case when e.attributes ->> 'status' in ('completed', 'failed') then (e.attributes ->> 'endedOn')::date end,
            case when e.attributes ->> 'status' not in ('completed', 'failed') then (e.attributes ->> 'endedOn')::date end, p_until) end,
        e.withheld, e.dimensions
    from figures.events(array['referral_sent'], p_from, p_until) e
$$;

create or replace function figures.of_need_to_offer(p_from date, p_until date, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, attributes jsonb, withheld boolean, dimensions jsonb) language sql stable as $$
    with need as materialized (
        select row_number() over () as no, n.* from figures.of_needs_found(p_from, p_until, p_codes) n
    ), offer as (
        select n.no, min(f.on_date) as day from need n
        join figures.fact f on f.pseudonym = n.pseudonym and f.attributes ->> 'area' = n.attributes ->> 'need_area' and f.on_date >= n.day
        where f.kind = 'referral_sent' and f.on_date >= p_from group by n.no
    ), gone as (
        select n.no, min(f.on_date) as day from need n join figures.fact f on f.pseudonym = n.pseudonym and f.on_date >= n.day
        where f.kind in ('left', 'handed_over') and f.on_date >= p_from and f.on_date < p_until group by n.no
    )
    select n.pseudonym, n.part, n.day, jsonb_build_object('need_area', n.attributes -> 'need_area', 'urgency', n.attributes -> 'urgency')
        || case when n.withheld then '{}' else figures.wait(n.day, o.day, g.day, p_until) end, n.withheld, n.dimensions
    from need n left join offer o on o.no = n.no left join gone g on g.no = n.no
$$;
