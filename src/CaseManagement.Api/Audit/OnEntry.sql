-- Each entry gets its hash as it is written. When it was recorded says the database's clock, whatever is sent.
create or replace function audit.on_entry() returns trigger language plpgsql as $$
begin
    new.recorded_at := clock_timestamp();
    new.hash := audit.entry_hash(new);
    return new;
end $$;
revoke execute on function audit.on_entry from public;
create or replace trigger a_hash before insert on audit.entry for each row execute function audit.on_entry();

-- Two traces of an entry in its own transaction: a row that waits for the seal, with the entry's hash, and a number in its
-- lane. A lane is a backend's: its transactions follow one another, so that counting without gaps makes nobody wait.
create or replace function audit.on_entries() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    upto bigint;
    n bigint;
begin
    select count(*) into n from added;
    if n > 0 then
        insert into audit.lane as l values (pg_backend_pid(), n)
        on conflict (lane) do update set given = l.given + n returning given into upto;
        insert into audit.unsealed (entry_id, hash, lane, no)
        select id, hash, pg_backend_pid(), upto - n + row_number() over (order by id) from added;
    end if;
    return null;
end $$;
revoke execute on function audit.on_entries from public;
create or replace trigger b_queue after insert on audit.entry referencing new table as added
    for each statement execute function audit.on_entries();
