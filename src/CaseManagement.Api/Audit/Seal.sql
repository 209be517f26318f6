-- Called by SealAudit every minute and by VerifyAudit: seals what is committed and not yet sealed. One sealer at a time; a second one returns 0 and does nothing.
create or replace function audit.seal(p_most integer default 10000) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    b audit.block;
    n integer;
begin
    if not pg_try_advisory_xact_lock(hashtext('audit.seal')) then
        return 0;
    end if;
    with taken as (
        delete from audit.unsealed where entry_id in (select entry_id from audit.unsealed order by entry_id limit p_most) returning entry_id)
    select array_agg(e.id order by e.id), array_agg(e.hash order by e.id), count(*)
    into b.entry_ids, b.entry_hashes, n
    from taken join audit.entry e on e.id = taken.entry_id;
    if n = 0 then
        return 0;
    end if;
    select no + 1, hash into b.no, b.previous from audit.block order by no desc limit 1;
    b.no := coalesce(b.no, 1);
    b.previous := coalesce(b.previous, ''::bytea);
    b.sealed_at := clock_timestamp();
    b.hash := audit.block_hash(b);
    insert into audit.block values (b.*);
    return n;
end $$;

revoke execute on function audit.seal from public;
grant execute on function audit.seal to casemanagement_app;
