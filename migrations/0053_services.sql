-- The directory of services: what organisations offer, by the words of HSDS 3.1. Kept by one organisation, read by all of them; a confidential one
-- (a refuge, counselling on violence or sexual orientation) only by those who may refer there, which the application decides.
create table app.service (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,    -- who keeps the entry
    provider_id     uuid references app.organisation,             -- who offers it, where that is an organisation here
    provider_name   text check (length(btrim(provider_name)) between 1 and 200),  -- else its name
    name            text not null check (length(btrim(name)) between 1 and 200),
    description_de  text check (length(btrim(description_de)) between 1 and 4000),
    description_en  text check (length(btrim(description_en)) between 1 and 4000),
    need_areas      text[] not null check (cardinality(need_areas) > 0),  -- code list need-area
    languages       text[] not null default '{}',                 -- code list language
    residence_statuses text[] not null default '{}',              -- code list residence-status; none: whatever the status
    minimum_age     integer check (minimum_age between 0 and 120),
    maximum_age     integer check (maximum_age between 0 and 120),
    address1        text check (length(btrim(address1)) between 1 and 200),
    postal_code     text check (postal_code ~ '^\d{5}$'),
    city            text check (length(btrim(city)) between 1 and 200),
    quarter         text check (length(btrim(quarter)) between 1 and 200),
    contacts        jsonb not null default '[]' check (jsonb_typeof(contacts) = 'array'),  -- functions, not persons
    capacity        text not null check (capacity in ('yes', 'waiting_list', 'assessment_needed', 'no')),
    answer_days     integer not null check (answer_days between 1 and 60),  -- working days
    assured_date    date constraint service_assured_date_in_bounds check (assured_date between date '1900-01-01' and date '2200-01-01'),
    owner_id        uuid references app.staff,                    -- who assures it
    active_until    date constraint service_active_until_in_bounds check (active_until between date '1900-01-01' and date '2200-01-01'),
    is_confidential boolean not null default false,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((provider_id is null) <> (provider_name is null)),
    check (minimum_age <= maximum_age)
);
-- ListServices, by name.
create index service_name on app.service (name, id);
create unique index service_once on app.service (coalesce(provider_id::text, lower(btrim(provider_name))), lower(btrim(name)), organisation_id)
    where active_until is null;
