-- How a dimension is read off a unit u (Definitions.sql) and what is known of its person, k. Its names are those of FigureDimension. Several nationalities or
-- benefits are one value, joined by dots in the order of the codes, so that each unit stands in exactly one cell. Null: not known. `district`, who has
-- allocated, is no dimension of a figure: the gate asks by it what a district knows itself (PublicationTables.cs).
create or replace function figures.dimension(p_name text) returns text language sql immutable as $$
    select case
        when p_name = 'team' then 'coalesce(u.attributes ->> ''team'', k.dimensions ->> ''team'')'
        when p_name in ('worker', 'counselled', 'municipality', 'arrived_as', 'leave_reason', 'destination', 'whereabouts', 'handed_to', 'employment_kind',
                'labour_market', 'participation_kind', 'participation_group', 'participation_reason', 'school_kind', 'level_language', 'skill', 'level',
                'found_by', 'contact_kind', 'contact_outcome', 'contact_reached', 'talk_language', 'interpreting', 'contact_purpose',
                'about_goals', 'about_upkeep', 'work_kind', 'need_area', 'urgency', 'gap', 'with_goal', 'with_referral', 'with_outcome', 'goal_result',
                'on_time', 'attainment', 'measure_unit', 'referral_result', 'declined_by', 'lasting', 'wait')
            then format('case when u.withheld then ''withheld'' else u.attributes ->> %L end', p_name)
        when p_name = 'district' then 'u.attributes ->> ''district'''
        when p_name = 'age_band' then 'app.age_band((k.dimensions ->> ''born'')::date, u.day)'
        when p_name in ('nationality', 'benefit')
            then format('nullif(replace(translate((k.dimensions -> %L)::text, ''[]" '', ''''), '','', ''.''), '''')',
                case p_name when 'nationality' then 'nationalities' else 'benefits' end)
        -- Coarsened, the group is all there is (Ledger/Coarsen.sql).
        when p_name = 'nationality_group'
            then 'nullif(coalesce(k.dimensions ->> ''nationalityGroup'', app.nationality_group(k.dimensions -> ''nationalities'')), ''not_known'')'
        when p_name in ('sex', 'language', 'phase', 'programme', 'complexity', 'quarter') then format('k.dimensions ->> %L', p_name)
        when p_name in ('residence_status', 'family_status', 'country_of_origin', 'accommodation_kind') then format('k.dimensions ->> %L',
            case p_name when 'residence_status' then 'residenceStatus' when 'family_status' then 'familyStatus' when 'country_of_origin' then 'countryOfOrigin'
                else 'accommodationKind' end)
    end
$$;

-- What somebody may ask for at all: a figure that there is, told apart and narrowed down by dimensions that there are.
create or replace function figures.check_question(p_figure text, p_dimensions text[]) returns void language plpgsql stable as $$
begin
    if not exists (select from figures.kept(p_figure)) and not exists (
            select from pg_proc f where f.pronamespace = 'figures'::regnamespace and f.proname = 'of_' || p_figure)
        or exists (select from unnest(p_dimensions) d where figures.dimension(d) is null) then
        raise exception 'nobody has said what that counts' using errcode = '22023';
    end if;
end $$;

-- The cell in which a unit u stands, in the order of p_by; and which units p_filter wants (dimension: value of a cell, null for what is not known).
create or replace function figures.cell(p_by text[]) returns text language sql stable as $$
    select format('array[%s]::text[]', (select string_agg(figures.dimension(b), ', ' order by n) from unnest(p_by) with ordinality x(b, n)))
$$;

create or replace function figures.condition(p_filter jsonb) returns text language sql stable as $$
    select coalesce((select string_agg(format('%s is not distinct from %L', figures.dimension(f.key), f.value), ' and ') from jsonb_each_text(p_filter) f),
        'true')
$$;

-- The statement of a figure: its units, each with its cell. $1, $2, $3 are the parameters of its definition.
create or replace function figures.statement(p_figure text, p_by text[], p_filter jsonb) returns text language plpgsql stable as $$
declare
    cell constant text := figures.cell(p_by);
    condition constant text := figures.condition(p_filter);
begin
    perform figures.check_question(p_figure, p_by || array(select jsonb_object_keys(p_filter)));
    -- offset 0: a unit, and what is known of its person, is found once, not once for each dimension that reads it.
    return format('select u.pseudonym, u.part, u.day, u.withheld, u.attributes, %s as cell from (%s offset 0) u%s where %s', cell,
        coalesce(figures.kept_units(p_figure), format('select * from figures.%I($1, $2, $3)', 'of_' || p_figure)),
        case when strpos(cell || condition, 'k.dimensions') > 0 then '
        cross join lateral (select coalesce(u.dimensions, (select x.dimensions from figures.known(u.pseudonym, u.day) x)) as dimensions offset 0) k' end,
        condition);
end $$;

-- The same for who only wants to know how many, n in each cell; with p_besides, what else is read of the units' attributes.
create or replace function figures.counts(p_figure text, p_by text[], p_filter jsonb, p_besides text[] default '{}') returns text
    language plpgsql stable as $$
declare
    asked constant text[] := p_by || array(select jsonb_object_keys(p_filter));
begin
    perform figures.check_question(p_figure, asked);
    return coalesce(
        format('select %s as cell, u.attributes, u.n from (', figures.cell(p_by)) || figures.kept_counts(p_figure, asked || p_besides, p_filter)
            || format(') u cross join lateral (select u.dimensions) k where %s', figures.condition(p_filter)),
        format('select u.cell, u.attributes, 1 as n from (%s) u', figures.statement(p_figure, p_by, p_filter)));
end $$;

-- As the role of the statistics, who reads the ledger of the acting organisation and nothing else. Alone: on two cores starting others took longer than they
-- saved. A page out of order at its usual price, not at the API's: there are hundreds of thousands of them, and a connection pays for its first sight of each.
-- Called by what follows, not by the API's login.
create or replace function figures.cells(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb, p_codes jsonb)
    returns table (cell text[], n bigint) language plpgsql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '64MB'
    set max_parallel_workers_per_gather = 0 set random_page_cost = 4 as $$
begin
    return query execute format('select x.cell, sum(x.n)::bigint from (%s) x group by x.cell having sum(x.n) > 0', figures.counts(p_figure, p_by, p_filter))
        using p_from, p_until, p_codes;
end $$;

create or replace function figures.counted(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb, p_codes jsonb)
    returns table (pseudonym uuid, part text, day date, withheld boolean, cell text[])
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query execute format('select x.pseudonym, x.part, x.day, x.withheld, x.cell from (%s) x', figures.statement(p_figure, p_by, p_filter))
        using p_from, p_until, p_codes;
end $$;

-- What lies behind counts that have an amount (days, minutes): of those whose wait has ended, or that do not wait at all, and of those who wait, apart.
create or replace function figures.amounts_of(p_figure text, p_from date, p_until date, p_by text[], p_filter jsonb, p_codes jsonb)
    returns table (cell text[], n bigint, told bigint, total bigint, mean numeric, median numeric, p90 numeric, waiting bigint, waiting_mean numeric,
        waiting_median numeric, waiting_p90 numeric, gone bigint)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '64MB' set max_parallel_workers_per_gather = 0
    set random_page_cost = 4 as $$
begin
    return query execute format('
        with units as (
            select s.cell, s.amount, s.wait from (
                select x.cell, (x.attributes ->> ''amount'')::integer as amount, coalesce(x.attributes ->> ''wait'', ''ended'') as wait, sum(x.n)::bigint as n
                from (%s) x group by 1, 2, 3) s cross join lateral generate_series(1, s.n)
        )
        select u.cell, count(*), count(u.amount) filter (where u.wait = ''ended''), sum(u.amount) filter (where u.wait = ''ended''),
            avg(u.amount) filter (where u.wait = ''ended''),
            (percentile_cont(0.5) within group (order by u.amount) filter (where u.wait = ''ended''))::numeric,
            (percentile_cont(0.9) within group (order by u.amount) filter (where u.wait = ''ended''))::numeric,
            count(*) filter (where u.wait = ''waiting''), avg(u.amount) filter (where u.wait = ''waiting''),
            (percentile_cont(0.5) within group (order by u.amount) filter (where u.wait = ''waiting''))::numeric,
            (percentile_cont(0.9) within group (order by u.amount) filter (where u.wait = ''waiting''))::numeric,
            count(*) filter (where u.wait = ''gone'')
        from units u group by u.cell',
        figures.counts(p_figure, p_by, p_filter, array['amount', 'wait'])) using p_from, p_until, p_codes;
end $$;

revoke execute on function figures.dimension, figures.check_question, figures.cell, figures.condition, figures.statement, figures.counts, figures.cells,
    figures.counted, figures.amounts_of from public;
grant execute on function figures.dimension, figures.check_question, figures.cell, figures.condition, figures.statement, figures.counts
    to casemanagement_statistics;
alter function figures.cells owner to casemanagement_statistics;
alter function figures.amounts_of owner to casemanagement_statistics;
alter function figures.counted owner to casemanagement_statistics;
