-- Mentors: volunteers of an organisation, neither staff nor clients. They have no login and see nothing of any file.
create table app.mentor (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    family_name     text not null check (length(btrim(family_name)) between 1 and 100),
    given_name      text not null check (length(btrim(given_name)) between 1 and 100),
    sex             text not null,                                -- code list sex
    kinds           text[] not null check (cardinality(kinds) between 1 and 20), -- code list mentor-kind
    languages       text[] not null default '{}',                 -- code list language (ISO 639-3)
    phone           text check (length(btrim(phone)) between 1 and 50),
    email           text check (length(btrim(email)) between 1 and 200),
    -- Of the certificate of conduct only that it was seen, and its day (§ 72a Abs. 5 SGB VIII): no copy, nothing of what it says.
    certificate_on  date,
    certificate_seen_by uuid references app.staff,
    status          text not null check (status in ('active', 'suspended', 'left')),
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check ((certificate_on is null) = (certificate_seen_by is null)),
    constraint mentor_certificate_in_bounds check (certificate_on between date '1900-01-01' and date '2200-01-01')
);
-- ListMentors.
create index mentor_organisation on app.mentor (organisation_id, recorded_at desc, id desc);

-- For a person or a household, [from, until). Stays with the organisation at a handover, where it ends: the receiver has mentors of its own.
create table app.mentor_assignment (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    mentor_id       uuid not null references app.mentor,
    client_id       uuid references app.client,
    household_id    uuid references app.household,
    from_date       date not null,
    until_date      date,
    end_reason      text,                                         -- code list mentor-end-reason
    ended_by        uuid references app.staff,
    ended_at        timestamptz,
    made_by         uuid references app.staff,
    made_at         timestamptz not null,
    updated_at      timestamptz not null,
    check (num_nonnulls(client_id, household_id) = 1),
    check (until_date >= from_date),
    check ((end_reason is null) = (ended_at is null) and (ended_at is null or until_date is not null)),
    constraint mentor_assignment_days_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'
        and until_date between date '1900-01-01' and date '2200-01-01'),
    constraint mentor_assignment_once exclude using gist (mentor_id with =, (coalesce(client_id, household_id)) with =,
        daterange(from_date, until_date, '[)') with &&)
);
-- ListMentorAssignments of a person, a household, a mentor; the timeline of a case.
create index mentor_assignment_client on app.mentor_assignment (client_id, made_at desc, id desc) where client_id is not null;
create index mentor_assignment_household on app.mentor_assignment (household_id, made_at desc, id desc) where household_id is not null;
create index mentor_assignment_mentor on app.mentor_assignment (mentor_id, made_at desc, id desc);
create index mentor_assignment_organisation on app.mentor_assignment (organisation_id, made_at desc, id desc);

-- A concern about a mentor: for who has it and for supervisors.
create table app.mentor_concern (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    mentor_id       uuid not null references app.mentor,
    assignment_id   uuid not null references app.mentor_assignment,
    text            text not null check (length(btrim(text)) between 1 and 4000),
    recorded_by     uuid not null references app.staff,
    recorded_at     timestamptz not null
);
create index mentor_concern_mentor on app.mentor_concern (mentor_id, recorded_at desc, id desc);

-- What an organisation asks of its mentors.
create table app.mentor_rule (
    id              uuid primary key references app.organisation, -- the organisation's own
    organisation_id uuid not null references app.organisation check (organisation_id = id),
    certificate_months integer not null check (certificate_months between 1 and 60),
    one_of_each_sex boolean not null,                             -- two of one sex for a household: a warning
    updated_at      timestamptz not null
);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('mentor-kind', 450, 'Art der Patenschaft', 'Kind of mentorship', null, null, null),
('mentor-end-reason', 460, 'Ende einer Patenschaft', 'End of a mentorship', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('mentor-kind', 'family', 'Familienpatenschaft', 'Family mentor', '2000-01-01', null, 10, '{}', null),
('mentor-kind', 'everyday', 'Alltagsbegleitung', 'Everyday companion', '2000-01-01', null, 20, '{}', null),
('mentor-kind', 'learning', 'Lernpatenschaft', 'Learning mentor', '2000-01-01', null, 30, '{}', null),
('mentor-kind', 'language', 'Sprachpatenschaft', 'Language partner', '2000-01-01', null, 40, '{}', null),
('mentor-kind', 'work', 'Job- oder Ausbildungspatenschaft', 'Work or training mentor', '2000-01-01', null, 50, '{}', null),
('mentor-kind', 'housing', 'Wohnpatenschaft', 'Housing mentor', '2000-01-01', null, 60, '{}', null),
('mentor-kind', 'offices', 'Begleitung zu Behörden', 'Companion to offices', '2000-01-01', null, 70, '{}', null),
('mentor-kind', 'leisure', 'Freizeit und Verein', 'Leisure and clubs', '2000-01-01', null, 80, '{}', null),
('mentor-end-reason', 'goal-reached', 'Ziel erreicht', 'Goal reached', '2000-01-01', null, 10, '{}', null),
('mentor-end-reason', 'by-client', 'Auf Wunsch der Person oder Familie', 'At the wish of the person or family', '2000-01-01', null, 20, '{}', null),
('mentor-end-reason', 'by-mentor', 'Auf Wunsch der Patin oder des Paten', 'At the wish of the mentor', '2000-01-01', null, 30, '{}', null),
('mentor-end-reason', 'moved', 'Weggezogen oder übergeben', 'Moved away or handed over', '2000-01-01', null, 40, '{}', null),
('mentor-end-reason', 'concern', 'Bedenken', 'Concern', '2000-01-01', null, 50, '{"byProductOnly":true}', null),
('mentor-end-reason', 'other', 'Sonstiges', 'Other', '2000-01-01', null, 90, '{}', null);
