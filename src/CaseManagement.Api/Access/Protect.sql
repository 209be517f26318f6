-- Called by the Wall.sql of each slice, which is applied again when this file changes.
--
-- One call puts a table behind both the wall and the trail. Columns decide what it gets:
--   organisation_id            the controller; rows of others do not exist for the caller
--   former_organisation_id, former_access_until   the sender of a handover keeps reading for the grace period
--   compartment (with client_id)   restricted: only who access.may_open admits
create or replace procedure access.protect(p_table regclass) language plpgsql as $$
declare
    own text := 'organisation_id = (select access.organisation_id())';
    readable text := own;
begin
    if access.has_column(p_table, 'former_organisation_id') then
        readable := own || ' or (former_organisation_id = (select access.organisation_id()) and former_access_until > (select access.now()))';
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
