-- Where an organisation is told what it is told (Outbox): an address, of which types, signed with a secret of its own.
create table app.webhook (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    name            text not null check (length(btrim(name)) between 1 and 200),
    url             text not null check (length(url) between 1 and 500),
    event_types     text[] not null,                              -- empty: of every type
    status          text not null check (status in ('active', 'disabled')),
    disabled_at     timestamptz,
    disabled_why    text check (disabled_why in ('by_hand', 'gone', 'failing')),
    secret_changed_at timestamptz,                                -- without a secret nothing is sent
    created_by      uuid references app.staff,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((status = 'disabled') = (disabled_at is not null) and (disabled_at is null) = (disabled_why is null))
);
create index webhook_organisation on app.webhook (organisation_id, created_at desc, id desc);

-- How far a webhook is told; apart, because it is no change that anybody made.
create table app.webhook_state (
    webhook_id      uuid primary key references app.webhook,
    organisation_id uuid not null references app.organisation,
    told            bigint not null check (told >= 0),            -- up to which place of the organisation's feed there are deliveries
    last_number     bigint not null default 0 check (last_number >= 0), -- its own numbers, without a gap whatever types it asks for
    failing_since   timestamptz                                   -- nothing but failures since
);

-- Secrets are needed as they are, to sign: protected by the key ring, as the second factors' are. No grant: Outbox/WebhookSecrets.sql is the only door.
create table access.webhook_secret (
    id         uuid primary key,
    webhook_id uuid not null references app.webhook,
    protected  text not null,
    created_at timestamptz not null,
    ends_at    timestamptz                                        -- of the one before: until then both sign
);
create index webhook_secret_webhook on access.webhook_secret (webhook_id, created_at);

-- What is to be sent, was, or was given up.
create table app.webhook_delivery (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    webhook_id      uuid not null references app.webhook,
    kind            text not null check (kind in ('live', 'replay', 'test')),
    event_id        uuid not null,                                -- webhook-id: the same of a replay
    type            text not null,
    subject_id      uuid,
    sequence        bigint,
    event_at        timestamptz not null,
    attempts        integer not null default 0,
    next_attempt_at timestamptz,                                  -- null: it has ended
    outcome         text check (outcome in ('delivered', 'given_up')),
    created_at      timestamptz not null,
    ended_at        timestamptz,
    check ((next_attempt_at is null) = (outcome is not null) and (outcome is null) = (ended_at is null)),
    check ((kind = 'test') = (sequence is null) and (sequence is null) = (subject_id is null))
);
create unique index webhook_delivery_once on app.webhook_delivery (webhook_id, event_id) where kind = 'live';
-- What is due, and what of the same referral has to go first.
create index webhook_delivery_due on app.webhook_delivery (webhook_id, sequence) where next_attempt_at is not null;
-- ListWebhookDeliveries, newest first; a replay finds what was sent.
create index webhook_delivery_log on app.webhook_delivery (webhook_id, created_at desc, id desc);
create index webhook_delivery_sequence on app.webhook_delivery (webhook_id, sequence);
-- What is kept no longer.
create index webhook_delivery_ended on app.webhook_delivery (organisation_id, ended_at) where ended_at is not null;

create table app.webhook_attempt (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    delivery_id     uuid not null references app.webhook_delivery on delete cascade,
    at              timestamptz not null,
    status          integer,                                      -- of the answer, where there was one
    failure         text,                                         -- a code, where there was none
    milliseconds    integer not null
);
create index webhook_attempt_delivery on app.webhook_attempt (delivery_id, at);

-- Networks that are nobody's in public, admitted one by one by who operates the installation: a town's own.
create table app.admitted_network (
    id          uuid primary key,
    network     cidr not null,
    reason      text not null check (length(btrim(reason)) between 1 and 1000),
    admitted_by uuid references app.staff,
    admitted_at timestamptz not null,
    ended_by    uuid references app.staff,
    ended_at    timestamptz
);
create unique index admitted_network_once on app.admitted_network (network) where ended_at is null;

do $$
declare
    c record;
begin
    for c in
        select a.attrelid::regclass as of, r.relname as name, a.attname as instant
        from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
        where n.nspname in ('app', 'access') and (r.relname like 'webhook%' or r.relname = 'admitted_network') and r.relkind = 'r'
          and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
    loop
        execute format('alter table %s add constraint %I check (%I between timestamptz ''1900-01-01Z'' and timestamptz ''2200-01-01Z'')',
            c.of, left(c.name || '_' || c.instant || '_in_bounds', 63), c.instant);
    end loop;
end $$;
