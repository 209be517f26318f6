-- As what somebody's nationalities are told when the single one is not: German; those who move freely (EU and EEA, § 12 FreizügG/EU; Switzerland, agreement of
-- 21 June 1999), whatever else they are; stateless, unresolved; third countries.
create or replace function app.nationality_group(p_nationalities jsonb) returns text language sql immutable parallel safe as $$
    select case
        when p_nationalities ? 'DEU' then 'german'
        when p_nationalities ?| array['AUT', 'BEL', 'BGR', 'CHE', 'CYP', 'CZE', 'DNK', 'ESP', 'EST', 'FIN', 'FRA', 'GRC', 'HRV', 'HUN', 'IRL', 'ISL', 'ITA',
            'LIE', 'LTU', 'LUX', 'LVA', 'MLT', 'NLD', 'NOR', 'POL', 'PRT', 'ROU', 'SVK', 'SVN', 'SWE'] then 'free_movement'
        when p_nationalities is null or p_nationalities in ('[]', '["XXX"]') then 'not_known'
        when p_nationalities = '["XXA"]' then 'stateless'
        else 'third_country' end
$$;

-- A day within its month: the first stays, any other is told as the last.
create or replace function ledger.coarse_day(p_day date) returns date language sql immutable as $$
    select case when extract(day from p_day) = 1 then p_day else (date_trunc('month', p_day) + interval '1 month - 1 day')::date end
$$;
revoke execute on function ledger.coarse_day from public;

-- Called by CoarsenLedger for the acting organisation, up to a day: of whom it has erased the ledger keeps from then on the month, the group of nationalities
-- and no quarter. What happened on the first of a month stays there and all else moves to its last days, in its order, so that what is counted by whole
-- months, or on their first or last day, is counted as before; days between two events are told by the month only. Running it again changes nothing.
-- Answers how many entries became coarser.
create or replace function app.coarsen_ledger(p_before date) returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine constant uuid := access.organisation_id();
    changed integer;
begin
    if mine is null or not access.is_system() then
        raise exception 'only a recurring command makes the ledger coarser' using errcode = '42501';
    end if;
    perform set_config('ledger.routine', 'coarsen', true);
    update ledger.entry e set on_date = c.day, date_precision = case e.date_precision when 'day' then 'month' else e.date_precision end,
        recorded_at = date_trunc('month', e.recorded_at at time zone 'Europe/Berlin') at time zone 'Europe/Berlin',
        dimensions = jsonb_strip_nulls(e.dimensions - array['nationalities', 'countryOfBirth', 'countryOfOrigin', 'quarter'] || jsonb_build_object(
            'nationalityGroup', app.nationality_group(e.dimensions -> 'nationalities'), 'born', date_trunc('month', (e.dimensions ->> 'born')::date)::date)),
        attributes = (select coalesce(jsonb_object_agg(a.key, case when a.value #>> '{}' ~ '^\d{4}-\d{2}-\d{2}$'
                then to_jsonb(ledger.coarse_day((a.value #>> '{}')::date)) else a.value end), '{}')
            from jsonb_each(e.attributes) a where a.key <> 'quarter' and (a.key <> 'nationality' or a.value = '"DEU"'))
    from (
        select f.no, case when f.on_date = f.month then f.month
            else (f.month + interval '1 month')::date - dense_rank() over (partition by f.pseudonym, f.month order by f.on_date desc)::integer end as day
        from (select x.no, x.pseudonym, x.on_date, date_trunc('month', x.on_date)::date as month from ledger.entry x
            where x.organisation_id = mine and x.on_date < date_trunc('month', p_before)::date and x.pseudonym is not null
              and not x.dimensions ? 'nationalityGroup' and not exists (select from ledger.subject s where s.pseudonym = x.pseudonym)) f) c
    where e.no = c.no;
    get diagnostics changed = row_count;
    perform set_config('ledger.routine', '', true);
    return changed;
end $$;
revoke execute on function app.coarsen_ledger from public;
grant execute on function app.coarsen_ledger to casemanagement_app;
