-- Called by VerifyAudit: findings, none when the trail is whole. Entries still waiting for their seal are compared with what their
-- lanes have given. What the signatures and the heads kept elsewhere say is the program's to compare.
create or replace function audit.verify() returns table (finding text, entry_id bigint, block_no bigint)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    with chained as (
        select b.no, b.before, x.id, x.hash
        from (select *, lag(sealed_at) over (order by no) as before from audit.block) b
        cross join lateral unnest(b.entry_ids, b.entry_hashes) x(id, hash)),
    lanes as (
        select l.given - coalesce(s.given, 0) - count(i.id) as missing,
               (l.mark # coalesce(s.mark, 0)) is distinct from coalesce(bit_xor(hash_record_extended(i, 0)) filter (where i.id is not null), 0) as differs
        from audit.lane l left join audit.lane_sealed s on s.lane = l.lane left join audit.inbox i on i.lane = l.lane
        group by l.lane, l.given, l.mark, s.given, s.mark)
    select 'changed', e.id, c.no
        from audit.sealed e left join chained c on c.id = e.id
        left join audit.sealed_values v on v.entry_id = e.id and v.recorded_at = e.recorded_at
        where e.hash is distinct from audit.entry_hash(e) or (c.id is not null and c.hash is distinct from e.hash)
           or (v.entry_id is not null and audit.kept_hash(v.salt, v.before, v.after, v.reason) is distinct from e.values_hash)
    union all
    select 'removed', c.id, c.no from chained c where not exists (select from audit.sealed e where e.id = c.id)
    union all
    select 'missing', null, b.no from audit.block b where b.missing > 0
    union all
    select 'missing', null, null from lanes where missing > 0
    union all
    select 'changed', null, b.no from audit.block b where b.altered > 0
    union all
    select 'changed', null, null from lanes where differs and missing <= 0
    union all
    select 'inserted', e.id, null from audit.sealed e where not exists (select from chained c where c.id = e.id)
    union all
    -- No transaction of ours lasts an hour: what was recorded so long before the block ahead of its own was sealed came afterwards.
    select 'back-dated', e.id, c.no from chained c join audit.sealed e on e.id = c.id and e.recorded_at < c.before - interval '1 hour'
    union all
    -- Of a month that is kept no longer the hash alone is left: the chain holds it.
    select 'block-changed', null, b.no from audit.block b where b.entry_ids is not null and b.hash is distinct from audit.block_hash(b)
    union all
    select 'chain-broken', null, b.no
        from (select c.*, lag(c.hash, 1, ''::bytea) over (order by c.no) as expected, lag(c.no, 1, 0::bigint) over (order by c.no) as before
              from audit.block c) b
        where b.previous is distinct from b.expected or b.no <> b.before + 1
$$;

revoke execute on function audit.verify from public;
grant execute on function audit.verify to casemanagement_app;
