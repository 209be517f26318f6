-- Where a person was born and comes from, family status and nationality as dated histories, and the quarters of a municipality.

alter table app.client
    add column country_of_birth  text check (country_of_birth ~ '^[A-Z]{3}$' and country_of_birth not in ('XXA', 'XXX')),   -- code list nationality
    add column country_of_origin text check (country_of_origin ~ '^[A-Z]{3}$' and country_of_origin not in ('XXA', 'XXX'));

-- Several at once. client.nationalities holds those that last, the leading one first, and is kept in step (Clients/KeepNationalities.sql).
create table app.client_nationality (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz check (former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    client_id       uuid not null references app.client,
    nationality     text not null check (nationality ~ '^[A-Z]{3}$'),  -- code list nationality
    from_date       date check (from_date between date '1900-01-01' and date '2200-01-01'),   -- null: nobody has said since when
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'),  -- exclusive; null: it lasts
    legal_basis     text check (length(btrim(legal_basis)) between 1 and 300),
    source          text check (length(btrim(source)) between 1 and 300),
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date),
    constraint client_nationality_no_overlap
        exclude using gist (organisation_id with =, client_id with =, nationality with =, daterange(from_date, until_date, '[)') with &&)
        deferrable initially deferred
);
-- GetClient; what figures group by.
create index client_nationality_client on app.client_nationality (client_id);

-- What is on file has an unknown start. Nobody's wall stands in the way of the owner here.
alter table app.client no force row level security;
insert into app.client_nationality (id, organisation_id, former_organisation_id, former_access_until, client_id, nationality, recorded_at)
    select gen_random_uuid(), c.organisation_id, c.former_organisation_id, c.former_access_until, c.id, n.code, c.updated_at
    from app.client c cross join lateral (select distinct code from unnest(c.nationalities) code) n;
alter table app.client force row level security;

create table app.client_family_status (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz check (former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'),  -- exclusive
    from_known      boolean not null default true,                -- false: from_date is the first day for which it is on record
    status          text not null,                                -- code list family-status
    legal_basis     text check (length(btrim(legal_basis)) between 1 and 300),
    source          text check (length(btrim(source)) between 1 and 300),
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date),
    -- Per controller, and of those that everybody in it sees, as 0019 has it.
    constraint client_family_status_no_overlap
        exclude using gist (organisation_id with =, client_id with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
        deferrable initially deferred
);
-- GetClient shows the history newest first.
create index client_family_status_client on app.client_family_status (client_id, from_date desc);

-- The parts of a municipality by which it plans and counts. Directory data of that municipality: readable for everybody, since an address names one.
create table app.quarter (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    ags             text not null check (ags ~ '^\d{8}$'),
    name            text not null check (length(btrim(name)) between 1 and 200),
    created_at      timestamptz not null check (created_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    closed_at       timestamptz check (closed_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
-- ListQuarters: by name.
create index quarter_directory on app.quarter (name, id);
create unique index quarter_name on app.quarter (organisation_id, lower(name)) where closed_at is null;

-- The quarter of residence lasts as long as the address.
alter table app.client_address add column quarter_id uuid references app.quarter;

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('family-status', 600, 'Familienstand', 'Family status',
    'Wie im Melderegister; „getrennt lebend“ sagt mehr als dieses. Eine Lebenspartnerschaft steht im Schutzbereich der sexuellen Orientierung.',
    'As in the register of residents; "separated" says more than that. A civil partnership is in the compartment of sexual orientation.',
    'DSMeld 1401; § 1353 BGB; LPartG');

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('family-status', 'single', 'Ledig', 'Single', '1900-01-01', null, 10, '{"register":"LD"}', 'DSMeld 1401'),
('family-status', 'married', 'Verheiratet', 'Married', '1900-01-01', null, 20, '{"register":"VH"}', '§ 1353 BGB'),
('family-status', 'separated', 'Verheiratet, getrennt lebend', 'Married, living apart', '1900-01-01', null, 30, '{"register":"VH"}', '§ 1567 BGB'),
('family-status', 'widowed', 'Verwitwet', 'Widowed', '1900-01-01', null, 40, '{"register":"VW"}', 'DSMeld 1401'),
('family-status', 'divorced', 'Geschieden', 'Divorced', '1900-01-01', null, 50, '{"register":"GS"}', '§ 1564 BGB'),
('family-status', 'annulled', 'Ehe aufgehoben', 'Marriage annulled', '1900-01-01', null, 60, '{"register":"EA"}', '§ 1313 BGB'),
('family-status', 'civil-partnership', 'In eingetragener Lebenspartnerschaft', 'In a civil partnership', '2001-08-01', null, 70,
    '{"register":"LP","compartment":"sexual_orientation"}', '§ 1 LPartG'),
('family-status', 'civil-partnership-ended', 'Lebenspartnerschaft aufgehoben oder durch Tod beendet', 'Civil partnership dissolved or ended by death',
    '2001-08-01', null, 80, '{"compartment":"sexual_orientation"}', '§ 15 LPartG'),
('family-status', 'unknown', 'Ungeklärt', 'Not clarified', '1900-01-01', null, 90, '{"register":"NB"}', 'DSMeld 1401'),
('case-closing-reason', 'naturalised', 'Eingebürgert', 'Naturalised', '2000-01-01', null, 25, '{"positive":true}', '§§ 8 bis 10 StAG');
