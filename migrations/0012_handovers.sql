-- Handovers (Übergaben): a household changes from one team's responsibility to another's, often across organisations.
-- One record belongs to two controllers here: Handovers/Wall.sql says who of them sees what.

create table app.handover (
    id              uuid primary key,
    household_id    uuid not null references app.household,
    sender_organisation_id   uuid not null references app.organisation,
    sender_team_id           uuid not null references app.team,
    receiver_organisation_id uuid not null references app.organisation,
    receiver_team_id         uuid not null references app.team,
    status          text not null check (status in ('draft', 'submitted', 'clarification_requested', 'accepted', 'declined', 'withdrawn', 'expired', 'completed')),
    returns_id      uuid references app.handover,                -- the handover that this one returns
    return_reason   text,                                         -- code list handover-return-reason
    note            text check (length(note) <= 4000),            -- to the receiver, frozen with the package
    no_open_items   boolean not null default false,               -- stated: nothing is open
    created_by      uuid not null references app.staff,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    package_version integer not null default 0 check (package_version >= 0),  -- of the last submission
    submitted_by    uuid references app.staff,
    submitted_at    timestamptz,                                  -- the last submission
    acceptance_due_on date,                                       -- working days of the receiver's Land, counted at submission
    escalate_on     date,                                         -- after this day the receiver's supervisor is told
    expires_on      date,                                         -- after this day the handover expires
    accepted_by     uuid references app.staff,
    accepted_at     timestamptz,
    first_contact_due_on date,
    ended_at        timestamptz,
    end_reason      text,                                         -- handover-decline-reason or handover-withdrawal-reason
    check (sender_team_id <> receiver_team_id),
    check ((returns_id is null) = (return_reason is null)),
    check ((status = 'draft') = (submitted_at is null)),
    check ((submitted_at is null) = (package_version = 0)),
    check ((submitted_at is null) = (submitted_by is null)),
    check ((submitted_at is null) = (acceptance_due_on is null)),
    check (acceptance_due_on <= escalate_on and escalate_on <= expires_on),
    check ((status in ('accepted', 'completed')) = (accepted_at is not null)),
    check ((accepted_at is null) = (first_contact_due_on is null)),
    check ((status in ('declined', 'withdrawn', 'expired', 'completed')) = (ended_at is not null)),
    check ((status in ('declined', 'withdrawn')) = (end_reason is not null))
);
-- One open handover per household. An accepted one is not open: the household may be returned before the first contact.
create unique index handover_one_open_per_household on app.handover (household_id) where status in ('draft', 'submitted', 'clarification_requested');
-- ListHandovers: sent by, received by my teams, newest first.
create index handover_sent on app.handover (sender_team_id, created_at desc, id desc);
create index handover_received on app.handover (receiver_team_id, created_at desc, id desc) where submitted_at is not null;
-- WatchHandovers: what waits for acceptance or for the first contact.
create index handover_waiting on app.handover (status, acceptance_due_on) where status in ('submitted', 'accepted');
-- "The returns of this handover".
create index handover_returns on app.handover (returns_id) where returns_id is not null;

-- The persons, as of the last time the household was read (each change of the draft, each submission).
create table app.handover_person (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    client_id       uuid not null references app.client,
    case_id         uuid references app."case",                  -- null in a draft whose person has no open case yet
    first_contact_at timestamptz,                                 -- after acceptance: the first contact that reached the person
    unique (handover_id, client_id)
);
-- "Does somebody hand this person over" and the first contact of a person.
create index handover_person_client on app.handover_person (client_id);
-- GetCaseTimeline: the handovers of a case.
create index handover_person_case on app.handover_person (case_id);

-- How it went, step by step: who, when, why. Written once.
create table app.handover_move (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    action          text not null,
    from_status     text,
    to_status       text not null,
    at              timestamptz not null,
    organisation_id uuid not null references app.organisation,   -- which side
    staff_id        uuid references app.staff,                    -- null = the system
    reason_code     text,
    note            text check (length(note) <= 4000),
    package_version integer not null
);
create index handover_move_handover on app.handover_move (handover_id, at, id);

-- Each item of a package can be accepted or queried by the receiver; the sender's answer belongs to the item.
create table app.handover_item (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    package_version integer not null check (package_version > 0),
    place           text not null check (length(place) between 1 and 300),
    verdict         text not null check (verdict in ('accepted', 'queried')),
    question        text check (length(btrim(question)) between 1 and 4000),
    reviewed_by     uuid references app.staff,                    -- null: unchanged since an earlier version, where it was accepted
    reviewed_at     timestamptz not null,
    answer          text check (length(btrim(answer)) between 1 and 4000),
    answered_by     uuid references app.staff,
    answered_at     timestamptz,
    check ((verdict = 'queried') = (question is not null)),
    check (answer is null or verdict = 'queried'),
    check ((answer is null) = (answered_at is null)),
    unique (handover_id, package_version, place)
);
revoke update on app.handover_move from casemanagement_app;

-- What the sender writes. Children of the draft stay with the sender for good; the package is what was disclosed.
create table app.handover_document (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,   -- the sender
    handover_id     uuid not null references app.handover,
    client_id       uuid references app.client,                   -- null: of the household
    kind            text not null,                                -- code list document-kind
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),  -- of the kind
    is_present      boolean not null,
    missing_reason  text check (length(btrim(missing_reason)) between 1 and 1000),
    check (is_present = (missing_reason is null)),
    check (compartment is null or client_id is not null)
);
create unique index handover_document_once on app.handover_document (handover_id, coalesce(client_id, handover_id), kind);

create table app.handover_open_item (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    handover_id     uuid not null references app.handover,
    client_id       uuid references app.client,                   -- null: of the household
    text            text not null check (length(btrim(text)) between 1 and 2000),
    due_on          date
);
create index handover_open_item_handover on app.handover_open_item (handover_id);

-- Restricted items that go along: each one by itself, nothing by default.
create table app.handover_inclusion (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    handover_id     uuid not null references app.handover,
    item_id         uuid not null,                                -- a need or a restricted record
    unique (handover_id, item_id)
);

-- What was disclosed, frozen at each submission. The content is the exact text that was hashed.
create table app.handover_package (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    version         integer not null check (version > 0),
    content         text not null,                                -- canonical JSON
    sha256          bytea not null,
    created_at      timestamptz not null,
    created_by      uuid not null references app.staff,
    check (sha256 = sha256(convert_to(content, 'UTF8'))),
    unique (handover_id, version)
);
-- Restricted items stand apart, each hashed by itself; the package names their place, compartment and hash. So everybody who
-- may see the package can verify it, and only who may open the compartment reads them.
create table app.handover_package_restricted (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    version         integer not null,
    client_id       uuid not null references app.client,
    item_id         uuid not null,
    compartment     text not null check (compartment in ('health', 'protection', 'sexual_orientation')),
    content         text not null,
    sha256          bytea not null,
    check (sha256 = sha256(convert_to(content, 'UTF8'))),
    foreign key (handover_id, version) references app.handover_package (handover_id, version),
    unique (handover_id, version, item_id)
);
revoke update, delete on app.handover_package, app.handover_package_restricted from casemanagement_app;
