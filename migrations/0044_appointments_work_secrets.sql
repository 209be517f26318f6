-- Appointments ahead. What is kept or missed becomes a contact in the same transaction, which is where it is counted.
create table app.appointment (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,          -- who is invited
    team_id         uuid not null references app.team,
    staff_id        uuid references app.staff,                    -- whose it is; null: the team's, since whose it was has gone
    kind            text not null,                                -- code list contact-kind
    at              timestamptz not null,
    duration_minutes integer not null check (duration_minutes between 1 and 1440),
    place           text check (length(btrim(place)) between 1 and 200),
    language        text,                                         -- code list language (ISO 639-3)
    interpreter     text,                                         -- code list interpreter-kind
    status          text not null check (status in ('invited', 'confirmed', 'kept', 'missed', 'cancelled')),
    cancelled_by    text,                                         -- code list contact-outcome: by whom
    contact_id      uuid references app.contact,                  -- what became of it
    decided_by      uuid references app.staff,
    decided_at      timestamptz,
    made_by         uuid references app.staff,
    made_at         timestamptz not null,
    updated_at      timestamptz not null,
    check ((status in ('kept', 'missed')) = (contact_id is not null)),
    check ((status = 'cancelled') = (cancelled_by is not null)),
    check ((status in ('kept', 'missed', 'cancelled')) = (decided_at is not null)),
    -- The same invitation twice is a second click.
    constraint appointment_once exclude (case_id with =, at with =) where (status in ('invited', 'confirmed'))
);
-- My day, and a worker's appointments.
create index appointment_staff on app.appointment (staff_id, at) where status in ('invited', 'confirmed');
-- ListAppointments: of a team, a person, an organisation, the next first.
create index appointment_team on app.appointment (team_id, at, id);
create index appointment_client on app.appointment (client_id, at, id);
create index appointment_organisation on app.appointment (organisation_id, at, id);
-- The timeline of a case.
create index appointment_case on app.appointment (case_id, made_at desc, id desc);
create index appointment_decided on app.appointment (case_id, decided_at desc, id desc) where decided_at is not null;

-- Work on a case without its person: letters, calls with offices, forms. In a compartment where its topics are.
create table app.case_work (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    team_id         uuid not null references app.team,
    staff_id        uuid not null references app.staff,           -- who did it
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    kind            text not null,                                -- code list case-work-kind
    done_on         date not null,
    minutes         integer not null check (minutes between 1 and 1440),
    topics          text[] not null default '{}',                 -- code list need-area
    office          text check (length(btrim(office)) between 1 and 200),
    note            text check (length(btrim(note)) between 1 and 4000),
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    constraint case_work_days_in_bounds check (done_on between date '1900-01-01' and date '2200-01-01')
);
-- ListCaseWork: of a person, of an organisation, the latest first.
create index case_work_client on app.case_work (client_id, done_on desc, id desc);
create index case_work_organisation on app.case_work (organisation_id, done_on desc, id desc);
-- The timeline of a case.
create index case_work_case on app.case_work (case_id, recorded_at desc, id desc);

-- Confidential notes (§ 203 StGB): for their author and whom she names. They stay with the organisation at a handover, stand in no package, timeline,
-- list of the case or search; their words never reach the trail (column secret_text, see Audit/RecordChange.sql).
create table app.confidential_note (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    contact_id      uuid references app.contact,
    author_id       uuid not null references app.staff,
    holder_id       uuid references app.staff,                    -- the author, or to whom it went when she left; null: sealed
    successor_id    uuid references app.staff,                    -- to whom it goes when the holder leaves
    reader_ids      uuid[] not null default '{}',                 -- whom the holder has named
    secret_text     text not null check (length(btrim(secret_text)) between 1 and 10000),
    sealed_at       timestamptz,                                  -- the holder left and had named nobody: nobody opens it
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((holder_id is null) = (sealed_at is not null)),
    check (successor_id is null or successor_id <> holder_id)
);
-- ListConfidentialNotes: one's own and those one is named for.
create index confidential_note_holder on app.confidential_note (holder_id, created_at desc, id desc);
create index confidential_note_reader on app.confidential_note using gin (reader_ids);
create index confidential_note_client on app.confidential_note (client_id);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('case-work-kind', 440, 'Fallarbeit ohne Kontakt', 'Work on a case without contact', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('case-work-kind', 'letter', 'Schreiben verfasst', 'Letter written', '2000-01-01', null, 10, '{}', null),
('case-work-kind', 'form', 'Formular oder Antrag ausgefüllt', 'Form or application filled in', '2000-01-01', null, 20, '{}', null),
('case-work-kind', 'call-office', 'Telefonat mit einer Stelle', 'Call with an office', '2000-01-01', null, 30, '{}', null),
('case-work-kind', 'correspondence', 'Schriftverkehr mit einer Stelle', 'Correspondence with an office', '2000-01-01', null, 40, '{}', null),
('case-work-kind', 'conference', 'Fallbesprechung', 'Case conference', '2000-01-01', null, 50, '{}', null),
('case-work-kind', 'research', 'Recherche', 'Research', '2000-01-01', null, 60, '{}', null),
('case-work-kind', 'documentation', 'Dokumentation', 'Documentation', '2000-01-01', null, 70, '{}', null),
('case-work-kind', 'travel', 'Wegezeit', 'Travel', '2000-01-01', null, 80, '{}', null),
('case-work-kind', 'other', 'Sonstiges', 'Other', '2000-01-01', null, 90, '{}', null);
