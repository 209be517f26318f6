-- Each entry gets its hash as it is written and waits for its seal.
create or replace function audit.on_entry() returns trigger language plpgsql as $$
begin
    new.hash := audit.entry_hash(new);
    return new;
end $$;
revoke execute on function audit.on_entry from public;
create or replace trigger a_hash before insert on audit.entry for each row execute function audit.on_entry();

create or replace function audit.on_entries() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into audit.unsealed select id from added;
    return null;
end $$;
revoke execute on function audit.on_entries from public;
create or replace trigger b_queue after insert on audit.entry referencing new table as added
    for each statement execute function audit.on_entries();
