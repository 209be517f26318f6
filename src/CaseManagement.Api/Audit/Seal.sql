-- Called by SealAudit every minute: files what is committed and not yet sealed, oldest first, and chains it into a block. One sealer at
-- a time; a second one returns 0 and does nothing. What a lane has given and what is there are compared first: what is missing or
-- not as it was given stays in the block as a finding.
create or replace function audit.seal(p_most integer default 10000) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    b audit.block;
    n integer;
begin
    if not pg_try_advisory_xact_lock(hashtext('audit.seal')) then
        return 0;
    end if;
    select date_trunc('month', min(recorded_at) at time zone 'UTC') into b.month from audit.inbox;
    b.month := coalesce(b.month, date_trunc('month', clock_timestamp() at time zone 'UTC'));
    call audit.keep_month(b.month);
    perform set_config('audit.routine', 'seal', true);
    -- One snapshot for all of it: a lane's count and mark are those of the rows seen.
    with there as (select i.*, hash_record_extended(i, 0) as fingerprint from audit.inbox i),
    waiting as (
        select id from there where recorded_at < (b.month + interval '1 month') at time zone 'UTC' order by id limit p_most),
    taken as (delete from audit.inbox i using waiting w where i.id = w.id returning i.*),
    lanes as (
        select l.lane, l.given - coalesce(s.given, 0) - count(t.id) as missing,
               (l.mark # coalesce(s.mark, 0)) is distinct from coalesce(bit_xor(t.fingerprint), 0) as differs,
               l.given - count(t.id) filter (where w.id is null) as given,
               l.mark # coalesce(bit_xor(t.fingerprint) filter (where w.id is null), 0) as mark
        from audit.lane l left join audit.lane_sealed s on s.lane = l.lane
        left join there t on t.lane = l.lane left join waiting w on w.id = t.id
        group by l.lane, l.given, l.mark, s.given, s.mark),
    moved as (
        insert into audit.lane_sealed as s select lane, given, mark from lanes
        on conflict (lane) do update set given = excluded.given, mark = excluded.mark
        where (s.given, s.mark) is distinct from (excluded.given, excluded.mark)),
    salted as materialized (
        select t.*, case when t.kind = 'change' or (t.kind = 'read' and t.reason is not null) then uuid_send(gen_random_uuid()) end as salt from taken t),
    -- A reason in words may hold content: it is filed with the values. Those of refusals, sign-ins and events are codes.
    kept as (
        insert into audit.sealed_values (entry_id, recorded_at, salt, before, after, reason)
        select id, recorded_at, salt, before, after, reason from salted where salt is not null),
    filed as (
        insert into audit.sealed
        select (x).*
        from (select row(id, at, recorded_at, organisation_id, kind, action, case when salt is null then reason end, staff_id, session_id, request_id,
                         table_name, row_id, operation, client_ids, fields, audit.kept_hash(salt, before, after, reason),
                         ''::bytea)::audit.sealed as x from salted) s
        returning id, hash)
    select (select array_agg(id order by id) from filed), (select array_agg(hash order by id) from filed), (select count(*) from filed),
           (select coalesce(sum(greatest(missing, 0)), 0) from lanes), (select count(*) from lanes where differs and missing <= 0)
    into b.entry_ids, b.entry_hashes, n, b.missing, b.altered;
    perform set_config('audit.routine', '', true);
    if n = 0 and b.missing = 0 and b.altered = 0 then
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

-- Each entry gets its hash as it is filed.
create or replace function audit.on_sealed() returns trigger language plpgsql as $$
begin
    new.hash := audit.entry_hash(new);
    return new;
end $$;
create or replace trigger a_hash before insert on audit.sealed for each row execute function audit.on_sealed();

-- The tables of a month, named by it.
create or replace procedure audit.keep_month(p_month date) language plpgsql as $$
declare
    t text;
begin
    foreach t in array array['sealed', 'sealed_values'] loop
        if to_regclass(format('audit.%I', t || to_char(p_month, '_YYYY_MM'))) is null then
            execute format('create table audit.%I partition of audit.%I for values from (%L) to (%L)', t || to_char(p_month, '_YYYY_MM'), t,
                p_month::text || ' 00:00:00+00', (p_month + interval '1 month')::date::text || ' 00:00:00+00');
        end if;
    end loop;
end $$;

-- Called by SealAudit: the signature of a block's head, made by the program with a key that the database does not hold.
create or replace procedure audit.sign(p_block bigint, p_signature bytea)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into audit.head (block_no, signature) values (p_block, p_signature) on conflict do nothing
$$;

revoke execute on function audit.seal, audit.on_sealed from public;
revoke execute on procedure audit.sign, audit.keep_month from public;
grant execute on function audit.seal to casemanagement_app;
grant execute on procedure audit.sign to casemanagement_app;
