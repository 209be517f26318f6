-- Fired by the triggers that access.trail hangs on a table. Statement-level with transition tables: one insert for any number of rows.

-- Columns that hold secrets never reach the trail: passwords, keys, what is confidential by § 203 StGB. Nor do the cells of lists, which are kept for a
-- while only, and are of persons whom nobody could find in the trail again.
create or replace function audit.public_columns(r jsonb) returns jsonb language sql immutable
    as $$ select r - array['password_hash', 'xml', 'search_keys', 'keys_version', 'secret_text', 'raw', 'differences'] $$;

-- Whose data a row holds: its client's, or the row is the client.
create or replace function audit.client_of(p_schema name, p_table name, r jsonb) returns uuid[] language plpgsql stable as $$
begin
    if p_schema = 'app' and p_table = 'client' then
        return array[(r ->> 'id')::uuid];
    elsif r ->> 'client_id' is not null then
        return array[(r ->> 'client_id')::uuid];
    elsif r ->> 'case_id' is not null then -- A row of a case is about the case's client.
        return (select array[c.client_id] from app."case" c where c.id = (r ->> 'case_id')::uuid);
    end if;
    return null;
end $$;

create or replace function audit.names_of(r jsonb) returns text[] language plpgsql immutable
    as $$ begin return (select array_agg(k order by k) from jsonb_object_keys(r) k); end $$;

create or replace function audit.record_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid; -- of signing in, too, which enters nothing
    at timestamptz := access.now();
    act text := coalesce(access.setting('action'), 'sql:' || session_user);
    -- What goes with a person goes without its values: that it went, when and by whom is the entry.
    erasing boolean := access.is_erasing();
begin
    if tg_op = 'INSERT' then
        insert into audit.inbox (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id, operation,
                                 client_ids, fields, after)
        select at, coalesce((n.j ->> 'organisation_id')::uuid, organisation), 'change', act, access.setting('reason'), access.staff_id(),
               access.setting('session_id')::uuid, access.setting('request_id'), tg_table_schema || '.' || tg_table_name,
               (n.j ->> 'id')::uuid, 'insert', audit.client_of(tg_table_schema, tg_table_name, n.j), audit.names_of(n.j), n.j
        from (select audit.public_columns(to_jsonb(r)) as j from added r) n;
    elsif tg_op = 'DELETE' then
        insert into audit.inbox (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id, operation,
                                 client_ids, fields, before)
        select at, coalesce((o.j ->> 'organisation_id')::uuid, organisation), 'change', act, access.setting('reason'), access.staff_id(),
               access.setting('session_id')::uuid, access.setting('request_id'), tg_table_schema || '.' || tg_table_name,
               (o.j ->> 'id')::uuid, 'delete', audit.client_of(tg_table_schema, tg_table_name, o.j), audit.names_of(o.j), case when not erasing then o.j end
        from (select audit.public_columns(to_jsonb(r)) as j from removed r) o;
    else
        -- Only the columns that differ, in both directions. A row that changes its organisation stands in the trail of both.
        insert into audit.inbox (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id, operation,
                                 client_ids, fields, before, after)
        select at, org.id, 'change', act, access.setting('reason'), access.staff_id(),
               access.setting('session_id')::uuid, access.setting('request_id'), tg_table_schema || '.' || tg_table_name,
               (n.j ->> 'id')::uuid, 'update', audit.client_of(tg_table_schema, tg_table_name, n.j), audit.names_of(d.after),
               case when not erasing then d.before end, case when not erasing then d.after end
        from (select audit.public_columns(to_jsonb(r)) as j from added r) n
        join (select audit.public_columns(to_jsonb(r)) as j from removed r) o on o.j ->> 'id' = n.j ->> 'id'
        cross join lateral (
            select jsonb_object_agg(k.key, o.j -> k.key) as before, jsonb_object_agg(k.key, k.value) as after
            from jsonb_each(n.j) k where k.value is distinct from o.j -> k.key) d
        cross join lateral (
            select distinct coalesce(x::uuid, organisation) as id
            from (values (n.j ->> 'organisation_id'), (o.j ->> 'organisation_id')) v(x)) org
        where d.after is not null;
    end if;
    return null;
end $$;

-- Granted to nobody: whoever may execute record_change could hang it on a table of his own and forge entries. Triggers fire without it.
revoke execute on function audit.public_columns, audit.client_of, audit.names_of, audit.record_change from public;
