-- Integration agreements: one row per case. A joint one of a household's adults is one row for each of them, bound by joint_id and moved together;
-- what is one adult's stands in the rows of that adult alone, so that it parts without anything to be cut up. draft → proposed → active → under_review
-- → active | completed | terminated. What is agreed is kept as versions that never change.
create table app.agreement (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    joint_id        uuid,                                         -- the same in every row of a joint one
    status          text not null check (status in ('draft', 'proposed', 'active', 'under_review', 'completed', 'terminated')),
    language        text not null,                                -- code list language: in which it is agreed with the person
    review_on       date check (review_on between date '1900-01-01' and date '2200-01-01'),
    review_cause    text check (review_cause in ('review', 'handover', 'amendment')), -- why it is under review
    in_force_number int,                                          -- the version that both have acknowledged last
    proposed_number int,                                          -- the version that waits for acknowledgements
    amend_kind      text,                                         -- code list agreement-change-kind: an amendment is being written
    amend_what      text check (length(btrim(amend_what)) between 1 and 1000),
    amend_why       text check (length(btrim(amend_why)) between 1 and 1000),
    started_by      uuid references app.staff,                    -- null: the system
    started_at      timestamptz not null,
    activated_at    timestamptz,
    reviewed_at     timestamptz,
    reviewed_by     uuid references app.staff,
    ended_at        timestamptz,
    end_reason      text,                                         -- code list agreement-end-reason; null of a completed one
    end_note        text check (length(btrim(end_note)) between 1 and 2000),
    ended_by        uuid references app.staff,
    updated_at      timestamptz not null,
    check ((status in ('completed', 'terminated')) = (ended_at is not null)),
    check ((status = 'terminated') = (end_reason is not null)),
    check ((status in ('active', 'under_review', 'completed')) <= (in_force_number is not null)),
    check (status <> 'proposed' or proposed_number is not null),
    check (proposed_number is null or status in ('proposed', 'under_review')),
    check (amend_kind is null or status = 'under_review'),
    check ((status = 'under_review') = (review_cause is not null)),
    check ((amend_kind is null) = (amend_what is null) and (amend_kind is null) = (amend_why is null))
);
-- One agreement per case at any time, a joint one included.
create unique index agreement_one_running on app.agreement (case_id) where status in ('draft', 'proposed', 'active', 'under_review');
-- Those of a case, and of a person; what follows the person at a handover; the timeline.
create index agreement_case on app.agreement (case_id, started_at desc, id desc);
create index agreement_client on app.agreement (client_id, started_at desc, id desc);
-- ListAgreements, newest first and by the next review.
create index agreement_organisation on app.agreement (organisation_id, started_at desc, id desc);
create index agreement_review on app.agreement (organisation_id, review_on, id) where status in ('active', 'under_review');
create index agreement_joint on app.agreement (joint_id) where joint_id is not null;
-- The timeline of a case: when it began to hold, and ended.
create index agreement_ended on app.agreement (case_id, ended_at desc, id desc) where ended_at is not null;

create table app.agreement_goal (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    agreement_id    uuid not null references app.agreement,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    area            text not null,                                -- code list need-area
    need_id         uuid,                                         -- the area of an assessment that it comes from
    from_strength   boolean not null default false,               -- it starts from what the person can, not from a deficit
    title           text not null check (length(btrim(title)) between 1 and 300),
    own_words       text check (length(btrim(own_words)) between 1 and 2000),
    own_words_language text,                                      -- code list language
    wanted          boolean,
    indicator       text check (length(btrim(indicator)) between 1 and 500),
    baseline        text check (length(btrim(baseline)) between 1 and 500),
    target          text check (length(btrim(target)) between 1 and 500),
    due_on          date check (due_on between date '1900-01-01' and date '2200-01-01'),
    owner           text check (owner in ('client', 'office', 'third_party')),
    owner_name      text check (length(btrim(owner_name)) between 1 and 200),
    depends_on      text check (length(btrim(depends_on)) between 1 and 1000),
    status          text not null check (status in ('planned', 'active', 'on_hold', 'achieved', 'not_achieved', 'dropped')),
    progress        text check (progress in ('not_started', 'improving', 'no_change', 'worsening', 'reached')),
    result          text check (length(btrim(result)) between 1 and 2000),
    ended_on        date check (ended_on between date '1900-01-01' and date '2200-01-01'),
    added_at        timestamptz not null,
    updated_by      uuid references app.staff,
    updated_at      timestamptz not null,
    check ((owner = 'third_party') = (owner_name is not null) or (owner is null and owner_name is null)),
    check ((status in ('achieved', 'not_achieved', 'dropped')) = (result is not null and ended_on is not null))
);
create index agreement_goal_of on app.agreement_goal (agreement_id, added_at, id);
create index agreement_goal_client on app.agreement_goal (client_id);

create table app.agreement_goal_note (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    goal_id         uuid not null references app.agreement_goal on delete cascade,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    status          text not null check (status in ('planned', 'active', 'on_hold', 'achieved', 'not_achieved', 'dropped')),
    progress        text check (progress in ('not_started', 'improving', 'no_change', 'worsening', 'reached')),
    note            text check (length(btrim(note)) between 1 and 2000),
    noted_by        uuid references app.staff,
    noted_at        timestamptz not null
);
create index agreement_goal_note_of on app.agreement_goal_note (goal_id, noted_at desc, id desc);
create index agreement_goal_note_client on app.agreement_goal_note (client_id);

create table app.agreement_step (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    agreement_id    uuid not null references app.agreement,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    goal_id         uuid references app.agreement_goal on delete set null,
    side            text not null check (side in ('client', 'office', 'third_party')),
    who             text check (length(btrim(who)) between 1 and 200),  -- the third party by name
    what            text not null check (length(btrim(what)) between 1 and 500),
    due_on          date not null check (due_on between date '1900-01-01' and date '2200-01-01'),
    status          text not null check (status in ('open', 'done', 'not_done', 'lapsed')),
    reason          text check (length(btrim(reason)) between 1 and 1000),
    settled_on      date check (settled_on between date '1900-01-01' and date '2200-01-01'),
    settled_by      uuid references app.staff,
    former_office_id uuid references app.organisation,            -- an obligation of who has handed the household over
    added_at        timestamptz not null,
    updated_at      timestamptz not null,
    check ((side = 'third_party') = (who is not null)),
    check ((status = 'open') = (settled_on is null)),
    check ((status in ('not_done', 'lapsed')) = (reason is not null)),
    check (former_office_id is null or side = 'office')
);
create index agreement_step_of on app.agreement_step (agreement_id, due_on, id);
create index agreement_step_goal on app.agreement_step (goal_id) where goal_id is not null;
create index agreement_step_client on app.agreement_step (client_id);

-- Why an urgent need has no goal.
create table app.agreement_unmet_need (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    agreement_id    uuid not null references app.agreement,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    area            text not null,                                -- code list need-area
    reason          text not null check (length(btrim(reason)) between 1 and 1000),
    stated_by       uuid references app.staff,
    stated_at       timestamptz not null
);
create unique index agreement_unmet_need_once on app.agreement_unmet_need (agreement_id, area);
create index agreement_unmet_need_client on app.agreement_unmet_need (client_id);

-- What was agreed or proposed, with why it was written. Its items never change; of itself only when it was approved, came into force, was taken back.
create table app.agreement_version (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    agreement_id    uuid not null references app.agreement,
    client_id       uuid not null references app.client,
    number          int not null check (number > 0),
    kind            text not null,                                -- code list agreement-change-kind
    what            text check (length(btrim(what)) between 1 and 1000),
    why             text check (length(btrim(why)) between 1 and 1000),
    language        text not null,
    review_on       date check (review_on between date '1900-01-01' and date '2200-01-01'),
    part_hash       bytea check (length(part_hash) = 32),         -- SHA-256 of what stands in it
    hash            bytea check (length(hash) = 32),              -- of a joint one: of all its parts; else the same
    proposed_by     uuid not null references app.staff,
    proposed_at     timestamptz not null,
    approved_by     uuid references app.staff,
    approved_at     timestamptz,
    withdrawn_at    timestamptz,
    in_force_from   timestamptz,
    in_force_until  timestamptz,
    check ((approved_by is null) = (approved_at is null)),
    constraint agreement_author_never_approves check (approved_by <> proposed_by),
    check (withdrawn_at is null or in_force_from is null),
    check (in_force_until > in_force_from)
);
create unique index agreement_version_once on app.agreement_version (agreement_id, number);
create index agreement_version_client on app.agreement_version (client_id);

create table app.agreement_version_item (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    version_id      uuid not null references app.agreement_version,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    kind            text not null check (kind in ('goal', 'step')),
    item_id         uuid not null,
    content         jsonb not null check (jsonb_typeof(content) = 'object')
);
create unique index agreement_version_item_once on app.agreement_version_item (version_id, item_id);
create index agreement_version_item_client on app.agreement_version_item (client_id);

-- Who has agreed to exactly which version, or could not be reached. Never the system, and nobody of the office for the person.
create table app.agreement_acknowledgement (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    version_id      uuid not null references app.agreement_version,
    client_id       uuid not null references app.client,
    hash            bytea not null,
    side            text not null check (side in ('client', 'office')),
    state           text not null check (state in ('given', 'not_reachable')),
    representation_id uuid references app.representation,         -- who acts for the person; null: the person
    staff_id        uuid references app.staff,                    -- who of the office
    how             text check (how in ('signature_on_paper', 'oral_with_interpreter', 'electronic')),
    at              timestamptz not null,
    place           text check (length(btrim(place)) between 1 and 200),
    language        text,                                         -- code list language
    interpreter     text check (length(btrim(interpreter)) between 1 and 200),
    read_back       boolean not null default false,
    evidence        text check (length(btrim(evidence)) between 1 and 500),
    note            text check (length(btrim(note)) between 1 and 1000),
    recorded_by     uuid not null references app.staff,
    recorded_at     timestamptz not null,
    constraint agreement_sides_apart check (case side when 'client' then staff_id is null else staff_id is not null and representation_id is null end),
    constraint agreement_how check (state <> 'given' or (how is not null and language is not null)),
    constraint agreement_interpreted check (how is distinct from 'oral_with_interpreter' or side = 'office' or (interpreter is not null and read_back)),
    check (state = 'given' or side = 'client')
);
-- Each side acknowledges a version once; who was not reached may be tried again.
create unique index agreement_acknowledged_once on app.agreement_acknowledgement (version_id, side) where state = 'given';
create index agreement_acknowledgement_client on app.agreement_acknowledgement (client_id);
create index agreement_acknowledgement_of on app.agreement_acknowledgement (version_id, recorded_at);

-- What an organisation has decided about its agreements.
create table app.agreement_setting (
    id              uuid primary key references app.organisation,
    organisation_id uuid not null references app.organisation,
    requires_approval boolean not null,
    review_months   int not null check (review_months between 1 and 24),
    updated_by      uuid references app.staff,
    updated_at      timestamptz not null,
    check (id = organisation_id)
);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('agreement-change-kind', 400, 'Art der Änderung einer Integrationsvereinbarung', 'Kind of change of an agreement', null, null, null),
('agreement-end-reason', 410, 'Warum eine Integrationsvereinbarung endet', 'Why an agreement ends', null, null, null);

-- attributes bySystem: set by the product alone.
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('agreement-change-kind', 'first', 'Erste Fassung', 'First version', '2000-01-01', null, 10, '{"bySystem":true}', null),
('agreement-change-kind', 'circumstances', 'Lebensumstände haben sich geändert', 'Circumstances have changed', '2000-01-01', null, 20, '{}', null),
('agreement-change-kind', 'goals', 'Ziele geändert', 'Goals changed', '2000-01-01', null, 30, '{}', null),
('agreement-change-kind', 'steps', 'Schritte oder Pflichten geändert', 'Steps or obligations changed', '2000-01-01', null, 40, '{}', null),
('agreement-change-kind', 'dates', 'Termine verschoben', 'Dates moved', '2000-01-01', null, 50, '{}', null),
('agreement-change-kind', 'client-wish', 'Wunsch der Person', 'Wish of the person', '2000-01-01', null, 60, '{}', null),
('agreement-change-kind', 'law', 'Rechtsänderung oder Bescheid', 'Change of law or a decision', '2000-01-01', null, 70, '{}', null),
('agreement-change-kind', 'correction', 'Fehler berichtigt', 'Mistake corrected', '2000-01-01', null, 80, '{}', null),
('agreement-change-kind', 'handover', 'Bestätigt nach einer Übergabe', 'Confirmed after a handover', '2000-01-01', null, 90, '{"bySystem":true}', null),
('agreement-end-reason', 'client-wish', 'Wunsch der Person', 'Wish of the person', '2000-01-01', null, 10, '{}', null),
('agreement-end-reason', 'no-cooperation', 'Keine Mitwirkung', 'No cooperation', '2000-01-01', null, 20, '{}', null),
('agreement-end-reason', 'not-reached', 'Person nicht mehr erreichbar', 'Person cannot be reached any more', '2000-01-01', null, 30, '{}', null),
('agreement-end-reason', 'moved-away', 'Verzogen', 'Moved away', '2000-01-01', null, 40, '{}', null),
('agreement-end-reason', 'no-need', 'Kein Bedarf mehr', 'No need any more', '2000-01-01', null, 50, '{}', null),
('agreement-end-reason', 'started-by-mistake', 'Irrtümlich angelegt', 'Started by mistake', '2000-01-01', null, 60, '{}', null),
('agreement-end-reason', 'died', 'Verstorben', 'Died', '2000-01-01', null, 70, '{}', null),
('agreement-end-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 80, '{}', null),
('agreement-end-reason', 'separated', 'Trennung, oder eine Person geht allein weiter', 'Separation, or one person goes on alone', '2000-01-01', null, 90,
    '{"bySystem":true}', null),
('agreement-end-reason', 'case-closed', 'Fall geschlossen', 'Case closed', '2000-01-01', null, 100, '{"bySystem":true}', null);
