-- What codes mean for definitions: the law of a benefit, the group of a participation, the rank of a level, whether a place is shared, a talk was interpreted,
-- a job is of the first labour market; of a purpose of contacts whether it serves goals or upkeep of plans.
create or replace function figures.meaning(p_list text, p_attributes jsonb) returns jsonb language sql immutable as $$
    select case p_list
        when 'benefit-regime' then to_jsonb(coalesce(p_attributes ->> 'law', ''))
        when 'participation-kind' then to_jsonb(case when p_attributes ? 'care' then 'care' when p_attributes ? 'school' then 'school'
            when p_attributes ? 'course' then 'course' else 'other' end)
        when 'accommodation-kind' then to_jsonb(case p_attributes ->> 'shared' when 'true' then 'shared' else 'own' end)
        when 'employment-kind' then to_jsonb(case p_attributes ->> 'firstLabourMarket' when 'true' then 'first' else 'other' end)
        when 'cefr-level' then p_attributes -> 'rank' when 'interpreter-kind' then p_attributes -> 'interpreted'
        when 'contact-purpose' then p_attributes -> 'serves' end
$$;

-- By list and code. Where a code has meant different things, all of them with their first days, the last first (figures.meant).
create or replace function figures.codes() returns jsonb language sql stable as $$
    select coalesce(jsonb_object_agg(x.list, x.said), '{}') from (
        select v.list, jsonb_object_agg(v.code, case when v.meanings > 1 then v.said else v.said -> 0 -> 1 end) as said from (
            select c.list, c.code, count(distinct coalesce(figures.meaning(c.list, c.attributes), 'null')) as meanings,
                jsonb_agg(jsonb_build_array(to_char(c.valid_from, 'YYYY-MM-DD'), figures.meaning(c.list, c.attributes)) order by c.valid_from desc) as said
            from app.code c
            where c.list in ('benefit-regime', 'participation-kind', 'cefr-level', 'accommodation-kind', 'interpreter-kind', 'contact-purpose')
            group by c.list, c.code) v
        group by v.list) x
$$;

-- Called by GetFigure: cells and how many units stand in each. As the owner, who alone may call what runs as the role of the statistics; within the
-- context of the caller, whose organisation that role's wall compares.
create or replace function figures.count(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb)
    returns table (cell text[], n bigint) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.cell, c.n from figures.cells(p_figure, p_from, p_until, p_by, p_filter, figures.codes()) c
$$;

-- Called by GetFigureAmounts, likewise: how long, or how many minutes, behind the counts of a figure that has an amount.
create or replace function figures.amounts(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb)
    returns table (cell text[], n bigint, told bigint, total bigint, mean numeric, median numeric, p90 numeric, waiting bigint, waiting_mean numeric,
        waiting_median numeric, waiting_p90 numeric, gone bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.* from figures.amounts_of(p_figure, p_from, p_until, p_by, p_filter, figures.codes()) a
$$;

-- Called by ListFigureUnits: a row per counted unit, some of them. No pseudonym leaves: a unit is named by its row, which is there for the acting
-- organisation, and where it is not, or must not be said, by why (erased, handed_over, restricted), or that it is nobody's. key is a digest that differs with
-- each question, for paging alone. Whether the caller may open the person the API asks (ClientAccess).
create or replace function figures.units(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb, p_after uuid, p_limit integer)
    returns table (key uuid, unit text, unit_id uuid, availability text, day date, cell text[], n bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    salt constant bytea := (select s.secret from access.context_secret s)
        || convert_to(concat_ws(E'\x1f', access.organisation_id(), p_figure, p_from, p_until, p_by, p_filter), 'UTF8');
begin
    return query
        with counted as materialized (
            select encode(substring(sha256(salt || convert_to(concat_ws(E'\x1f', c.pseudonym, c.part), 'UTF8')) for 16), 'hex')::uuid as key, c.*
            from figures.counted(p_figure, p_from, p_until, p_by, p_filter, figures.codes()) c
        ), page as (
            select * from counted c where p_after is null or c.key > p_after order by c.key limit p_limit
        )
        select p.key, s.unit, case when not p.withheld and own.id is not null then s.unit_id end,
            case when p.pseudonym is null then 'nobody' when s.unit_id is null then 'erased' when own.id is null then 'handed_over' else 'restricted' end,
            p.day, p.cell,
            (select count(*) from counted)
        from page p
        left join ledger.subject s on s.pseudonym = p.pseudonym and s.organisation_id = access.organisation_id()
        left join lateral (
            select c.id from app.client c where s.unit = 'client' and c.id = s.unit_id and c.organisation_id = access.organisation_id()
            union all
            select h.id from app.household h where s.unit = 'household' and h.id = s.unit_id and h.organisation_id = access.organisation_id()
            union all
            select d.id from app.dwelling d where s.unit = 'dwelling' and d.id = s.unit_id and d.organisation_id = access.organisation_id()
            union all
            select l.id from app.landlord l where s.unit = 'landlord' and l.id = s.unit_id and l.organisation_id = access.organisation_id()) own on true
        order by p.key;
end $$;

revoke execute on function figures.meaning, figures.codes, figures.count, figures.amounts, figures.units from public;
grant execute on function figures.count, figures.amounts, figures.units to casemanagement_app;
