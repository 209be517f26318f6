-- Work, apart from what a person takes part in: several jobs at once, each from a day until a day. What somebody mainly does, or why there is no work,
-- stays the history of the work status (app.client_work).
create table app.employment (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    kind            text not null,                                -- code list employment-kind
    employer        text check (length(btrim(employer)) between 1 and 200),
    occupation      text check (length(btrim(occupation)) between 1 and 200),
    hours_per_week  numeric(4, 1) check (hours_per_week > 0 and hours_per_week <= 80),
    note            text check (length(btrim(note)) between 1 and 1000),
    from_date       date not null,
    until_date      date,                                         -- first day no longer; ahead where the contract is limited
    end_reason      text,                                         -- code list employment-end-reason
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check (until_date > from_date),
    check (end_reason is null or until_date is not null),
    constraint employment_days_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'
        and until_date between date '1900-01-01' and date '2200-01-01'),
    constraint employment_times_in_bounds check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'
        and updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'
        and former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
-- ListEmployments of a person; what follows the person at a handover.
create index employment_client on app.employment (client_id, recorded_at desc, id desc);
-- ListEmployments of a team; the timeline of a case.
create index employment_organisation on app.employment (organisation_id, recorded_at desc, id desc);
create index employment_case on app.employment (case_id, recorded_at desc, id desc);
-- The same job twice is a second click. By compartment, so that one that nobody sees stands in nobody's way.
create unique index employment_once on app.employment (case_id, kind, from_date, coalesce(lower(btrim(employer)), ''),
    coalesce(lower(btrim(occupation)), ''), coalesce(compartment, ''));

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('employment-kind', 650, 'Art der Arbeit', 'Kind of work', 'attributes.firstLabourMarket: erster Arbeitsmarkt.', 'attributes.firstLabourMarket: first labour market.', null),
('employment-end-reason', 660, 'Wie eine Arbeit endete', 'How work ended', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('employment-kind', 'full-time', 'Sozialversicherungspflichtig, Vollzeit', 'Employed full-time', '2000-01-01', null, 10, '{"firstLabourMarket":true}', null),
('employment-kind', 'part-time', 'Sozialversicherungspflichtig, Teilzeit', 'Employed part-time', '2000-01-01', null, 20, '{"firstLabourMarket":true}', null),
('employment-kind', 'mini-job', 'Geringfügig (Minijob)', 'Mini-job', '2000-01-01', null, 30, '{"firstLabourMarket":true}', '§ 8 SGB IV'),
('employment-kind', 'apprenticeship', 'Berufsausbildung', 'Apprenticeship', '2000-01-01', null, 40, '{"firstLabourMarket":false}', 'BBiG, HwO'),
('employment-kind', 'self-employment', 'Selbstständigkeit', 'Self-employment', '2000-01-01', null, 50, '{"firstLabourMarket":false}', null),
('employment-kind', 'internship', 'Praktikum, Hospitation', 'Internship', '2000-01-01', null, 60, '{"firstLabourMarket":false}', null),
('employment-kind', 'entry-qualification', 'Einstiegsqualifizierung', 'Entry qualification', '2000-01-01', null, 70, '{"firstLabourMarket":false}', '§ 54a SGB III'),
('employment-kind', 'work-opportunity', 'Arbeitsgelegenheit', 'Work opportunity', '2000-01-01', null, 80, '{"firstLabourMarket":false}', '§ 5 AsylbLG; § 16d SGB II'),
('employment-kind', 'voluntary-service', 'Freiwilligendienst (BFD, FSJ)', 'Voluntary service', '2000-01-01', null, 90, '{"firstLabourMarket":false}', 'BFDG, JFDG'),
('employment-end-reason', 'limited', 'Befristung lief aus', 'The contract was limited', '2000-01-01', null, 10, '{}', '§ 15 TzBfG'),
('employment-end-reason', 'finished', 'Abgeschlossen (Ausbildung, Praktikum)', 'Finished (apprenticeship, internship)', '2000-01-01', null, 20, '{}', '§ 21 BBiG'),
('employment-end-reason', 'dismissed', 'Kündigung durch den Betrieb', 'Dismissed', '2000-01-01', null, 30, '{}', null),
('employment-end-reason', 'resigned', 'Eigene Kündigung', 'Resigned', '2000-01-01', null, 40, '{}', null),
('employment-end-reason', 'agreed', 'Aufhebungsvertrag', 'Ended by agreement', '2000-01-01', null, 50, '{}', null),
('employment-end-reason', 'other-job', 'Wechsel der Arbeit', 'Changed to another job', '2000-01-01', null, 60, '{}', null),
('employment-end-reason', 'not-permitted', 'Beschäftigungserlaubnis endete', 'The permission to work ended', '2000-01-01', null, 70, '{}', '§ 4a AufenthG'),
('employment-end-reason', 'firm-closed', 'Betrieb schloss', 'The firm closed', '2000-01-01', null, 80, '{}', null),
('employment-end-reason', 'moved', 'Umzug', 'Moved away', '2000-01-01', null, 90, '{}', null),
('employment-end-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 900, '{}', null);
