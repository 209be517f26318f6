-- Persons and households. Every table here belongs to a controller and moves with the household at a handover:
-- organisation_id, former_organisation_id and former_access_until let the sender read on for the grace period.
-- These are: household, household_member, client, client_name, client_reference, client_language,
-- client_language_level, client_qualification, client_residence_status, client_benefit, client_accommodation,
-- client_address, client_work, client_mark. client_search_key follows client by itself (a trigger) and is not to be moved.
--
-- Histories are dated [from_date, until_date). Their exclusion constraints are deferred, so that ending one period and
-- beginning the next may reach the database in either order; at commit they hold.

create table app.household (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    reference       text check (length(btrim(reference)) between 1 and 100),  -- the list's own name for it, e.g. H001
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);
-- ListHouseholds: newest first.
create index household_list on app.household (organisation_id, created_at desc, id desc);
-- ListHouseholds with a reference, and the import's question whether a household is known.
create index household_reference on app.household (organisation_id, reference) where reference is not null;

create table app.client (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    family_name     text not null check (length(btrim(family_name)) between 1 and 200),
    given_name      text not null check (length(btrim(given_name)) between 1 and 200),
    birth_date      date,                                         -- first day of what is known
    birth_date_precision text not null check (birth_date_precision in ('day', 'month', 'year', 'unknown')),
    sex             text not null,                                -- code list sex
    nationalities   text[] not null default '{}',                 -- code list nationality: ISO 3166 alpha-3, XXA stateless, XXX unresolved
    literacy        text,                                         -- code list literacy; apart from any language's level
    education_level text,                                         -- code list education-level
    phone           text check (length(btrim(phone)) between 1 and 50),
    email           text check (length(btrim(email)) between 3 and 200),
    search_keys     text[] not null default '{}',                 -- see app.client_search_key
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((birth_date is null) = (birth_date_precision = 'unknown')),
    check (birth_date_precision <> 'month' or extract(day from birth_date) = 1),
    check (birth_date_precision <> 'year' or (extract(day from birth_date) = 1 and extract(month from birth_date) = 1)),
    check (array_to_string(nationalities, ',') ~ '^([A-Z]{3}(,[A-Z]{3})*)?$')
);

-- By what a person is found: keys of the names, "d:" birth date, "r:" references, looked up by equality only. Under
-- row-level security PostgreSQL uses an index for leakproof operators alone; equality of texts is one, likeness is not.
-- Derived from client.search_keys by a trigger: written in the same statement, moved with the client, not in the
-- trail. Only the controller searches; there is no grace period.
create table app.client_search_key (
    organisation_id uuid not null,
    key             text not null,
    client_id       uuid not null references app.client on delete cascade,
    primary key (organisation_id, key, client_id)                 -- SearchClients, duplicate candidates: index-only
);
-- The trigger replaces all keys of a client.
create index client_search_key_client on app.client_search_key (client_id);

-- The same name otherwise written, and other names the person has or had.
create table app.client_name (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    kind            text not null check (kind in ('transliteration', 'original_script', 'birth_name', 'former', 'alias')),
    script          text not null check (script ~ '^[A-Z][a-z]{3}$'),  -- ISO 15924, e.g. Arab, Latn
    family_name     text not null check (length(btrim(family_name)) between 1 and 200),
    given_name      text not null check (length(btrim(given_name)) between 1 and 200)
);
create index client_name_client on app.client_name (client_id);

-- What other offices call the person.
create table app.client_reference (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    source          text not null,                                -- code list reference-source
    value           text not null check (length(btrim(value)) between 1 and 100),
    constraint client_reference_once unique (client_id, source, value)
);

create table app.client_language (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    language        text not null check (language ~ '^[a-z]{3}$'),  -- code list language: ISO 639-3
    is_mother_tongue boolean not null,
    interpreter_needed boolean not null,                          -- talks are held in this language, with an interpreter
    constraint client_language_once unique (client_id, language)
);

-- CEFR per skill. Whether the person can read and write at all is client.literacy.
create table app.client_language_level (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    language_id     uuid not null references app.client_language,
    skill           text not null,                                -- code list cefr-skill
    level           text not null,                                -- code list cefr-level
    assessed_on     date,                                         -- null: by the person's own account
    constraint client_language_level_once unique (language_id, skill)
);
create index client_language_level_client on app.client_language_level (client_id);

-- A degree or trade learned, and how far its recognition is.
create table app.client_qualification (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    title           text not null check (length(btrim(title)) between 1 and 200),
    education_level text,                                         -- code list education-level
    country         text,                                         -- code list nationality, where it was obtained
    year_obtained   integer check (year_obtained between 1900 and 2200),
    recognition_stage text not null,                              -- code list recognition-stage
    stage_since     date
);
create index client_qualification_client on app.client_qualification (client_id);

-- A row of these histories may be restricted (compartment, see access.may_open): because its code says so (a victim of
-- trafficking), because that one place is secret (a shelter), or because the person has an Auskunftssperre.
create table app.client_residence_status (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    from_date       date not null,
    until_date      date,                                         -- exclusive
    status          text not null,                                -- code list residence-status
    expires_on      date,                                         -- last day of the document's validity; the status may outlast it
    legal_basis     text check (length(btrim(legal_basis)) between 1 and 300),
    source          text check (length(btrim(source)) between 1 and 300),
    recorded_at     timestamptz not null,
    check (until_date > from_date),
    constraint client_residence_status_no_overlap exclude using gist (client_id with =, daterange(from_date, until_date, '[)') with &&)
        deferrable initially deferred
);
-- GetClient shows the history newest first.
create index client_residence_status_client on app.client_residence_status (client_id, from_date desc);
-- Reminders of titles that run out.
create index client_residence_status_expiry on app.client_residence_status (expires_on) where until_date is null and expires_on is not null;

create table app.client_benefit (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    from_date       date not null,
    until_date      date,                                         -- exclusive
    regime          text not null,                                -- code list benefit-regime
    legal_basis     text check (length(btrim(legal_basis)) between 1 and 300),
    source          text check (length(btrim(source)) between 1 and 300),
    recorded_at     timestamptz not null,
    check (until_date > from_date),
    constraint client_benefit_no_overlap exclude using gist (client_id with =, daterange(from_date, until_date, '[)') with &&)
        deferrable initially deferred
);
create index client_benefit_client on app.client_benefit (client_id, from_date desc);

-- Where the person is housed: a place that an organisation runs, or a home of one's own (its address stands in client_address).
create table app.client_accommodation (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    protected_itself boolean not null default false,              -- stays restricted when the person's mark is lifted
    from_date       date not null,
    until_date      date,                                         -- exclusive
    accommodation_id uuid references app.accommodation,           -- null: private
    kind            text not null,                                -- code list accommodation-kind
    room            text check (length(btrim(room)) between 1 and 50),
    legal_basis     text check (length(btrim(legal_basis)) between 1 and 300),
    source          text check (length(btrim(source)) between 1 and 300),
    recorded_at     timestamptz not null,
    check (until_date > from_date),
    check (not protected_itself or compartment is not null),
    constraint client_accommodation_no_overlap exclude using gist (client_id with =, daterange(from_date, until_date, '[)') with &&)
        deferrable initially deferred
);
create index client_accommodation_client on app.client_accommodation (client_id, from_date desc);
-- Who lives in an accommodation.
create index client_accommodation_place on app.client_accommodation (accommodation_id) where until_date is null;

-- Where the person is registered or receives letters.
create table app.client_address (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    protected_itself boolean not null default false,
    from_date       date not null,
    until_date      date,                                         -- exclusive
    street          text not null check (length(btrim(street)) between 1 and 200),
    postal_code     text not null check (postal_code ~ '^\d{5}$'),
    town            text not null check (length(btrim(town)) between 1 and 100),
    ags             text check (ags ~ '^\d{8}$'),
    care_of         text check (length(btrim(care_of)) between 1 and 200),
    legal_basis     text check (length(btrim(legal_basis)) between 1 and 300),
    source          text check (length(btrim(source)) between 1 and 300),
    recorded_at     timestamptz not null,
    check (until_date > from_date),
    check (not protected_itself or compartment is not null),
    constraint client_address_no_overlap exclude using gist (client_id with =, daterange(from_date, until_date, '[)') with &&)
        deferrable initially deferred
);
create index client_address_client on app.client_address (client_id, from_date desc);

create table app.client_work (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    from_date       date not null,
    until_date      date,                                         -- exclusive
    status          text not null,                                -- code list work-status
    occupation      text check (length(btrim(occupation)) between 1 and 200),
    hours_per_week  numeric(4, 1) check (hours_per_week > 0 and hours_per_week <= 80),
    legal_basis     text check (length(btrim(legal_basis)) between 1 and 300),
    source          text check (length(btrim(source)) between 1 and 300),
    recorded_at     timestamptz not null,
    check (until_date > from_date),
    constraint client_work_no_overlap exclude using gist (client_id with =, daterange(from_date, until_date, '[)') with &&)
        deferrable initially deferred
);
create index client_work_client on app.client_work (client_id, from_date desc);

-- Marks: what is disputed (Art. 16, 18 GDPR), and the bar on telling the address (Auskunftssperre, § 51 BMG).
create table app.client_mark (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    kind            text not null check (kind in ('disputed', 'address_blocked')),
    field           text,                                         -- disputed: which member of the client
    stated_by       text check (stated_by in ('client', 'representative', 'authority', 'staff')),
    statement       text check (length(btrim(statement)) between 1 and 2000),
    processing_restricted boolean not null default false,         -- Art. 18 (1) (a): only stored until it is clarified
    source          text check (length(btrim(source)) between 1 and 300),
    until_date      date,                                         -- address_blocked: § 51 (4) BMG, two years; for information, ends by lifting only
    set_by          uuid references app.staff,
    set_at          timestamptz not null,
    lifted_by       uuid references app.staff,
    lifted_at       timestamptz,
    lifting_reason  text,
    check ((kind = 'disputed') = (field is not null)),
    check ((kind = 'disputed') = (stated_by is not null)),
    check (kind = 'disputed' or not processing_restricted),
    check ((lifted_at is null) = (lifting_reason is null))
);
create index client_mark_client on app.client_mark (client_id, set_at);
-- One bar at a time; one dispute per field.
create unique index client_mark_blocked_once on app.client_mark (client_id) where kind = 'address_blocked' and lifted_at is null;
create unique index client_mark_disputed_once on app.client_mark (client_id, field) where kind = 'disputed' and lifted_at is null;

-- Who lives and is counselled together, dated: a person is in one household at a time.
create table app.household_member (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    household_id    uuid not null references app.household,
    client_id       uuid not null references app.client,
    role            text not null,                                -- code list household-role
    from_date       date not null,
    until_date      date,                                         -- exclusive
    check (until_date > from_date),
    constraint household_member_no_overlap exclude using gist (client_id with =, daterange(from_date, until_date, '[)') with &&)
        deferrable initially deferred
);
create index household_member_household on app.household_member (household_id);
-- The household of a client.
create index household_member_client on app.household_member (client_id, from_date desc);
