-- What persons take part in: kindergarten, school, courses, training, clubs. Several at once. Each move has the day on which it was true, which may lie
-- in the past, and the time when it was recorded. The days stand in the row as well: figures and lists ask for them.
create table app.participation (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    kind            text not null,                                -- code list participation-kind
    school_kind     text,                                         -- code list school-kind
    form            text,                                         -- code list participation-form: class form, hours of a day
    title           text check (length(btrim(title)) between 1 and 200),
    provider        text check (length(btrim(provider)) between 1 and 200),
    service_id      uuid references app.service,
    hours_per_week  numeric(4, 1) check (hours_per_week > 0 and hours_per_week <= 80),
    note            text check (length(btrim(note)) between 1 and 1000),
    status          text not null check (status in ('waiting', 'place', 'begun', 'completed', 'broken_off', 'withdrawn')),
    first_on        date not null,                                -- of the first move
    waiting_on      date,
    place_on        date,
    begun_on        date,
    ended_on        date,                                         -- first day no longer
    end_reason      text,                                         -- code list participation-break-off-reason or participation-withdrawal-reason
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check ((status in ('completed', 'broken_off', 'withdrawn')) = (ended_on is not null)),
    check (status not in ('begun', 'completed', 'broken_off') or begun_on is not null),
    check (status <> 'place' or place_on is not null),
    check ((status in ('broken_off', 'withdrawn')) = (end_reason is not null)),
    constraint participation_in_order check (waiting_on <= coalesce(place_on, begun_on, ended_on) and place_on <= coalesce(begun_on, ended_on)
        and begun_on < ended_on and first_on = coalesce(waiting_on, place_on, begun_on)),
    constraint participation_days_in_bounds check (first_on between date '1900-01-01' and date '2200-01-01'
        and waiting_on between date '1900-01-01' and date '2200-01-01' and place_on between date '1900-01-01' and date '2200-01-01'
        and begun_on between date '1900-01-01' and date '2200-01-01' and ended_on between date '1900-01-01' and date '2200-01-01'),
    constraint participation_times_in_bounds check (recorded_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and former_access_until between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);
-- ListParticipations of a person; what follows the person at a handover.
create index participation_client on app.participation (client_id, recorded_at desc, id desc);
-- ListParticipations of a team, and of a case.
create index participation_organisation on app.participation (organisation_id, recorded_at desc, id desc);
create index participation_case on app.participation (case_id, recorded_at desc, id desc);
create index participation_service on app.participation (service_id) where service_id is not null;
-- The same one twice is a second click. By compartment, so that one that nobody sees stands in nobody's way.
create unique index participation_once on app.participation (case_id, kind, first_on, coalesce(lower(btrim(provider)), ''), coalesce(lower(btrim(title)), ''),
    coalesce(service_id, '00000000-0000-0000-0000-000000000000'), coalesce(compartment, ''));

-- When each move was recorded and by whom. Moves with its participation, whose policy hides it.
create table app.participation_move (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    participation_id uuid not null references app.participation on delete cascade,
    status          text not null check (status in ('waiting', 'place', 'begun', 'completed', 'broken_off', 'withdrawn')),
    on_date         date not null,
    reason          text,                                         -- of broken_off and withdrawn
    note            text check (length(btrim(note)) between 1 and 1000),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    check ((status in ('broken_off', 'withdrawn')) = (reason is not null)),
    constraint participation_move_once unique (participation_id, status),
    constraint participation_move_day_in_bounds check (on_date between date '1900-01-01' and date '2200-01-01'),
    constraint participation_move_times_in_bounds check (recorded_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and former_access_until between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('participation-kind', 600, 'Teilnahme, Betreuungsplatz', 'Participation', 'Woran jemand teilnimmt. Arbeit steht für sich.', 'What somebody takes part in. Work stands by itself.', null),
('school-kind', 610, 'Schulart', 'Kind of school', null, null, 'SchG BW'),
('participation-form', 620, 'Form der Teilnahme', 'Form of participation', 'Klassenform, Betreuungsumfang, Kursart; attributes.kinds sagt, bei welchen Teilnahmen.', 'Form of class, hours of care, kind of course; attributes.kinds says of which participations.', null),
('participation-break-off-reason', 630, 'Grund für den Abbruch', 'Reason for breaking off', 'Ohne Gesundheitliches: das gehört in einen geschützten Vermerk.', 'Nothing about health: that belongs into a restricted record.', null),
('participation-withdrawal-reason', 640, 'Grund für die Rücknahme', 'Reason for withdrawal', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('participation-kind', 'kindergarten', 'Kindertageseinrichtung', 'Kindergarten', '2000-01-01', null, 10, '{"care":true}', '§ 24 SGB VIII'),
('participation-kind', 'childminder', 'Kindertagespflege', 'Childminder', '2000-01-01', null, 20, '{"care":true}', '§ 23 SGB VIII'),
('participation-kind', 'after-school-care', 'Hort, Schulkindbetreuung', 'After-school care', '2000-01-01', null, 30, '{"care":true}', '§ 24 Abs. 4 SGB VIII'),
('participation-kind', 'school', 'Allgemeinbildende Schule', 'School', '2000-01-01', null, 40, '{"school":true}', '§ 72 SchG BW'),
('participation-kind', 'vocational-school', 'Berufliche Schule', 'Vocational school', '2000-01-01', null, 50, '{"school":true}', '§ 77 SchG BW'),
('participation-kind', 'higher-education', 'Hochschule, Studienkolleg', 'Higher education', '2000-01-01', null, 60, '{}', null),
('participation-kind', 'integration-course', 'Integrationskurs', 'Integration course', '2005-01-01', null, 70, '{"course":true}', '§§ 43–44a AufenthG; IntV'),
('participation-kind', 'vocational-language-course', 'Berufssprachkurs', 'Vocational language course', '2016-07-01', null, 80, '{"course":true}', '§ 45a AufenthG; DeuFöV'),
('participation-kind', 'language-course', 'Anderer Sprachkurs', 'Another language course', '2000-01-01', null, 90, '{"course":true}', 'VwV Deutsch'),
('participation-kind', 'orientation-course', 'Erstorientierungskurs', 'First orientation course', '2017-07-01', null, 100, '{"course":true}', null),
('participation-kind', 'training', 'Qualifizierung, Umschulung, Weiterbildung', 'Training', '2000-01-01', null, 110, '{}', '§§ 45, 81 ff. SGB III'),
('participation-kind', 'vocational-preparation', 'Berufsvorbereitende Maßnahme', 'Vocational preparation', '2000-01-01', null, 120, '{}', '§ 51 SGB III'),
('participation-kind', 'work-opportunity', 'Arbeitsgelegenheit', 'Work opportunity', '2000-01-01', null, 130, '{}', '§ 5 AsylbLG; § 16d SGB II'),
('participation-kind', 'volunteering', 'Ehrenamt', 'Volunteering', '2000-01-01', null, 140, '{}', null),
('participation-kind', 'club', 'Verein', 'Club', '2000-01-01', null, 150, '{}', null),
('participation-kind', 'group', 'Gruppe, offener Treff', 'Group, open meeting', '2000-01-01', null, 160, '{}', null),
('participation-kind', 'other', 'Anderes', 'Something else', '2000-01-01', null, 900, '{}', null),
('school-kind', 'primary', 'Grundschule', 'Primary school', '2000-01-01', null, 10, '{}', '§ 5 SchG BW'),
('school-kind', 'werkrealschule', 'Hauptschule, Werkrealschule', 'Lower secondary school', '2000-01-01', null, 20, '{}', '§ 6 SchG BW'),
('school-kind', 'realschule', 'Realschule', 'Intermediate secondary school', '2000-01-01', null, 30, '{}', '§ 7 SchG BW'),
('school-kind', 'gemeinschaftsschule', 'Gemeinschaftsschule', 'Comprehensive school', '2012-08-01', null, 40, '{}', '§ 8a SchG BW'),
('school-kind', 'gymnasium', 'Gymnasium', 'Grammar school', '2000-01-01', null, 50, '{}', '§ 8 SchG BW'),
('school-kind', 'special-needs', 'Sonderpädagogisches Bildungs- und Beratungszentrum', 'Special needs school', '2000-01-01', null, 60, '{"compartment":"health"}', '§ 15 SchG BW'),
('school-kind', 'vocational', 'Berufliche Schule', 'Vocational school', '2000-01-01', null, 70, '{}', '§§ 10–13 SchG BW'),
('school-kind', 'other', 'Andere', 'Another', '2000-01-01', null, 900, '{}', null),
('participation-form', 'half-day', 'Halbtags, Regelbetreuung', 'Half day', '2000-01-01', null, 10, '{"kinds":["kindergarten","childminder","after-school-care"]}', null),
('participation-form', 'extended-hours', 'Verlängerte Öffnungszeiten', 'Extended hours', '2000-01-01', null, 20, '{"kinds":["kindergarten","childminder","after-school-care"]}', null),
('participation-form', 'full-day', 'Ganztags', 'Full day', '2000-01-01', null, 30, '{"kinds":["kindergarten","childminder","after-school-care","school"]}', null),
('participation-form', 'regular-class', 'Regelklasse', 'Regular class', '2000-01-01', null, 40, '{"kinds":["school","vocational-school"]}', null),
('participation-form', 'vkl', 'Vorbereitungsklasse (VKL)', 'Preparatory class (VKL)', '2000-01-01', null, 50, '{"kinds":["school"]}', 'VwV Sprachförderung BW'),
('participation-form', 'vkl-partly', 'Regelklasse mit VKL-Stunden', 'Regular class with preparatory lessons', '2000-01-01', null, 60, '{"kinds":["school"]}', 'VwV Sprachförderung BW'),
('participation-form', 'vabo', 'VAB-O', 'Preparatory year without knowledge of German (VAB-O)', '2000-01-01', null, 70, '{"kinds":["vocational-school"]}', 'VwV Sprachförderung BW'),
('participation-form', 'vab', 'VAB, AVdual', 'Vocational preparatory year (VAB, AVdual)', '2000-01-01', null, 80, '{"kinds":["vocational-school"]}', null),
('participation-form', 'dual', 'Berufsschule neben der Ausbildung', 'Part-time beside an apprenticeship', '2000-01-01', null, 90, '{"kinds":["vocational-school"]}', null),
('participation-form', 'general-course', 'Allgemeiner Kurs', 'General course', '2005-01-01', null, 100, '{"kinds":["integration-course","language-course","vocational-language-course"]}', '§ 11 IntV'),
('participation-form', 'literacy-course', 'Alphabetisierungskurs', 'Literacy course', '2005-01-01', null, 110, '{"kinds":["integration-course","language-course"]}', '§ 13 IntV'),
('participation-form', 'second-script-course', 'Kurs für Zweitschriftlernende', 'Course for learners of a second script', '2017-01-01', null, 120, '{"kinds":["integration-course","language-course"]}', '§ 13 IntV'),
('participation-form', 'parents-course', 'Eltern-, Frauenkurs', 'Course for parents or women', '2005-01-01', null, 130, '{"kinds":["integration-course","language-course"]}', '§ 13 IntV'),
('participation-form', 'youth-course', 'Jugendkurs', 'Youth course', '2005-01-01', null, 140, '{"kinds":["integration-course","language-course"]}', '§ 13 IntV'),
('participation-form', 'intensive-course', 'Intensivkurs', 'Intensive course', '2005-01-01', null, 150, '{"kinds":["integration-course","language-course"]}', '§ 13 IntV'),
('participation-break-off-reason', 'moved', 'Umzug', 'Moved away', '2000-01-01', null, 10, '{}', null),
('participation-break-off-reason', 'other-place', 'Wechsel in ein anderes Angebot', 'Changed to another offer', '2000-01-01', null, 20, '{}', null),
('participation-break-off-reason', 'found-work', 'Arbeit oder Ausbildung aufgenommen', 'Took up work or training', '2000-01-01', null, 30, '{}', null),
('participation-break-off-reason', 'care-duties', 'Keine Kinderbetreuung, Pflege von Angehörigen', 'No childcare, caring for relatives', '2000-01-01', null, 40, '{}', null),
('participation-break-off-reason', 'absences', 'Fehlzeiten', 'Absences', '2000-01-01', null, 50, '{}', null),
('participation-break-off-reason', 'level', 'Über- oder unterfordert', 'Too difficult or too easy', '2000-01-01', null, 60, '{}', null),
('participation-break-off-reason', 'costs', 'Kosten, Fahrtweg', 'Costs or distance', '2000-01-01', null, 70, '{}', null),
('participation-break-off-reason', 'provider', 'Angebot endete', 'The offer ended', '2000-01-01', null, 80, '{}', null),
('participation-break-off-reason', 'own-wish', 'Eigener Wunsch', 'Own wish', '2000-01-01', null, 90, '{}', null),
('participation-break-off-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 900, '{}', null),
('participation-withdrawal-reason', 'place-elsewhere', 'Anderswo einen Platz bekommen', 'Got a place elsewhere', '2000-01-01', null, 10, '{}', null),
('participation-withdrawal-reason', 'moved', 'Umzug', 'Moved away', '2000-01-01', null, 20, '{}', null),
('participation-withdrawal-reason', 'not-entitled', 'Keine Berechtigung', 'Not entitled', '2000-01-01', null, 30, '{}', null),
('participation-withdrawal-reason', 'no-place', 'Abgelehnt, kein Platz', 'Refused, no place', '2000-01-01', null, 40, '{}', null),
('participation-withdrawal-reason', 'too-long', 'Wartezeit zu lang', 'The wait was too long', '2000-01-01', null, 50, '{}', null),
('participation-withdrawal-reason', 'own-wish', 'Eigener Wunsch', 'Own wish', '2000-01-01', null, 60, '{}', null),
('participation-withdrawal-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 900, '{}', null);
