-- The walls and the trail. Everything else stands on this file.
--
-- Roles:   the owner (whoever runs the migrations) owns every object; the API signs in as a member of
--          casemanagement_app, which owns nothing and is held by row-level security.
-- Schemas: app = the product's rows, access = accounts, sessions and the access context, audit = the trail.
do $$
begin
    create role casemanagement_app nologin;
exception when duplicate_object or unique_violation then
    null; -- Roles belong to the cluster; another database or a parallel run has made it.
end $$;

create extension if not exists btree_gist;  -- "no overlap" exclusion constraints over (uuid, range)

create schema app;
create schema if not exists access;  -- made already by the journal of migrations, access.migration
create schema audit;
grant usage on schema app, access, audit to casemanagement_app;
grant select on access.migration to casemanagement_app;
alter default privileges in schema app grant select, insert, update, delete on tables to casemanagement_app;

-- ---------------------------------------------------------------------------------------------------------
-- The access context: transaction-local settings, written by access.enter and read by every policy.
-- No setting means no rows: a comparison with null is never true.
-- ---------------------------------------------------------------------------------------------------------
create function access.setting(name text) returns text language sql stable parallel safe
    as $$ select nullif(current_setting('app.' || name, true), '') $$;
create function access.organisation_id() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.organisation_id', true), '')::uuid $$;
create function access.staff_id() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.staff_id', true), '')::uuid $$;
-- The product's clock (TimeProvider), so that a test or a demo can move it; the database's own where none is given.
create function access.now() returns timestamptz language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now()) $$;
-- Set only inside app.transfer_household: the organisation that a household is being handed to.
create function access.transfer_target() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.transfer_target', true), '')::uuid $$;
-- The system acts for one organisation at a time (recurring commands, the transfer at a handover).
create function access.is_system() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.actor', true), '') = 'system' $$;

create table access.account (
    id             uuid primary key,
    staff_id       uuid not null unique,
    user_name      text not null,
    password_hash  text not null,
    failed_count   integer not null default 0 check (failed_count >= 0),
    locked_until   timestamptz,
    disabled_at    timestamptz,
    password_changed_at timestamptz not null
);
-- Sign-in looks an account up by its name, whatever its case.
create unique index account_user_name on access.account (lower(user_name));

-- Which roles a member of staff has, and for which organisation: a Caritas worker may act for the town's team.
create table access.role_grant (
    id              uuid primary key,
    staff_id        uuid not null,
    organisation_id uuid not null,
    role            text not null check (role in ('accommodation_staff', 'caseworker', 'supervisor', 'partner',
                                                  'data_protection_officer', 'administrator')),
    unique (staff_id, organisation_id, role)
);

-- A session is what a bearer token stands for. Ending the row ends every token of it at once.
create table access.session (
    id              uuid primary key,
    account_id      uuid not null references access.account,
    staff_id        uuid not null,
    organisation_id uuid not null,
    refresh_no      integer not null default 0,
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    revoked_at      timestamptz,
    revoked_why     text
);
-- Revoking every session of an account; the expiry sweep.
create index session_account on access.session (account_id) where revoked_at is null;
create index session_expiry on access.session (expires_at);

-- Keys that protect tokens: in the database, so that several instances accept each other's.
create table access.data_protection_key (
    id            integer generated always as identity primary key,
    friendly_name text,
    xml           text not null
);

-- Answers kept for a repeated Idempotency-Key, written in the transaction of the command itself.
create table access.idempotent_answer (
    staff_id     uuid not null,
    organisation_id uuid not null,             -- who acts for two organisations asks twice
    key          text not null check (length(key) between 1 and 255),
    request_hash bytea not null,
    answer       jsonb,
    created_at   timestamptz not null,
    primary key (staff_id, organisation_id, key)
);
-- The sweep of old answers.
create index idempotent_answer_age on access.idempotent_answer (created_at);

grant select, insert, update, delete on access.account, access.role_grant, access.session, access.idempotent_answer to casemanagement_app;
grant select, insert on access.data_protection_key to casemanagement_app;

-- Enters the access context of a session for the current transaction. Travels in the same round trip as the
-- query that follows. An ended session stops everything with SQLSTATE 28000, so revocation works at once.
create procedure access.enter(p_session uuid, p_now timestamptz, p_request text, p_action text, p_reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    s record;
begin
    select x.staff_id, x.organisation_id into s
    from access.session x
    join access.account a on a.id = x.account_id
    where x.id = p_session and x.revoked_at is null and x.expires_at > p_now and a.disabled_at is null;
    if not found then
        raise exception 'session-ended' using errcode = '28000';
    end if;
    perform set_config('app.organisation_id', s.organisation_id::text, true),
            set_config('app.staff_id', s.staff_id::text, true),
            set_config('app.actor', 'staff', true),
            set_config('app.session_id', p_session::text, true),
            set_config('app.now', p_now::text, true),
            set_config('app.request_id', coalesce(p_request, ''), true),
            set_config('app.action', coalesce(p_action, ''), true),
            set_config('app.reason', coalesce(p_reason, ''), true);
end $$;

-- The system enters for one organisation (null: for none, sees no organisation's rows).
create procedure access.enter_system(p_organisation uuid, p_now timestamptz, p_request text, p_action text, p_reason text)
language plpgsql as $$
begin
    perform set_config('app.organisation_id', coalesce(p_organisation::text, ''), true),
            set_config('app.staff_id', '', true),
            set_config('app.actor', 'system', true),
            set_config('app.session_id', '', true),
            set_config('app.now', p_now::text, true),
            set_config('app.request_id', coalesce(p_request, ''), true),
            set_config('app.action', coalesce(p_action, ''), true),
            set_config('app.reason', coalesce(p_reason, ''), true);
end $$;

-- ---------------------------------------------------------------------------------------------------------
-- The trail. Entries are written by triggers and definer functions only, each with its own hash. A sealing
-- command (audit.seal, a few seconds behind) chains committed entries into blocks, so that writers never wait
-- for one another; audit.verify finds what was changed, removed or inserted afterwards.
-- ---------------------------------------------------------------------------------------------------------
create table audit.entry (
    id              bigint generated always as identity primary key,
    at              timestamptz not null,                                  -- the product's clock
    recorded_at     timestamptz not null default clock_timestamp(),        -- the database's clock
    organisation_id uuid,                                                  -- whose trail it belongs to
    kind            text not null check (kind in ('change', 'read', 'refusal', 'sign_in', 'event')),
    action          text not null,                                         -- the command or query, e.g. SubmitHandover
    reason          text,
    staff_id        uuid,                                                  -- null: the system or nobody signed in
    session_id      uuid,
    request_id      text,
    table_name      text,
    row_id          uuid,
    operation       text check (operation in ('insert', 'update', 'delete')),
    client_ids      uuid[],                                                -- whose data was read or changed
    before          jsonb,
    after           jsonb,
    hash            bytea not null
);
-- The data-protection officer reads the trail newest first, by organisation.
create index entry_organisation on audit.entry (organisation_id, id desc);
-- "Who changed this record": by row. "Who read or changed this person's data": by client.
create index entry_row on audit.entry (row_id, id) where row_id is not null;
create index entry_clients on audit.entry using gin (client_ids) where client_ids is not null;

create table audit.unsealed (entry_id bigint primary key);

create table audit.block (
    no           bigint primary key check (no > 0),
    sealed_at    timestamptz not null default clock_timestamp(),
    entry_ids    bigint[] not null,
    entry_hashes bytea[] not null,
    previous     bytea not null,
    hash         bytea not null
);

create function audit.entry_hash(e audit.entry) returns bytea language sql stable
    as $$ select sha256(convert_to(jsonb_build_array(e.id, extract(epoch from e.at), extract(epoch from e.recorded_at),
        e.organisation_id, e.kind, e.action, e.reason, e.staff_id, e.session_id, e.request_id, e.table_name, e.row_id,
        e.operation, e.client_ids, e.before, e.after)::text, 'UTF8')) $$;
create function audit.block_hash(b audit.block) returns bytea language sql stable
    as $$ select sha256(b.previous || convert_to(jsonb_build_array(b.no, extract(epoch from b.sealed_at), b.entry_ids,
        b.entry_hashes)::text, 'UTF8')) $$;

create function audit.on_entry() returns trigger language plpgsql as $$
begin
    new.hash := audit.entry_hash(new);
    return new;
end $$;
create trigger a_hash before insert on audit.entry for each row execute function audit.on_entry();

create function audit.on_entries() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into audit.unsealed select id from added;
    return null;
end $$;
create trigger b_queue after insert on audit.entry referencing new table as added
    for each statement execute function audit.on_entries();

create function audit.forbid() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = '42501';
end $$;
create trigger append_only before update or delete or truncate on audit.entry execute function audit.forbid();
create trigger append_only before update or delete or truncate on audit.block execute function audit.forbid();

alter table audit.entry enable row level security;
alter table audit.entry force row level security;
create policy owner on audit.entry to current_user using (true) with check (true);
create policy own_trail on audit.entry for select using (organisation_id = (select access.organisation_id()));
-- What was before and after may be out of a restricted compartment, so the application cannot read it at all: it gets
-- the names of the changed columns (audit.changed_fields) and nothing else.
grant select (id, at, recorded_at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id,
              operation, client_ids, hash) on audit.entry to casemanagement_app;
grant select on audit.block to casemanagement_app;

-- Which columns an entry of the caller's own trail has set or changed.
create function audit.changed_fields(p_entry bigint) returns text[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select array_agg(k order by k) from audit.entry e cross join lateral jsonb_object_keys(coalesce(e.after, e.before)) k
    where e.id = p_entry and e.organisation_id = access.organisation_id()
$$;

-- The entries of the caller's own trail that touch a person. A definer function, because under row-level security "@>" is
-- not leakproof and would never reach the index entry_clients.
create function audit.entries_of(p_client uuid) returns setof bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select e.id from audit.entry e where e.client_ids @> array[p_client] and e.organisation_id = access.organisation_id()
$$;

-- What a table's changes are recorded by. Statement-level with transition tables: one insert for any number of rows.
-- Columns that hold secrets never reach the trail.
create function audit.public_columns(r jsonb) returns jsonb language sql immutable
    as $$ select r - array['password_hash', 'xml', 'search_keys'] $$;

-- Whose data a row holds: its client's, or the row is the client.
create function audit.client_of(p_schema name, p_table name, r jsonb) returns uuid[] language plpgsql stable as $$
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

create function audit.record_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    at timestamptz := access.now();
    act text := coalesce(access.setting('action'), 'sql:' || session_user);
begin
    if tg_op = 'INSERT' then
        insert into audit.entry (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id, operation, client_ids, after)
        select at, coalesce((n.j ->> 'organisation_id')::uuid, organisation), 'change', act, access.setting('reason'), access.staff_id(),
               access.setting('session_id')::uuid, access.setting('request_id'), tg_table_schema || '.' || tg_table_name,
               (n.j ->> 'id')::uuid, 'insert', audit.client_of(tg_table_schema, tg_table_name, n.j), n.j
        from (select audit.public_columns(to_jsonb(r)) as j from added r) n;
    elsif tg_op = 'DELETE' then
        insert into audit.entry (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id, operation, client_ids, before)
        select at, coalesce((o.j ->> 'organisation_id')::uuid, organisation), 'change', act, access.setting('reason'), access.staff_id(),
               access.setting('session_id')::uuid, access.setting('request_id'), tg_table_schema || '.' || tg_table_name,
               (o.j ->> 'id')::uuid, 'delete', audit.client_of(tg_table_schema, tg_table_name, o.j), o.j
        from (select audit.public_columns(to_jsonb(r)) as j from removed r) o;
    else
        -- Only the columns that differ, in both directions. A row that changes its organisation stands in the trail of both.
        insert into audit.entry (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id, operation, client_ids, before, after)
        select at, org.id, 'change', act, access.setting('reason'), access.staff_id(),
               access.setting('session_id')::uuid, access.setting('request_id'), tg_table_schema || '.' || tg_table_name,
               (n.j ->> 'id')::uuid, 'update', audit.client_of(tg_table_schema, tg_table_name, n.j), d.before, d.after
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

-- Every reading of persons' data, and every refusal. Called by the pipeline; the app role cannot write entries otherwise.
create procedure audit.record_read(p_clients uuid[], p_subject uuid)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into audit.entry (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, row_id, client_ids)
    values (access.now(), access.organisation_id(), 'read', coalesce(access.setting('action'), '?'), access.setting('reason'), access.staff_id(),
            access.setting('session_id')::uuid, access.setting('request_id'), p_subject, p_clients)
$$;
-- Refusals and sign-ins may happen outside any session: who and where from are given, not taken from the context.
create procedure audit.record_event(p_kind text, p_now timestamptz, p_organisation uuid, p_staff uuid, p_session uuid, p_request text,
                                    p_action text, p_reason text, p_subject uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_kind not in ('refusal', 'sign_in', 'event') then
        raise exception 'not an event kind' using errcode = '22023';
    end if;
    insert into audit.entry (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, row_id)
    values (p_now, p_organisation, p_kind, p_action, p_reason, p_staff, p_session, p_request, p_subject);
end $$;

-- Seals what is committed and not yet sealed. One sealer at a time; a second one returns 0 and does nothing.
create function audit.seal(p_most integer default 10000) returns integer
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

-- Findings, none when the trail is whole. Entries still waiting for their seal are checked against their own hash.
create function audit.verify() returns table (finding text, entry_id bigint, block_no bigint)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    with sealed as (select b.no, x.id, x.hash from audit.block b cross join lateral unnest(b.entry_ids, b.entry_hashes) x(id, hash))
    select 'changed', e.id, s.no
        from audit.entry e left join sealed s on s.id = e.id
        where e.hash is distinct from audit.entry_hash(e) or (s.id is not null and s.hash is distinct from audit.entry_hash(e))
    union all
    select 'removed', s.id, s.no from sealed s where not exists (select from audit.entry e where e.id = s.id)
    union all
    select 'removed', u.entry_id, null from audit.unsealed u where not exists (select from audit.entry e where e.id = u.entry_id)
    union all
    select 'inserted', e.id, null from audit.entry e
        where not exists (select from sealed s where s.id = e.id) and not exists (select from audit.unsealed u where u.entry_id = e.id)
    union all
    select 'block-changed', null, b.no from audit.block b where b.hash is distinct from audit.block_hash(b)
    union all
    select 'chain-broken', null, b.no
        from (select c.*, lag(c.hash, 1, ''::bytea) over (order by c.no) as expected, lag(c.no, 1, 0::bigint) over (order by c.no) as before from audit.block c) b
        where b.previous is distinct from b.expected or b.no <> b.before + 1
$$;

revoke execute on all routines in schema audit from public;
grant execute on procedure audit.record_read, audit.record_event to casemanagement_app;
-- Not record_change: whoever may execute it could hang it on a table of his own and forge entries. Triggers fire without it.
grant execute on function audit.seal, audit.verify, audit.changed_fields, audit.entries_of to casemanagement_app;

-- ---------------------------------------------------------------------------------------------------------
-- One call puts a table behind both the wall and the trail. Columns decide what it gets:
--   organisation_id            the controller; rows of others do not exist for the caller
--   former_organisation_id, former_access_until   the sender of a handover keeps reading for the grace period
--   compartment (with client_id)   restricted: only who access.may_open admits
-- ---------------------------------------------------------------------------------------------------------
create procedure access.trail(p_table regclass) language plpgsql as $$
begin
    execute format('create trigger z_audit_insert after insert on %s referencing new table as added for each statement execute function audit.record_change()', p_table);
    execute format('create trigger z_audit_update after update on %s referencing new table as added old table as removed for each statement execute function audit.record_change()', p_table);
    execute format('create trigger z_audit_delete after delete on %s referencing old table as removed for each statement execute function audit.record_change()', p_table);
end $$;

create function access.has_column(p_table regclass, p_column name) returns boolean language sql stable
    as $$ select exists (select from pg_attribute where attrelid = p_table and attname = p_column and not attisdropped) $$;

create procedure access.protect(p_table regclass) language plpgsql as $$
declare
    own text := 'organisation_id = (select access.organisation_id())';
    readable text := own;
begin
    if access.has_column(p_table, 'former_organisation_id') then
        readable := own || ' or (former_organisation_id = (select access.organisation_id()) and former_access_until > (select access.now()))';
    end if;
    execute format('alter table %s enable row level security', p_table);
    execute format('alter table %s force row level security', p_table);
    execute format('create policy readable on %s for select using (%s)', p_table, readable);
    execute format('create policy added on %s for insert with check (%s)', p_table, own);
    execute format('create policy changed on %s for update using (%s) with check (%s or organisation_id = (select access.transfer_target()))', p_table, own, own);
    execute format('create policy removed on %s for delete using (%s)', p_table, own);
    if access.has_column(p_table, 'compartment') then
        execute format('create policy compartment on %s as restrictive for select using (compartment is null or access.may_open(client_id, compartment))', p_table);
    end if;
    call access.trail(p_table);
end $$;

call access.trail('access.account');
call access.trail('access.role_grant');
call access.trail('access.session');
