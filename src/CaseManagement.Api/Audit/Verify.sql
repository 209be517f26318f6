-- Called by VerifyAudit: findings, none when the trail is whole. Entries still waiting for their seal are checked against the
-- hash that waits with them. What the signatures and the heads kept elsewhere say is the program's to compare.
create or replace function audit.verify() returns table (finding text, entry_id bigint, block_no bigint)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    with sealed as (
        select b.no, b.before, x.id, x.hash
        from (select *, lag(sealed_at) over (order by no) as before from audit.block) b
        cross join lateral unnest(b.entry_ids, b.entry_hashes) x(id, hash))
    select 'changed', e.id, s.no
        from audit.entry e left join sealed s on s.id = e.id left join audit.unsealed u on u.entry_id = e.id
        where e.hash is distinct from audit.entry_hash(e)
           or (s.id is not null and s.hash is distinct from e.hash) or (u.entry_id is not null and u.hash is distinct from e.hash)
    union all
    select 'removed', s.id, s.no from sealed s where not exists (select from audit.entry e where e.id = s.id)
    union all
    select 'removed', u.entry_id, null from audit.unsealed u where not exists (select from audit.entry e where e.id = u.entry_id)
    union all
    select 'missing', null, b.no from audit.block b where b.missing > 0
    union all
    select 'inserted', e.id, null from audit.entry e
        where not exists (select from sealed s where s.id = e.id) and not exists (select from audit.unsealed u where u.entry_id = e.id)
    union all
    -- No transaction of ours lasts an hour: what was recorded so long before the block ahead of its own was sealed came afterwards.
    select 'back-dated', e.id, s.no from sealed s join audit.entry e on e.id = s.id and e.recorded_at < s.before - interval '1 hour'
    union all
    select 'block-changed', null, b.no from audit.block b where b.hash is distinct from audit.block_hash(b)
    union all
    select 'chain-broken', null, b.no
        from (select c.*, lag(c.hash, 1, ''::bytea) over (order by c.no) as expected, lag(c.no, 1, 0::bigint) over (order by c.no) as before
              from audit.block c) b
        where b.previous is distinct from b.expected or b.no <> b.before + 1
$$;

revoke execute on function audit.verify from public;
grant execute on function audit.verify to casemanagement_app;
