-- Roles, schemas, accounts and the trail. Everything else stands on this file.
--
-- Roles:   the owner (whoever runs the migrations) owns every object; the API signs in as a member of
--          casemanagement_app, which owns nothing and is held by row-level security.
-- Schemas: app = the product's rows, access = accounts, sessions and the access context, audit = the trail.
--
-- Migrations hold tables, constraints, indexes and data. Routines, triggers, policies and views stand beside the slices
-- (src/CaseManagement.Api/*/*.sql) and are applied after the migrations.
do $$
begin
    create role casemanagement_app nologin;
exception when duplicate_object or unique_violation then
    null; -- Roles belong to the cluster; another database or a parallel run has made it.
end $$;

create extension if not exists btree_gist;  -- "no overlap" exclusion constraints over (uuid, range)

create schema app;
create schema if not exists access;  -- made already by the journal, access.migration and access.routine
create schema audit;
grant usage on schema app, access, audit to casemanagement_app;
grant select on access.migration, access.routine to casemanagement_app;  -- /health/ready compares
alter default privileges in schema app grant select, insert, update, delete on tables to casemanagement_app;

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

-- ---------------------------------------------------------------------------------------------------------
-- The trail. Entries are written by triggers and definer functions only, into an inbox without an index: one row each. A sealing
-- command (audit.seal, each minute) takes them from there, gives each its hash, files them by month and chains them into blocks, so
-- that writers never wait for one another; audit.verify finds what was changed, removed or inserted. Both together: view audit.entry.
-- ---------------------------------------------------------------------------------------------------------
create table audit.inbox (
    id              bigint generated always as identity,
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
    fields          text[],                                                -- of a change: the columns that were set or changed
    before          jsonb,
    after           jsonb,
    lane            integer not null default pg_backend_pid()
);
-- The second trace of each entry, in its own transaction. A lane is a backend's, so that nobody waits for another's: how many
-- entries it has given, and the XOR of their fingerprints. The seal notes up to where it has come.
create table audit.lane (lane integer primary key, given bigint not null, mark bigint not null);
create table audit.lane_sealed (lane integer primary key, given bigint not null, mark bigint not null);

create table audit.sealed (
    id              bigint not null,
    at              timestamptz not null,
    recorded_at     timestamptz not null,
    organisation_id uuid,
    kind            text not null,
    action          text not null,
    reason          text,
    staff_id        uuid,
    session_id      uuid,
    request_id      text,
    table_name      text,
    row_id          uuid,
    operation       text,
    client_ids      uuid[],
    fields          text[],
    values_hash     bytea,                                                 -- of a change: sha256(salt || before and after)
    hash            bytea not null,
    primary key (id, recorded_at)
) partition by range (recorded_at);                                        -- by month: what is kept no longer goes month by month
-- The data-protection officer reads the trail newest first, by organisation.
create index sealed_organisation on audit.sealed (organisation_id, id desc);
-- "Who changed this record": by row. "Who read or changed this person's data": by client.
create index sealed_row on audit.sealed (row_id, id) where row_id is not null;
create index sealed_clients on audit.sealed using gin (client_ids) where client_ids is not null;

-- What was before and after, apart: erasing a person takes it away with its salt, and the chain stays whole.
create table audit.sealed_values (
    entry_id    bigint not null,
    recorded_at timestamptz not null,
    salt        bytea not null,
    before      jsonb,
    after       jsonb,
    primary key (entry_id, recorded_at)
) partition by range (recorded_at);

create table audit.block (
    no           bigint primary key check (no > 0),
    sealed_at    timestamptz not null default clock_timestamp(),
    month        date not null,            -- of all its entries
    entry_ids    bigint[],                 -- null once the month is kept no longer; its hash stays
    entry_hashes bytea[],
    missing      bigint not null,          -- entries that lanes had given and that were not there any more
    altered      bigint not null,          -- lanes whose entries were not what they had given
    previous     bytea not null,
    hash         bytea not null
);

-- Signatures of the blocks' heads, with a key that the database does not hold.
create table audit.head (
    block_no  bigint primary key,
    signature bytea not null
);

-- What was before and after may be out of a restricted compartment, so the application cannot read it at all: it gets
-- the names of the changed columns and nothing else.
grant select (id, at, recorded_at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id,
              operation, client_ids, fields) on audit.inbox, audit.sealed to casemanagement_app;
grant select on audit.block, audit.head to casemanagement_app;
