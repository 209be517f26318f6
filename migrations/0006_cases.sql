-- The counselling episode of one client, and who is responsible for it: never nobody, never two.
create table app."case" (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    household_id    uuid references app.household,               -- counselled together with
    status          text not null check (status in ('open', 'closed')),
    phase           text,                                         -- code list accommodation-phase
    team_id         uuid not null references app.team,            -- the current responsibility, repeated from case_responsibility
    lead_staff_id   uuid references app.staff,
    opened_at       timestamptz not null,
    closed_at       timestamptz,
    closing_reason  text,                                         -- code list case-closing-reason
    updated_at      timestamptz not null,
    check ((status = 'closed') = (closed_at is not null)),
    check ((status = 'closed') = (closing_reason is not null))
);
-- One open case per client: the second is refused.
create unique index case_one_open_per_client on app."case" (client_id) where status = 'open';
-- ListCases: a team's or a worker's cases, newest first.
create index case_team on app."case" (team_id, status, opened_at desc, id desc);
create index case_lead on app."case" (lead_staff_id, status, opened_at desc, id desc);
-- A person's cases: whether somebody sees a person, and what the person's file shows.
create index case_client on app."case" (client_id);
create index case_household on app."case" (household_id);

create table app.case_responsibility (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    team_id         uuid not null references app.team,
    lead_staff_id   uuid references app.staff,
    from_at         timestamptz not null,
    until_at        timestamptz,                                  -- exclusive; null = until now
    ended_by        text check (ended_by in ('reassigned', 'handed_over', 'closed')),
    reason          text,                                         -- why the case came here
    staff_id        uuid references app.staff,                    -- who passed it on to here; null = the system
    check (until_at > from_at),
    check ((until_at is null) = (ended_by is null)),
    constraint case_responsibility_no_overlap exclude using gist (case_id with =, tstzrange(from_at, until_at, '[)') with &&)
);
-- The history of one case; the check at commit.
create index case_responsibility_case on app.case_responsibility (case_id, from_at);

-- Colleagues who take part in a case without leading it.
create table app.case_participant (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    staff_id        uuid not null references app.staff,
    from_at         timestamptz not null,
    until_at        timestamptz,
    check (until_at > from_at)
);
-- Once at a time.
create unique index case_participant_once on app.case_participant (case_id, staff_id) where until_at is null;
-- "Cases in which I take part".
create index case_participant_staff on app.case_participant (staff_id, case_id) where until_at is null;

-- What changed a case itself; the timeline shows it, statistics count it. Written once.
create table app.case_event (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    kind            text not null check (kind in ('opened', 'closed', 'reopened', 'phase_changed')),
    code            text,                                         -- case-closing-reason, case-reopening-reason, accommodation-phase
    note            text check (length(note) between 1 and 2000),
    staff_id        uuid references app.staff,                    -- null = the system
    at              timestamptz not null,
    check (kind = 'opened' or code is not null)
);
-- The timeline of one case, newest first.
create index case_event_case on app.case_event (case_id, at desc, id desc);
