-- Persons and households. Every table here belongs to a controller and moves with the household at a handover
-- (former_organisation_id and former_access_until let the sender read on for the grace period).
create table app.household (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    reference       text,                                         -- the list's own name for it, e.g. H001
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);
call access.protect('app.household');

create table app.client (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    family_name     text not null check (length(btrim(family_name)) between 1 and 200),
    given_name      text not null check (length(btrim(given_name)) between 1 and 200),
    birth_date      date,
    birth_date_precision text not null check (birth_date_precision in ('day', 'month', 'year', 'unknown')),
    sex             text not null,                                -- code list sex
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    check ((birth_date is null) = (birth_date_precision = 'unknown'))
);
call access.protect('app.client');

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
);
create index household_member_household on app.household_member (household_id);
call access.protect('app.household_member');
