-- Assessments (Bedarfserhebung nach Beratungsraster): answers to a version of the binding form, area by area, and one need
-- per area with its urgency. draft -> completed -> superseded. A completed one never changes: the next one starts from its
-- answers and takes its place when it is completed.
create table app.assessment (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    case_id         uuid not null references app."case",
    template_id     uuid not null references app.assessment_template,
    status          text not null check (status in ('draft', 'completed', 'superseded')),
    person          text not null check (person in ('adult', 'child')), -- whose questions: a child was under 18 when it was started
    previous_id     uuid references app.assessment,                  -- the one whose answers it started from
    started_by      uuid references app.staff,                       -- null = the system
    started_at      timestamptz not null,
    completed_by    uuid references app.staff,
    completed_at    timestamptz,
    superseded_at   timestamptz,
    updated_at      timestamptz not null,
    check ((status = 'draft') = (completed_at is null)),
    check ((status = 'superseded') = (superseded_at is not null)),
    check (completed_at >= started_at),
    check (superseded_at >= completed_at),
    check (previous_id <> id)
);
-- One draft and one current assessment per client, and a chain of them, not a tree.
create unique index assessment_one_draft on app.assessment (client_id) where status = 'draft';
create unique index assessment_one_current on app.assessment (client_id) where status = 'completed';
create unique index assessment_one_successor on app.assessment (previous_id) where previous_id is not null;
-- ListAssessments and GetNeedHistory: those of a client, newest first.
create index assessment_client on app.assessment (client_id, started_at desc, id desc);
-- The timeline of a case.
create index assessment_case on app.assessment (case_id);

create table app.assessment_area (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    assessment_id   uuid not null references app.assessment,
    client_id       uuid not null references app.client,
    area            text not null,                                    -- code list need-area
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    answers         jsonb not null default '{}' check (jsonb_typeof(answers) = 'object'), -- question code -> answer
    urgency         text,                                             -- code list urgency; null = not judged yet
    need            text check (length(btrim(need)) between 1 and 4000),
    proposed_service text check (length(btrim(proposed_service)) between 1 and 500),
    gap_reason      text,                                             -- code list need-gap-reason: why no service is proposed
    gap_note        text check (length(btrim(gap_note)) between 1 and 1000),
    updated_by      uuid references app.staff,
    updated_at      timestamptz not null,
    check (proposed_service is null or gap_reason is null),
    check (gap_note is null or gap_reason is not null)
);
-- The areas of an assessment, each once.
create unique index assessment_area_once on app.assessment_area (assessment_id, area);
-- What moves with a client at a handover.
create index assessment_area_client on app.assessment_area (client_id);
