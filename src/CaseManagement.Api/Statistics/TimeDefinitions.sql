-- Figures of time: units that began to wait in a period, with how long it took until the first day after the period (`amount`, in days) and whether that was
-- what they waited for (`wait`): ended; waiting (still on that day); gone (they left, were handed over or closed before, or it came to another end).

-- Since when somebody is not waiting here any more, for whatever reason: left, handed over to another organisation, or erased, on a day after p_from; null
-- where not.
create or replace function figures.gone_after(p_pseudonym uuid, p_from date, p_until date) returns date language sql stable as $$
    select min(f.on_date) from figures.fact f
    where f.pseudonym = p_pseudonym and f.kind in ('left', 'handed_over', 'erased') and f.on_date >= p_from and f.on_date < p_until
$$;

-- How a wait has ended by the first day after the period, and how many days it took or takes: of who was gone before, until then.
create or replace function figures.wait_ends(p_ended date, p_gone date, p_until date) returns text language sql immutable parallel safe as $$
    select case when p_ended < p_until and (p_gone is null or p_ended <= p_gone) then 'ended' when p_gone < p_until then 'gone' else 'waiting' end
$$;

create or replace function figures.wait_lasts(p_since date, p_ended date, p_gone date, p_until date) returns integer language sql immutable parallel safe as $$
    select case when p_ended < p_until and (p_gone is null or p_ended <= p_gone) then p_ended when p_gone < p_until then p_gone else p_until end - p_since
$$;

create or replace function figures.wait(p_since date, p_ended date, p_gone date, p_until date) returns jsonb language sql immutable as $$
    select jsonb_build_object('wait', figures.wait_ends(p_ended, p_gone, p_until), 'amount', figures.wait_lasts(p_since, p_ended, p_gone, p_until))
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

