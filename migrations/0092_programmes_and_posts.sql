-- How demanding a case is, dated; and the posts that a programme pays for.

-- A judgement of who works on the case. The present one has no end; another one ends it.
create table app.case_complexity (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz check (former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    complexity      text not null,                                -- code list case-complexity
    note            text check (length(btrim(note)) between 1 and 1000),
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'),  -- exclusive
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date),
    constraint case_complexity_no_overlap exclude using gist (case_id with =, daterange(from_date, until_date, '[)') with &&)
);
-- The timeline of a case; what follows the person at a handover.
create index case_complexity_case on app.case_complexity (case_id, recorded_at desc, id desc);
create index case_complexity_client on app.case_complexity (client_id);

-- Which share of a colleague's working time a programme pays, in per cent. Personal data of an employee: the organisation's, seen by those who report.
create table app.funded_post (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    programme       text not null,                                -- code list programme
    staff_id        uuid not null references app.staff,
    share           numeric(5, 2) not null check (share > 0 and share <= 100),
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'),  -- exclusive
    created_at      timestamptz not null check (created_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date)
);
-- ListFundedPosts: by first day, the latest first.
create index funded_post_list on app.funded_post (organisation_id, from_date desc, id desc);
-- The sum of a colleague's shares.
create index funded_post_staff on app.funded_post (staff_id);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('case-complexity', 610, 'Aufwand eines Falls', 'Complexity of a case', 'Einschätzung der Fallführung, nicht aus Angaben errechnet.',
    'A judgement of who works on the case, computed from nothing.', null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('case-complexity', 'low', 'Gering: einzelne Fragen', 'Low: single questions', '2000-01-01', null, 10, '{}', null),
('case-complexity', 'medium', 'Mittel: mehrere Bereiche, absehbar', 'Medium: several areas, foreseeable', '2000-01-01', null, 20, '{}', null),
('case-complexity', 'high', 'Hoch: mehrere Bereiche, die einander bedingen', 'High: several areas that depend on each other', '2000-01-01', null, 30, '{}',
    null),
('case-complexity', 'very-high', 'Sehr hoch: Krise, enge Begleitung', 'Very high: crisis, close support', '2000-01-01', null, 40, '{}', null);
