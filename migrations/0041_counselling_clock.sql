-- Under which programme a case is counselled, since when, and what stops or prolongs the time that the programme allows. How long that is, and until
-- when it lasts, is computed (Counselling/CounsellingClock.cs): the lengths are attributes of the programme, the start is the first contact.
create table app.case_programme (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    programme       text not null,                                -- code list programme
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'), -- exclusive; null: the present one
    stated_start    date check (stated_start between date '1900-01-01' and date '2200-01-01'), -- counselled under it elsewhere before
    extension_reason text,                                        -- code list counselling-extension-reason
    extension_note  text check (length(btrim(extension_note)) between 1 and 1000),
    extended_on     date check (extended_on between date '1900-01-01' and date '2200-01-01'),
    extended_by     uuid references app.staff,
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check (until_date > from_date),
    check ((extension_reason is null) = (extended_on is null)),
    constraint case_programme_no_overlap exclude using gist (case_id with =, daterange(from_date, until_date, '[)') with &&)
);
-- The timeline of a case; what follows the person at a handover.
create index case_programme_case on app.case_programme (case_id, recorded_at desc, id desc);
create index case_programme_client on app.case_programme (client_id);

create table app.counselling_pause (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    reason          text not null,                                -- code list counselling-pause-reason
    note            text check (length(btrim(note)) between 1 and 1000),
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'), -- exclusive; null: it lasts
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check (until_date > from_date),
    constraint counselling_pause_no_overlap exclude using gist (case_id with =, daterange(from_date, until_date, '[)') with &&)
);
-- The timeline of a case; what follows the person at a handover.
create index counselling_pause_case on app.counselling_pause (case_id, recorded_at desc, id desc);
create index counselling_pause_client on app.counselling_pause (client_id);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('counselling-pause-reason', 430, 'Grund einer Unterbrechung der Beratung', 'Why counselling pauses', null, null, null),
('counselling-extension-reason', 440, 'Grund einer Verlängerung der Beratung', 'Why counselling is extended', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('counselling-pause-reason', 'abroad', 'Längerer Aufenthalt im Ausland', 'Longer stay abroad', '2000-01-01', null, 10, '{}', null),
('counselling-pause-reason', 'parental-time', 'Mutterschutz, Elternzeit', 'Maternity or parental leave', '2000-01-01', null, 20, '{}', null),
('counselling-pause-reason', 'hospital', 'Stationäre Behandlung, Rehabilitation', 'In-patient treatment or rehabilitation', '2000-01-01', null, 30, '{}',
    null),
('counselling-pause-reason', 'detention', 'Haft', 'Detention', '2000-01-01', null, 40, '{}', null),
('counselling-pause-reason', 'not-reachable', 'Nicht erreichbar', 'Not reachable', '2000-01-01', null, 50, '{}', null),
('counselling-pause-reason', 'by-client', 'Auf Wunsch der Person', 'At the wish of the person', '2000-01-01', null, 60, '{}', null),
('counselling-pause-reason', 'position-vacant', 'Stelle unbesetzt', 'Position vacant', '2000-01-01', null, 70, '{}', null),
('counselling-pause-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 90, '{}', null),
('counselling-extension-reason', 'goals-within-reach', 'Ziele in Reichweite', 'Goals within reach', '2000-01-01', null, 10, '{}', null),
('counselling-extension-reason', 'special-need', 'Besonderer Beratungsbedarf', 'Special need of counselling', '2000-01-01', null, 20, '{}', null),
('counselling-extension-reason', 'family-reunion', 'Familiennachzug', 'Family reunion', '2000-01-01', null, 30, '{}', null),
('counselling-extension-reason', 'illness', 'Erkrankung oder Behinderung', 'Illness or disability', '2000-01-01', null, 40, '{}', null),
('counselling-extension-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 90, '{}', null);

-- How long counselling lasts under the programme, in months from the first contact on, and by how many it can be prolonged once.
update app.code set attributes = attributes || '{"counsellingMonths": 36, "extensionMonths": 12}'
where list = 'programme' and code = 'bw-integrationsmanagement';
