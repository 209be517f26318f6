-- Called by the Wall.sql of each slice, which is applied again when this file changes.
--
-- One call puts a table behind both the wall and the trail. Columns decide what it gets:
--   organisation_id            the controller; rows of others do not exist for the caller
--   former_organisation_id, former_access_until   the sender of a handover keeps reading for the grace period; new rows go along (access.goes_along)
--   compartment (with client_id)   restricted: only who access.may_open admits
create or replace procedure access.protect(p_table regclass) language plpgsql as $$
declare
    own text := 'organisation_id = (select access.organisation_id())';
    readable text := own;
begin
    if access.has_column(p_table, 'former_organisation_id') then
        readable := own || ' or (former_organisation_id = (select access.organisation_id()) and former_access_until > (select access.now()))';
        call access.goes_along(p_table);
    end if;
    call access.close(p_table);
    execute format('create policy readable on %s for select using (%s)', p_table, readable);
    execute format('create policy added on %s for insert with check (%s)', p_table, own);
    execute format('create policy changed on %s for update using (%s) with check (%s or organisation_id = (select access.transfer_target()))',
        p_table, own, own);
    execute format('create policy removed on %s for delete using (%s)', p_table, own);
    if access.has_column(p_table, 'compartment') then
        execute format('create policy compartment on %s as restrictive for select
            using (compartment is null or access.may_open(client_id, compartment))', p_table);
    end if;
    call access.trail(p_table);
end $$;

-- Closes a table to everybody, its owner included: policies made after this call open it again. What is not made again is gone.
create or replace procedure access.close(p_table regclass) language plpgsql as $$
declare
    p name;
begin
    execute format('alter table %s enable row level security', p_table);
    execute format('alter table %s force row level security', p_table);
    for p in select polname from pg_policy where polrelid = p_table loop
        execute format('drop policy %I on %s', p, p_table);
    end loop;
    -- A person's rows go by one routine of the owner's, whatever else the table allows: a table that comes later is within its reach.
    execute format('create policy erasure on %s to current_user using ((select access.is_erasing())) with check ((select access.is_erasing()))', p_table);
end $$;

-- A row that is added while a household is on its way to another organisation would stay behind: the move has been over its table already. So whoever
-- adds one holds what it goes with, as the move does (app.transfer_household); where that has gone meanwhile, the command is told to begin once more
-- (Pipeline/TransactionBehavior.cs) and meets what it would meet a minute later. What triggers write follows the row that they stand on.
-- A row goes with its person, else with its case or household, else with the row that it belongs to by its key; or with what its Wall.sql names.
create or replace procedure access.goes_along(p_table regclass, p_columns name[] default null) language plpgsql as $$
declare
    columns name[] := coalesce(p_columns, array(select c from unnest(array['client_id', 'case_id', 'household_id']) c where access.has_column(p_table, c)));
    holders text;
begin
    execute format('drop trigger if exists goes_along on %s', p_table);
    if exists (select from pg_attribute where attrelid = p_table and attname = 'client_id' and attnotnull and 'client_id' = any(columns)) then
        execute format('create trigger goes_along after insert on %s for each row when (pg_trigger_depth() = 0)
            execute function app.goes_with_client()', p_table);
        return;
    end if;
    select string_agg(format('%L, %L', a.attname, f.confrelid::regclass), ', ' order by array_position(columns, a.attname), a.attnum) into holders
    from pg_constraint f join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    where f.conrelid = p_table and f.contype = 'f' and cardinality(f.conkey) = 1 and f.confrelid <> f.conrelid
      and access.has_column(f.confrelid, 'former_organisation_id')
      and (a.attname = any(columns) or p_columns is null and columns = '{}');
    if holders is not null then
        execute format('create trigger goes_along after insert on %s for each row when (pg_trigger_depth() = 0)
            execute function access.goes_with(%s)', p_table, holders);
    end if;
end $$;

-- Of columns and the tables that they refer to, the first that says something is what the row goes with.
create or replace function access.goes_with() returns trigger language plpgsql as $$
declare
    added constant jsonb := to_jsonb(new);
    owner uuid;
begin
    for i in 0 .. tg_nargs - 2 by 2 loop
        continue when added ->> tg_argv[i] is null;
        execute format('select organisation_id from %s where id = $1 for share', tg_argv[i + 1]) into owner using (added ->> tg_argv[i])::uuid;
        if owner is distinct from new.organisation_id and not access.is_erasing() then
            raise exception 'what this row goes with has gone to another organisation' using errcode = 'serialization_failure';
        end if;
        return null;
    end loop;
    return null;
end $$;

-- Puts a table's changes on the audit trail.
create or replace procedure access.trail(p_table regclass) language plpgsql as $$
begin
    execute format('create or replace trigger z_audit_insert after insert on %s referencing new table as added
        for each statement execute function audit.record_change()', p_table);
    execute format('create or replace trigger z_audit_update after update on %s referencing new table as added old table as removed
        for each statement execute function audit.record_change()', p_table);
    execute format('create or replace trigger z_audit_delete after delete on %s referencing old table as removed
        for each statement execute function audit.record_change()', p_table);
end $$;

-- Also asked by app.moving_tables.
create or replace function access.has_column(p_table regclass, p_column name) returns boolean language sql stable
    as $$ select exists (select from pg_attribute where attrelid = p_table and attname = p_column and not attisdropped) $$;
