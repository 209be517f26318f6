-- Restricted compartments: health, protection, sexual orientation. Whatever carries a compartment is shown by the
-- database to the lead worker, to persons named for it, and for four hours to who has broken the glass - and to
-- nobody else, in whatever representation.
create table app.named_person (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    compartment     text not null check (compartment in ('health', 'protection', 'sexual_orientation')),
    staff_id        uuid not null references app.staff,
    named_by        uuid not null references app.staff,
    named_at        timestamptz not null,
    ended_at        timestamptz
);
-- One admission at a time; may_open asks by client.
create unique index named_person_once on app.named_person (client_id, compartment, staff_id) where ended_at is null;

create table app.break_glass (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    client_id       uuid not null references app.client,
    staff_id        uuid not null references app.staff,
    reason          text not null check (length(btrim(reason)) >= 10),
    opened_at       timestamptz not null,
    until_at        timestamptz not null check (until_at > opened_at and until_at <= opened_at + interval '4 hours')
);
create index break_glass_client on app.break_glass (client_id, staff_id, until_at);
-- "Whose glass have I broken": every scope of cases asks it.
create index break_glass_staff on app.break_glass (staff_id, until_at);
-- ListBreakGlass: newest first.
create index break_glass_organisation on app.break_glass (organisation_id, opened_at desc, id desc);

-- Restricted records: what must be kept apart from the file that the team reads.
create table app.restricted_record (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    compartment     text not null check (compartment in ('health', 'protection', 'sexual_orientation')),
    content         text not null check (length(btrim(content)) between 1 and 20000),
    written_by      uuid not null references app.staff,
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);
create index restricted_record_client on app.restricted_record (client_id, created_at desc, id desc);
