-- Counselling contacts: talks, visits, calls, accompaniment, failed attempts; also anonymous ones, which are counted only.
-- Never deleted: what was wrong is corrected with a reason, and the trail keeps what it was.
--
-- At a handover contact, contact_client and contact_restricted_topic move with the household; of contact_note all but the
-- private ones. Anonymous contacts and private notes stay where they were written.
create table app.contact (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    team_id         uuid not null references app.team,            -- responsible when it was recorded
    household_id    uuid references app.household,               -- of the persons; a contact never joins two households
    staff_id        uuid not null references app.staff,           -- who had it
    is_anonymous    boolean not null,                             -- nobody is named: no client, no case
    person_count    integer not null check (person_count between 1 and 500),
    kind            text not null,                                -- code list contact-kind
    outcome         text not null,                                -- code list contact-outcome
    reached         boolean not null,                             -- somebody was spoken to: follows from kind and outcome
    at              timestamptz not null,                         -- when it began
    duration_minutes integer check (duration_minutes between 1 and 1440),
    language        text,                                         -- code list language (ISO 639-3)
    interpreter     text,                                         -- code list interpreter-kind
    topics          text[] not null default '{}',                 -- code list need-area, those without a compartment
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    corrected_at    timestamptz,
    constraint contact_not_in_future check (at <= created_at),
    check (not is_anonymous or household_id is null)
);
-- ListContacts of a team, newest first; statistics count a team's contacts of a period.
create index contact_team on app.contact (team_id, at desc, id desc);
create index contact_household on app.contact (household_id) where household_id is not null;

-- Who was there, or was expected. Time, team and "reached" are repeated here so that last contact, first contact and the
-- timeline are one index scan.
create table app.contact_client (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    contact_id      uuid not null references app.contact,
    client_id       uuid not null references app.client,
    case_id         uuid not null references app."case",
    team_id         uuid not null references app.team,
    at              timestamptz not null,
    reached         boolean not null,                             -- this person was spoken to
    unique (contact_id, client_id)
);
-- ListContacts and timeline of a case, last contact in the case list: newest first.
create index contact_client_case on app.contact_client (case_id, at desc, contact_id desc);
-- ListContacts of a person over all cases.
create index contact_client_client on app.contact_client (client_id, at desc, contact_id desc);

-- Topics of a restricted compartment (health): that they were talked about is itself restricted.
create table app.contact_restricted_topic (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    contact_id      uuid not null references app.contact,
    client_id       uuid not null references app.client,
    compartment     text not null check (compartment in ('health', 'protection', 'sexual_orientation')),
    area            text not null,                                -- code list need-area
    unique (contact_id, client_id, area)
);

-- What was said. A private note stays with the author's organisation at a handover; one with a compartment is seen by
-- whom access.may_open admits.
create table app.contact_note (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    contact_id      uuid not null references app.contact,
    client_id       uuid references app.client,                   -- about whom; null = about all of them
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    is_private      boolean not null,
    text            text not null check (length(btrim(text)) between 1 and 10000),
    written_by      uuid not null references app.staff,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint contact_note_compartment_of_somebody check (compartment is null or client_id is not null)
);
-- The notes of one contact, oldest first.
create index contact_note_contact on app.contact_note (contact_id, created_at, id);
-- ListPrivateNotes: what an author keeps after a handover, newest first.
create index contact_note_private on app.contact_note (written_by, created_at desc, id desc) where is_private;
