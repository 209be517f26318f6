-- Called by BenefitEntry and below: the regimes that may stand beside one on a day, by the attribute "beside" of either.
create or replace function app.regimes_beside(p_regime text, p_on date) returns text[] language sql stable as $$
    select coalesce(array_agg(distinct x.code), '{}') from (
        select jsonb_array_elements_text(c.attributes -> 'beside') as code from app.code c
        where c.list = 'benefit-regime' and c.code = p_regime and daterange(c.valid_from, c.valid_to, '[)') @> p_on
        union all
        select c.code from app.code c
        where c.list = 'benefit-regime' and c.attributes -> 'beside' ? p_regime and daterange(c.valid_from, c.valid_to, '[)') @> p_on) x
$$;

-- Fired by app.client_benefit at commit: no two on one day that the law does not allow side by side. As the constraint of that name, which holds one regime
-- apart from itself: per controller, of those that everybody in it sees.
create or replace function app.keep_benefits_apart() returns trigger language plpgsql as $$
begin
    if exists (
        select from app.client_benefit n
        join app.client_benefit o on o.client_id = n.client_id and o.organisation_id = n.organisation_id and o.id <> n.id and o.regime <> n.regime
            and daterange(o.from_date, o.until_date, '[)') && daterange(n.from_date, n.until_date, '[)')
        where n.id = new.id and n.compartment is null and o.compartment is null
          and o.regime <> all(app.regimes_beside(n.regime, greatest(n.from_date, o.from_date)))) then
        raise exception 'two benefits that do not go together' using errcode = 'exclusion_violation', constraint = 'client_benefit_no_overlap';
    end if;
    return null;
end $$;

drop trigger if exists keep_benefits_apart on app.client_benefit;
create constraint trigger keep_benefits_apart after insert or update of client_id, regime, from_date, until_date on app.client_benefit
    deferrable initially deferred for each row execute function app.keep_benefits_apart();
