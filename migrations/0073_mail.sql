-- Who has no software is told by mail that there is news (Outbox): how much, and where to sign in; nothing about anybody.
-- What an organisation has done itself it need not be told by mail.
alter table app.outbox_event add column is_own boolean not null default false;

-- To which addresses, each confirmed by a code that was sent there.
create table app.mail_address (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    address         text not null check (length(address) between 3 and 254),
    language        text not null check (language in ('de', 'en')),
    status          text not null check (status in ('unconfirmed', 'active', 'refused')),
    confirmed_at    timestamptz,
    refused_at      timestamptz,
    refused_status  integer,                                      -- of the server's answer (RFC 5321)
    refused_code    text check (length(refused_code) <= 20),      -- its enhanced code (RFC 3463), where it gave one
    created_by      uuid references app.staff,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((status = 'refused') = (refused_at is not null) and (refused_at is null) = (refused_status is null)),
    check (status <> 'active' or confirmed_at is not null)
);
create unique index mail_address_once on app.mail_address (organisation_id, lower(address));

-- Up to which place of the organisation's feed an address is told; apart, because it is no change that anybody made.
create table app.mail_state (
    address_id      uuid primary key references app.mail_address on delete cascade,
    organisation_id uuid not null references app.organisation,
    told            bigint not null check (told >= 0)
);
create index mail_state_organisation on app.mail_state (organisation_id);

-- What is to be sent, was, or was refused for good. Of one address one with news at a time: what happens meanwhile is in the next.
create table app.mail (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    address_id      uuid not null references app.mail_address on delete cascade,
    kind            text not null check (kind in ('news', 'confirmation')),
    message_id      text not null unique check (length(message_id) <= 320), -- the same with each attempt (RFC 5322)
    address         text not null,
    language        text not null check (language in ('de', 'en')),
    subjects        integer check (subjects > 0),                 -- how many referrals there is news of
    up_to           bigint,                                       -- the place of the feed that is told with it
    code            text,                                         -- of a confirmation, protected by the key ring
    attempts        integer not null default 0,
    claim_id        uuid,                                         -- who is sending it, and until when nobody else does
    claimed_until   timestamptz,
    next_attempt_at timestamptz,                                  -- null: it has ended
    outcome         text check (outcome in ('delivered', 'refused')),
    created_at      timestamptz not null,
    ended_at        timestamptz,
    check ((kind = 'news') = (subjects is not null) and (subjects is null) = (up_to is null) and (kind = 'confirmation') = (code is not null)),
    check ((claim_id is null) = (claimed_until is null)),
    check ((next_attempt_at is null) = (outcome is not null) and (outcome is null) = (ended_at is null))
);
create unique index mail_one_open on app.mail (address_id, kind) where next_attempt_at is not null;
-- What is due.
create index mail_due on app.mail (organisation_id, next_attempt_at) where next_attempt_at is not null;
-- ListMails, newest first.
create index mail_log on app.mail (address_id, created_at desc, id desc);
-- What is kept no longer.
create index mail_ended on app.mail (organisation_id, ended_at) where ended_at is not null;

create table app.mail_attempt (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    mail_id         uuid not null references app.mail on delete cascade,
    at              timestamptz not null,
    status          integer,                                      -- of the server's answer, where there was one
    code            text check (length(code) <= 20),
    failure         text,                                         -- why there was none
    milliseconds    integer not null
);
create index mail_attempt_mail on app.mail_attempt (mail_id, at);

do $$
declare
    c record;
begin
    for c in
        select a.attrelid::regclass as of, r.relname as name, a.attname as instant
        from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
        where n.nspname = 'app' and r.relname in ('mail', 'mail_address', 'mail_attempt') and r.relkind = 'r'
          and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
    loop
        execute format('alter table %s add constraint %I check (%I between timestamptz ''1900-01-01Z'' and timestamptz ''2200-01-01Z'')',
            c.of, left(c.name || '_' || c.instant || '_in_bounds', 63), c.instant);
    end loop;
end $$;
