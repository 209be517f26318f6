-- Organisations, teams, staff: who works where. Directory data, readable across organisations, since a handover
-- has to be addressed to somebody; staff rows are personal data of employees and stand behind the wall.
create table app.organisation (
    id         uuid primary key,
    parent_id  uuid references app.organisation,
    name       text not null check (length(btrim(name)) between 1 and 200),
    kind       text not null check (kind in ('district', 'municipality', 'operator', 'welfare_association', 'partner_agency')),
    ags        text check (ags ~ '^\d{8}$'),                     -- Amtlicher Gemeindeschlüssel, municipalities and districts
    email      text,
    phone      text,
    is_operator boolean not null default false,                  -- operates the installation for all the others
    created_at timestamptz not null,
    closed_at  timestamptz,
    check (parent_id <> id),
    check (kind <> 'municipality' or ags is not null)
);
-- One municipality per official key.
create unique index organisation_ags on app.organisation (ags) where ags is not null and closed_at is null and kind = 'municipality';
create unique index organisation_operator on app.organisation (is_operator) where is_operator;
create index organisation_parent on app.organisation (parent_id);
-- ListOrganisations, by name.
create index organisation_name on app.organisation (name, id);

create table app.team (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    name            text not null check (length(btrim(name)) between 1 and 200),
    kind            text not null check (kind in ('accommodation', 'integration_management')),
    districts       text[] not null default '{}',                -- the quarters of the town that it serves
    email           text,
    phone           text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    closed_at       timestamptz
);
create unique index team_name on app.team (organisation_id, lower(name)) where closed_at is null;
-- ListTeams, by name.
create index team_directory on app.team (name, id);

create table app.staff (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,   -- the employer
    family_name     text not null check (length(btrim(family_name)) between 1 and 200),
    given_name      text not null check (length(btrim(given_name)) between 1 and 200),
    email           text,
    phone           text,
    languages       text[] not null default '{}',                -- ISO 639-3
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    left_at         timestamptz
);
create index staff_organisation on app.staff (organisation_id, family_name, given_name, id);

alter table access.account add foreign key (staff_id) references app.staff;
alter table access.role_grant add foreign key (staff_id) references app.staff, add foreign key (organisation_id) references app.organisation;
alter table access.session add foreign key (staff_id) references app.staff, add foreign key (organisation_id) references app.organisation;

-- A team's members may come from several organisations. Membership is dated; a person is in a team once at a time.
create table app.team_member (
    id         uuid primary key,
    team_id    uuid not null references app.team,
    staff_id   uuid not null references app.staff,
    from_date  date not null,
    until_date date,                                              -- exclusive
    check (until_date > from_date),
    constraint team_member_no_overlap exclude using gist (team_id with =, staff_id with =, daterange(from_date, until_date, '[)') with &&)
);
-- "Which teams am I in": every scope of a caseworker asks it.
create index team_member_staff on app.team_member (staff_id, team_id);

create table app.accommodation (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,   -- the operator
    team_id         uuid references app.team,                    -- whose staff look after its residents
    name            text not null check (length(btrim(name)) between 1 and 200),
    kind            text not null,                               -- code list accommodation-kind
    street          text,
    postal_code     text check (postal_code ~ '^\d{5}$'),
    town            text,
    ags             text check (ags ~ '^\d{8}$'),
    places          integer check (places >= 0),
    created_at      timestamptz not null,
    closed_at       timestamptz
);
-- ListAccommodations, by name.
create index accommodation_directory on app.accommodation (name, id);
create unique index accommodation_name on app.accommodation (organisation_id, lower(name)) where closed_at is null;

-- Absence, and who stands in. A deputy sees what the absent colleague sees, for the time of the absence only.
create table app.absence (
    id         uuid primary key,
    organisation_id uuid not null references app.organisation,
    staff_id   uuid not null references app.staff,
    deputy_id  uuid references app.staff,
    from_date  date not null,
    until_date date not null,                                     -- exclusive
    created_at timestamptz not null default clock_timestamp(),
    cancelled_at timestamptz,
    check (until_date > from_date),
    check (deputy_id <> staff_id),
    constraint absence_no_overlap exclude using gist (staff_id with =, daterange(from_date, until_date, '[)') with &&) where (cancelled_at is null)
);
-- "For whom do I stand in today".
create index absence_deputy on app.absence (deputy_id, from_date) where cancelled_at is null;
-- ListAbsences, by first day.
create index absence_organisation on app.absence (organisation_id, from_date, id);
