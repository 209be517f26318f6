-- Keeps what figures count (KeptUnits.sql). Whoever writes to the ledger says whose rows are stale from then on, in the same transaction; until they are made
-- anew those persons are counted by the ledger, so that a figure is exact whenever it is asked.
create or replace function ledger.mark_stale() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into ledger.stale (organisation_id, pseudonym) select distinct c.organisation_id, c.pseudonym from changed c where c.unit = 'client';
    return null;
end $$;

create or replace trigger z_stale_of_insert after insert on ledger.entry referencing new table as changed
    for each statement execute function ledger.mark_stale();
create or replace trigger z_stale_of_update after update on ledger.entry referencing new table as changed
    for each statement execute function ledger.mark_stale();

-- Called by Wall.sql with a number that grows when something else is kept of the same ledger, and whenever codes may mean something else: everybody anew.
create or replace procedure ledger.keep_units(p_meaning integer) language plpgsql as $$
declare
    known constant integer := (select m.version from ledger.meaning m where m.fact_table = 'ledger.unit');
begin
    if known is distinct from p_meaning then
        call ledger.all_stale();
        insert into ledger.meaning as m (fact_table, version) values ('ledger.unit', p_meaning)
            on conflict (fact_table) do update set version = excluded.version;
    end if;
end $$;

-- Those who were erased have no subject any more, and their entries stay.
create or replace procedure ledger.all_stale() language sql as $$
    insert into ledger.stale (organisation_id, pseudonym)
    select s.organisation_id, s.pseudonym from ledger.subject s where s.unit = 'client'
    union all
    select x.organisation_id, p.pseudonym
    from (select distinct e.pseudonym from ledger.entry e where e.reversal_of is null and not e.is_reversed and e.pseudonym is not null
            and not exists (select from ledger.subject s where s.pseudonym = e.pseudonym)) p
    cross join lateral (select e.organisation_id, e.unit from ledger.entry e where e.pseudonym = p.pseudonym limit 1) x
    where x.unit = 'client'
$$;

-- The law of a benefit is in what is kept: where a code that there was gets another one, everybody is looked at once more.
create or replace function ledger.follow_code() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from changed c join app.code o on o.list = c.list and o.code = c.code and o.id <> c.id
            where c.list = 'benefit-regime' and o.attributes -> 'law' is distinct from c.attributes -> 'law') then
        call ledger.all_stale();
    end if;
    return null;
end $$;

create or replace trigger z_stale_units after insert on app.code referencing new table as changed for each statement execute function ledger.follow_code();

-- Makes anew what is kept of some persons of an organisation, one after the other in the whole installation. Answers how many rows had been waiting.
create or replace function ledger.renew_units(p_organisation uuid, p_at_most integer) returns integer language plpgsql
    set jit = off set max_parallel_workers_per_gather = 0 as $$
declare
    taken uuid[];
    mine uuid[];
    codes jsonb;
    told ledger.unit_told[];
begin
    perform pg_advisory_xact_lock(hashtext('ledger.unit'));
    with next as (select distinct x.pseudonym from (
            select s.pseudonym from ledger.stale s where s.organisation_id = p_organisation order by s.no limit p_at_most) x),
        gone as (delete from ledger.stale s using next n where s.pseudonym = n.pseudonym returning s.pseudonym)
    select array_agg(g.pseudonym) into taken from gone g;
    if taken is null then
        return 0;
    end if;
    -- What is read from here on is newer than what was taken: who writes meanwhile waits for the next time.
    mine := array(select distinct p from unnest(taken) p);
    codes := figures.codes();
    delete from ledger.unit u where u.pseudonym = any(mine);
    told := array(
        select t from figures.told_open_case(mine, codes) t union all select t from figures.told_place(mine, codes) t
        union all select t from figures.told_change_to_sgb2(mine, codes) t union all select t from figures.told_allocation(mine, codes) t
        union all select t from figures.told_need(mine, codes) t);
    insert into ledger.setting (organisation_id, content)
        select distinct p_organisation, c.content from unnest(told) u cross join lateral (
            values (u.dimensions - array['team', 'household', 'born']), (u.attributes), (to_jsonb(u.team)), (to_jsonb(u.worker))) c(content)
        where c.content is not null
        on conflict do nothing;
    insert into ledger.unit (kind, from_day, until_day, team, worker, setting, attributes, born, before_day, day_1, day_2, day_3, day_4, withheld,
            organisation_id, pseudonym, household)
        select u.kind, u.from_day, u.until_day, t.id, w.id, s.id, a.id, (u.dimensions ->> 'born')::date, u.before_day, u.day_1, u.day_2, u.day_3, u.day_4,
            u.withheld, p_organisation, u.pseudonym, u.household::uuid
        from unnest(told) u
        left join ledger.setting t on t.organisation_id = p_organisation and md5(t.content::text) = md5(to_jsonb(u.team)::text)
        left join ledger.setting w on w.organisation_id = p_organisation and md5(w.content::text) = md5(to_jsonb(u.worker)::text)
        left join ledger.setting s on s.organisation_id = p_organisation
            and md5(s.content::text) = md5((u.dimensions - array['team', 'household', 'born'])::text)
        left join ledger.setting a on a.organisation_id = p_organisation and md5(a.content::text) = md5(u.attributes::text);
    return cardinality(taken);
end $$;

-- Called by migrate, behind its own transaction: whoever waits, of one organisation after the other.
create or replace function ledger.catch_up_units(p_at_most integer) returns integer language sql as $$
    select coalesce(ledger.renew_units((select s.organisation_id from ledger.stale s order by s.no limit 1), p_at_most), 0)
$$;

-- Called by RenewUnits for the acting organisation.
create or replace function app.renew_units(p_at_most integer) returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if access.organisation_id() is null or not access.is_system() then
        raise exception 'only a recurring command makes units anew' using errcode = '42501';
    end if;
    return ledger.renew_units(access.organisation_id(), p_at_most);
end $$;

revoke execute on function ledger.mark_stale, ledger.follow_code, ledger.renew_units, ledger.catch_up_units, app.renew_units from public;
revoke execute on procedure ledger.keep_units, ledger.all_stale from public;
grant execute on function app.renew_units to casemanagement_app;
