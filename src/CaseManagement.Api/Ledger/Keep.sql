-- Called by the Wall.sql of each slice that holds facts, after access.protect.
--
-- One call and whatever is written to the table, by whichever path, writes its rows of the ledger in the same transaction. What a row means there says
-- a function beside the slice that is found by the table's name:
--   app.ledger_of_presence(r app.presence) returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text,
--                                                         attributes jsonb, withheld boolean)
-- none, one or several events. unit and unit_id say whose (null: nobody's in particular), attributes what else a figure may ask for: codes and ids of
-- places, offers, teams, never a name or a text. withheld: in a compartment or at a sensitive place; the attributes are left out then.
-- A fact that is written before this call (existing data) is caught up with behind it; all of them where p_meaning, a number that grows when
-- app.ledger_of_… says something else of the same row, is not that of the last time.
create or replace procedure ledger.keep(p_table regclass, p_meaning integer default 1) language plpgsql as $$
declare
    known integer := (select m.version from ledger.meaning m where m.fact_table = ledger.name_of(p_table));
begin
    if ledger.meaning_of(p_table) is null then
        raise exception 'nobody has said what a row of % means in the ledger', p_table;
    end if;
    -- Prepared once in a session, as plpgsql's own statements are: planning it for each fact cost many times what it reads.
    execute format($f$
        create or replace function ledger.told_by_%1$s(p_fact uuid, p_organisation uuid) returns table (unit text, unit_id uuid, kind text, on_date date,
            date_precision text, attributes jsonb, withheld boolean) language plpgsql stable as $b$
        begin
            return query select f.* from %2$s x cross join lateral app.ledger_of_%1$s(x) f where x.id = p_fact and x.organisation_id = p_organisation;
        end $b$;
        revoke execute on function ledger.told_by_%1$s from public$f$, split_part(ledger.name_of(p_table), '.', 2), p_table);
    execute format('drop trigger if exists z_ledger on %s', p_table);
    execute format('create trigger z_ledger after insert or update or delete on %s for each row execute function ledger.keep_fact()', p_table);
    execute format('alter table %s no force row level security', p_table);
    execute format('insert into ledger.catching_up (organisation_id, fact_table, fact_id, origin)
        select x.organisation_id, %2$L, x.id, case when to_jsonb(x) ->> ''former_organisation_id'' is null then ''recorded'' else ''taken_over'' end
        from %1$s x where %3$L or not exists (
            select from ledger.source s where s.fact_id = x.id and s.fact_table = %2$L and s.organisation_id = x.organisation_id)',
        p_table, ledger.name_of(p_table), coalesce(known < p_meaning, false));
    insert into ledger.meaning as m (fact_table, version) values (ledger.name_of(p_table), p_meaning)
        on conflict (fact_table) do update set version = excluded.version where m.version <> excluded.version;
    execute format('alter table %s force row level security', p_table);
end $$;

-- Called after a room has begun to tell one dimension more: those whose rows do not have it are looked at once more. Whoever is erased stays as he is.
create or replace procedure ledger.complete(p_member text) language sql as $$
    insert into ledger.catching_up (organisation_id, fact_table, fact_id, origin)
    select x.organisation_id, 'person', x.unit_id, 'recorded' from ledger.subject x where x.unit = 'client'
        and exists (select from ledger.source s join ledger.entry e on e.no = s.entry_no where s.pseudonym = x.pseudonym and not e.dimensions ? p_member)
$$;

-- Called by migrate, behind its own transaction and each time in one of its own, until nothing is left: tells the ledger of some of the facts that it has to
-- catch up with. Answers how many.
create or replace function ledger.catch_up_facts(p_at_most integer) returns integer language plpgsql as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid;
    actor text := access.setting('actor');
    fact record;
    told integer := 0;
begin
    for fact in
        with mine as (delete from ledger.catching_up w
            where w.no in (select x.no from ledger.catching_up x order by x.no limit p_at_most for update skip locked)
            returning w.organisation_id, w.fact_table, w.fact_id, w.origin)
        select distinct on (m.organisation_id, m.fact_table, m.fact_id) m.* from mine m order by m.organisation_id, m.fact_table, m.fact_id
    loop
        call access.act_as(fact.organisation_id, 'system');
        if fact.fact_table = 'person' then
            call ledger.renew(fact.organisation_id, fact.fact_id);
        elsif ledger.meaning_of(to_regclass(fact.fact_table)) is not null then
            call ledger.settle(fact.fact_table, fact.organisation_id, fact.fact_id, fact.origin);
        end if;
        told := told + 1;
    end loop;
    if told > 0 then
        call access.act_as(organisation, actor);
    end if;
    return told;
end $$;
revoke execute on function ledger.catch_up_facts from public;

-- Called likewise, for tables that dimensions are read from: where such a row changes, the facts of the person are looked at once more. p_by says whose row it
-- is: by the column client_id, or id where the row is the person; else a function that tells it of the row's case_id. p_columns restricts the updates that
-- matter.
create or replace procedure ledger.follow(p_table regclass, p_by text default 'client_id', p_columns text default null) language plpgsql as $$
begin
    execute format('drop trigger if exists z_ledger_follows on %s', p_table);
    execute format('create trigger z_ledger_follows after insert or delete or update %s on %s for each row execute function ledger.follow_row(%L)',
        'of ' || p_columns, p_table, p_by);
end $$;

create or replace function ledger.name_of(p_table regclass) returns text language sql stable
    as $$ select c.relnamespace::regnamespace || '.' || c.relname from pg_class c where c.oid = p_table $$;

create or replace function ledger.meaning_of(p_table regclass) returns regproc language sql stable
    as $$ select to_regproc('app.ledger_of_' || c.relname) from pg_class c where c.oid = p_table $$;

-- A row was written: at commit the ledger says what it says then.
create or replace function ledger.keep_fact() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        new := old;
    end if;
    insert into ledger.waiting (organisation_id, fact_table, fact_id, origin) values (new.organisation_id, tg_table_schema || '.' || tg_table_name, new.id,
        -- The sender's rows stay as they are; the receiver gets rows of its own.
        case when tg_op = 'UPDATE' and old.organisation_id <> new.organisation_id then 'taken_over' else 'recorded' end)
        on conflict (xact, organisation_id, fact_id, fact_table) do update set origin = excluded.origin where excluded.origin = 'taken_over';
    return null;
end $$;

-- A dimension of a person may have changed: at commit all her facts are looked at.
create or replace function ledger.follow_row() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid;
    actor text := access.setting('actor');
    target uuid := access.setting('transfer_target')::uuid;
    client uuid;
begin
    if tg_op = 'DELETE' then
        new := old;
    end if;
    if tg_argv[0] = 'client_id' then
        client := new.client_id;
    elsif tg_argv[0] = 'id' then
        client := new.id;
    else
        call access.act_as(new.organisation_id, 'system');
        execute format('select %s($1)', tg_argv[0]) into client using new.case_id;
        call access.act_as(organisation, actor, target);
    end if;
    insert into ledger.waiting (organisation_id, fact_table, fact_id, origin) select new.organisation_id, 'person', client, 'recorded'
        where client is not null on conflict do nothing;
    return null;
end $$;

-- Fired at commit for each row that waits, when everything that dimensions are made of is written: the first one sees to all that wait in this
-- transaction, each fact once however many rows led to it, and the rest find nothing.
create or replace function ledger.tell() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid;
    actor text := access.setting('actor');
    target uuid := access.setting('transfer_target')::uuid;
    acting uuid;
    fact record;
begin
    for fact in
        with mine as (delete from ledger.waiting w where w.xact = pg_current_xact_id() returning w.organisation_id, w.fact_table, w.fact_id, w.origin)
        select x.organisation_id, x.fact_table, x.fact_id, max(x.origin) as origin
        from (select m.organisation_id, m.fact_table, m.fact_id, m.origin from mine m where m.fact_table <> 'person'
              union all
              select m.organisation_id, s.fact_table, s.fact_id, 'recorded' from mine m
                  join ledger.subject p on p.organisation_id = m.organisation_id and p.unit = 'client' and p.unit_id = m.fact_id
                  join ledger.source s on s.pseudonym = p.pseudonym
              where m.fact_table = 'person' and to_regproc('app.ledger_of_' || split_part(s.fact_table, '.', 2)) is not null) x
        group by x.organisation_id, x.fact_table, x.fact_id order by x.organisation_id, x.fact_table, x.fact_id
    loop
        if acting is distinct from fact.organisation_id then
            call access.act_as(fact.organisation_id, 'system');
            acting := fact.organisation_id;
        end if;
        call ledger.settle(fact.fact_table, fact.organisation_id, fact.fact_id, fact.origin);
    end loop;
    if acting is not null then
        call access.act_as(organisation, actor, target);
    end if;
    return null;
end $$;

drop trigger if exists tell on ledger.waiting;
create constraint trigger tell after insert on ledger.waiting deferrable initially deferred for each row execute function ledger.tell();

-- Called by the Wall.sql of the table of persons: that one of them goes to another organisation is an event on both sides. The sender's rows say no more of
-- the person from that day on, the receiver's only then begin to count.
create or replace procedure ledger.note_moves(p_table regclass) language plpgsql as $$
begin
    execute format('drop trigger if exists z_ledger_moves on %s', p_table);
    execute format('create constraint trigger z_ledger_moves after update of organisation_id on %s deferrable initially deferred
        for each row when (old.organisation_id is distinct from new.organisation_id) execute function ledger.note_move()', p_table);
end $$;

create or replace function ledger.note_move() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid;
    actor text := access.setting('actor');
    target uuid := access.setting('transfer_target')::uuid;
    m record;
    pseudonym_ uuid;
    written bigint;
begin
    call access.act_as(new.organisation_id, 'system');
    for m in select * from (values (old.organisation_id, 'handed_over', new.organisation_id, 'recorded'),
        (new.organisation_id, 'taken_over', old.organisation_id, 'taken_over')) x(organisation_id, kind, other, origin)
    loop
        pseudonym_ := ledger.pseudonym(m.organisation_id, 'client', new.id);
        -- Of who is another organisation's by now, what was known last stays.
        insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
            values (m.organisation_id, 'client', pseudonym_, m.kind, access.today(), 'day', access.now(), m.origin, false,
                jsonb_build_object('organisation', m.other), coalesce(ledger.dimensions(m.organisation_id, 'client', new.id, access.today()),
                    (select x.dimensions from ledger.entry x where x.pseudonym = pseudonym_ and x.on_date <= access.today()
                        and x.reversal_of is null and not x.is_reversed
                        order by x.on_date desc, x.no desc limit 1), '{}'))
            returning no into written;
        insert into ledger.source (entry_no, organisation_id, fact_table, fact_id, pseudonym)
            values (written, m.organisation_id, ledger.name_of(tg_relid::regclass), new.id, pseudonym_);
    end loop;
    call access.act_as(organisation, actor, target);
    return null;
end $$;

-- All facts of a person once more. Within the context of that organisation, as what follows.
create or replace procedure ledger.renew(p_organisation uuid, p_client uuid) language plpgsql as $$
declare
    fact record;
begin
    for fact in select distinct s.fact_table, s.fact_id from ledger.subject x join ledger.source s on s.pseudonym = x.pseudonym
        where x.organisation_id = p_organisation and x.unit = 'client' and x.unit_id = p_client and ledger.meaning_of(s.fact_table::regclass) is not null
        order by s.fact_table, s.fact_id
    loop
        call ledger.settle(fact.fact_table, p_organisation, fact.fact_id, 'recorded');
    end loop;
end $$;

-- Makes the ledger say of one fact what its row says: rows that say otherwise are reversed, missing ones written. Nothing where they agree, so that it
-- may be asked any number of times. One at a time of a person: the other waits and reads what the first has written.
create or replace procedure ledger.settle(p_table text, p_organisation uuid, p_fact uuid, p_origin text) language plpgsql as $$
declare
    told record;
    known ledger.entry[];
    kept bigint[] := '{}';
    missing ledger.entry[] := '{}';
    e ledger.entry;
    same bigint;
    told_contact text;
begin
    perform from ledger.subject x where x.pseudonym in (select s.pseudonym from ledger.source s
            where s.fact_id = p_fact and s.fact_table = p_table and s.organisation_id = p_organisation)
        order by x.pseudonym for update;
    known := array(select x from ledger.source s join ledger.entry x on x.no = s.entry_no
        where s.fact_id = p_fact and s.fact_table = p_table and s.organisation_id = p_organisation order by x.no);
    for told in execute format('select * from ledger.told_by_%s($1, $2)', split_part(p_table, '.', 2)) using p_fact, p_organisation
    loop
        e := null;
        e.organisation_id := p_organisation;
        e.unit := told.unit;
        e.kind := told.kind;
        e.on_date := told.on_date;
        e.date_precision := told.date_precision;
        e.pseudonym := ledger.pseudonym(p_organisation, told.unit, told.unit_id);
        e.withheld := coalesce(told.withheld, false);
        e.attributes := case when e.withheld then '{}' else jsonb_strip_nulls(coalesce(told.attributes, '{}')) end;
        told_contact := coalesce(told_contact, e.attributes ->> 'contact');
        e.dimensions := ledger.dimensions(p_organisation, told.unit, told.unit_id, told.on_date);
        -- Of a person who is another organisation's by now, what was known of him stays.
        e.dimensions := coalesce(e.dimensions, (select x.dimensions from unnest(known) x where x.pseudonym = e.pseudonym limit 1), '{}');
        e.origin := coalesce((select x.origin from unnest(known) x limit 1), p_origin);
        same := (select x.no from unnest(known) x where x.no <> all(kept)
            and (x.unit, x.pseudonym, x.kind, x.on_date, x.date_precision, x.withheld, x.attributes, x.dimensions)
                is not distinct from (e.unit, e.pseudonym, e.kind, e.on_date, e.date_precision, e.withheld, e.attributes, e.dimensions) limit 1);
        if same is null then
            missing := missing || e;
        else
            kept := kept || same;
        end if;
    end loop;
    foreach e in array known loop
        if e.no <> all(kept) then
            call ledger.reverse(e);
        end if;
    end loop;
    foreach e in array missing loop
        insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
            values (e.organisation_id, e.unit, e.pseudonym, e.kind, e.on_date, e.date_precision, access.now(), e.origin, e.withheld, e.attributes, e.dimensions)
            returning no into same;
        insert into ledger.source (entry_no, organisation_id, fact_table, fact_id, pseudonym)
            values (same, p_organisation, p_table, p_fact, e.pseudonym);
    end loop;
    if told_contact is not null then
        call ledger.follow_contact(p_organisation, told_contact);
    end if;
end $$;

-- Takes a row back.
create or replace procedure ledger.reverse(e ledger.entry) language plpgsql as $$
begin
    insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions,
                              reversal_of)
        values (e.organisation_id, e.unit, e.pseudonym, e.kind, e.on_date, e.date_precision, access.now(), e.origin, e.withheld, e.attributes,
                e.dimensions, e.no);
    perform set_config('ledger.routine', 'reverse', true);
    update ledger.entry x set is_reversed = true where x.no = e.no;
    perform set_config('ledger.routine', '', true);
    delete from ledger.source s where s.entry_no = e.no;
end $$;

-- What is told of persons together (`contact`) has a row for each. One of who was erased since has no fact any more and says what the others' say: it is one
-- event, and would be two where theirs is corrected. Whether he was there, and what was known of him, stays; a day that was made coarser stays coarse.
create or replace procedure ledger.follow_contact(p_organisation uuid, p_contact text) language plpgsql as $$
declare
    told ledger.entry;
    left_ ledger.entry;
    e ledger.entry;
begin
    select x.* into told from ledger.entry x join ledger.source s on s.entry_no = x.no
        where x.attributes ? 'contact' and x.attributes ->> 'contact' = p_contact and x.organisation_id = p_organisation
          and x.reversal_of is null and not x.is_reversed
        order by x.no limit 1;
    if not found then
        return;
    end if;
    for left_ in select x.* from ledger.entry x
        where x.attributes ? 'contact' and x.attributes ->> 'contact' = p_contact and x.organisation_id = p_organisation
          and x.reversal_of is null and not x.is_reversed
          and x.pseudonym is not null and not exists (select from ledger.subject s where s.pseudonym = x.pseudonym)
    loop
        e := left_;
        e.on_date := case when left_.dimensions ? 'nationalityGroup' then case
                when date_trunc('month', left_.on_date) = date_trunc('month', told.on_date) then left_.on_date else ledger.coarse_day(told.on_date) end
            else told.on_date end;
        e.attributes := told.attributes || jsonb_build_object('present',
            (left_.attributes ->> 'present')::boolean and (told.attributes ->> 'reached')::boolean);
        if (e.on_date, e.attributes) is distinct from (left_.on_date, left_.attributes) then
            call ledger.reverse(left_);
            insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
                values (e.organisation_id, e.unit, e.pseudonym, e.kind, e.on_date, e.date_precision, access.now(), e.origin, e.withheld, e.attributes,
                    e.dimensions);
        end if;
    end loop;
end $$;

-- The pseudonym of a unit in an organisation, made at random when it is first needed. Locked, see ledger.settle.
create or replace function ledger.pseudonym(p_organisation uuid, p_unit text, p_id uuid) returns uuid language plpgsql as $$
declare
    found_ uuid;
begin
    if p_id is null then
        return null;
    end if;
    -- Nearly always there is one, and an insert in vain costs four times as much as looking.
    select x.pseudonym into found_ from ledger.subject x
        where x.organisation_id = p_organisation and x.unit = p_unit and x.unit_id = p_id for update;
    if found_ is null then
        insert into ledger.subject (organisation_id, unit, unit_id) values (p_organisation, p_unit, p_id) on conflict do nothing;
        select x.pseudonym into strict found_ from ledger.subject x
            where x.organisation_id = p_organisation and x.unit = p_unit and x.unit_id = p_id for update;
    end if;
    return found_;
end $$;

-- What was so of a person on that day, out of whatever rooms know of it: each by a function beside its slice that is found by its name,
-- app.dimensions_of_client(p_client uuid, p_on date) returns jsonb; null where the person is not the acting organisation's. A member "household" is an
-- id and becomes its pseudonym. What is in a compartment is no dimension. Of other units there are none.
create or replace function ledger.dimensions(p_organisation uuid, p_unit text, p_id uuid, p_on date) returns jsonb language plpgsql as $$
declare
    room regproc;
    told jsonb;
    all_ jsonb;
begin
    if p_unit is distinct from 'client' then
        return '{}';
    end if;
    for room in select f.oid::regproc from pg_proc f
        where f.pronamespace = 'app'::regnamespace and f.proname like 'dimensions\_of\_%' order by f.proname
    loop
        execute format('select %s($1, $2)', room) into told using p_id, p_on;
        all_ := coalesce(all_ || told, told, all_);
    end loop;
    return case when all_ ? 'household'
        then jsonb_set(all_, '{household}', to_jsonb(ledger.pseudonym(p_organisation, 'household', (all_ ->> 'household')::uuid))) else all_ end;
end $$;

-- Called by the erasure of a person or another unit, in its transaction and for each organisation that has met it: what is in the ledger stays, and
-- whose it was cannot be told any more, not by goals either, which may be at another organisation. Nothing is reversed by rows that go in the same transaction.
-- Nobody will ever end what still lasted: from this day on the rows say nothing more of the person or household (`erased`), as from a handover on. Told by the
-- day and with nothing of the person: by the instant the record of the erasure would lead here.
create or replace procedure ledger.forget(p_organisation uuid, p_units uuid[]) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform set_config('ledger.routine', 'forget', true);
    with gone as (
        delete from ledger.subject x where x.organisation_id = p_organisation and (x.unit_id = any(p_units) or (x.unit = 'goal' and x.pseudonym in (
            select (e.attributes ->> 'goal')::uuid from ledger.subject s join ledger.entry e on e.pseudonym = s.pseudonym
            where s.organisation_id = p_organisation and s.unit_id = any(p_units) and e.attributes ? 'goal')))
        returning x.unit, x.pseudonym)
    insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
        select p_organisation, g.unit, g.pseudonym, 'erased', access.today(), 'day', access.today()::timestamp at time zone 'Europe/Berlin', 'recorded', false,
            '{}', '{}'
        from gone g where g.unit in ('client', 'household');
    perform set_config('ledger.routine', '', true);
end $$;

-- Granted to nobody: triggers fire without it, and the erasure calls as the owner.
revoke execute on function ledger.name_of, ledger.meaning_of, ledger.keep_fact, ledger.follow_row, ledger.tell, ledger.note_move, ledger.pseudonym,
    ledger.dimensions from public;
revoke execute on procedure ledger.keep, ledger.complete, ledger.follow, ledger.note_moves, ledger.renew, ledger.settle, ledger.reverse,
    ledger.follow_contact, ledger.forget from public;
