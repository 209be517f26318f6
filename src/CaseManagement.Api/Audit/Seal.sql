-- Called by SealAudit every minute: seals what is committed and not yet sealed. One sealer at a time; a second one returns 0 and
-- does nothing. A block holds what the traces say, not what is left of the entries: whose entry is gone stays in it as a finding,
-- and so does a number that a lane has given and that nothing waits for.
create or replace function audit.seal(p_most integer default 10000) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    b audit.block;
    n integer;
begin
    if not pg_try_advisory_xact_lock(hashtext('audit.seal')) then
        return 0;
    end if;
    -- One snapshot for all of it: a lane's count is that of the rows seen. Rows are taken by lane, so a lane's rest is a rest of its numbers.
    with waiting as (select * from audit.unsealed order by lane, no limit p_most),
    taken as (delete from audit.unsealed u using waiting w where u.lane = w.lane and u.no = w.no returning u.*),
    left_over as (select distinct u.lane from audit.unsealed u where not exists (select from waiting w where w.lane = u.lane and w.no = u.no)),
    lanes as (
        select l.lane, coalesce(s.no, 0) as before, count(w.no) as rows,
               -- Up to where nothing waits any more: the last number given, or the last one taken where some are left over.
               case when l.lane in (select lane from left_over) then coalesce(max(w.no), s.no, 0) else l.given end as upto
        from audit.lane l left join audit.lane_sealed s on s.lane = l.lane left join waiting w on w.lane = l.lane
        group by l.lane, l.given, s.no),
    moved as (
        insert into audit.lane_sealed as s select lane, upto from lanes where upto <> before
        on conflict (lane) do update set no = excluded.no)
    select (select array_agg(entry_id order by entry_id) from taken), (select array_agg(hash order by entry_id) from taken),
           (select count(*) from taken), (select coalesce(sum(greatest(upto - before - rows, 0)), 0) from lanes)
    into b.entry_ids, b.entry_hashes, n, b.missing;
    if n = 0 and b.missing = 0 then
        return 0;
    end if;
    b.entry_ids := coalesce(b.entry_ids, '{}');
    b.entry_hashes := coalesce(b.entry_hashes, '{}');
    select no + 1, hash into b.no, b.previous from audit.block order by no desc limit 1;
    b.no := coalesce(b.no, 1);
    b.previous := coalesce(b.previous, ''::bytea);
    b.sealed_at := clock_timestamp();
    b.hash := audit.block_hash(b);
    insert into audit.block values (b.*);
    return n;
end $$;

-- Called by SealAudit: the signature of a block's head, made by the program with a key that the database does not hold.
create or replace procedure audit.sign(p_block bigint, p_signature bytea)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into audit.head (block_no, signature) values (p_block, p_signature) on conflict do nothing
$$;

revoke execute on function audit.seal from public;
revoke execute on procedure audit.sign from public;
grant execute on function audit.seal to casemanagement_app;
grant execute on procedure audit.sign to casemanagement_app;
