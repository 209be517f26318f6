-- The second trace of what a statement has recorded: its lane's count and mark. A column more would change the mark of what waits: a migration
-- that alters audit.inbox is applied when nothing does (seal-audit, the API stopped). When it was recorded says the database's clock.
create or replace function audit.on_inbox() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into audit.lane as l
    select i.lane, count(*), bit_xor(hash_record_extended(i, 0)) from added i group by i.lane
    on conflict (lane) do update set given = l.given + excluded.given, mark = l.mark # excluded.mark;
    return null;
end $$;
revoke execute on function audit.on_inbox from public;
create or replace trigger b_trace after insert on audit.inbox referencing new table as added
    for each statement execute function audit.on_inbox();

create or replace function audit.date_inbox() returns trigger language plpgsql as $$
begin
    new.recorded_at := clock_timestamp();
    return new;
end $$;
revoke execute on function audit.date_inbox from public;
create or replace trigger a_date before insert on audit.inbox for each row execute function audit.date_inbox();
