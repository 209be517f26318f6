-- Flats, who lets them, leases and who lives there: four units that figures count apart. Flats, landlords and leases are the organisation's own and stay with
-- it; who lives where goes with the person.

-- Personal data of somebody who is not counselled.
create table app.landlord (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    kind            text not null check (kind in ('person', 'company')),
    name            text not null check (length(btrim(name)) between 1 and 200),
    contact_person  text check (length(btrim(contact_person)) between 1 and 200),
    phone           text check (length(btrim(phone)) between 1 and 50),
    email           text check (length(btrim(email)) between 1 and 200),
    street          text check (length(btrim(street)) between 1 and 200),
    postal_code     text check (postal_code ~ '^\d{5}$'),
    town            text check (length(btrim(town)) between 1 and 100),
    note            text check (length(btrim(note)) between 1 and 1000),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
-- ListLandlords: the latest first.
create index landlord_list on app.landlord (organisation_id, recorded_at desc, id desc);

create table app.dwelling (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    landlord_id     uuid constraint dwelling_landlord references app.landlord,
    name            text check (length(btrim(name)) between 1 and 100),   -- which one of the house
    street          text not null check (length(btrim(street)) between 1 and 200),
    postal_code     text not null check (postal_code ~ '^\d{5}$'),
    town            text not null check (length(btrim(town)) between 1 and 100),
    ags             text check (ags ~ '^\d{8}$'),
    quarter_id      uuid references app.quarter,
    rooms           numeric(4, 1) check (rooms > 0 and rooms <= 50),
    living_area     numeric(6, 2) check (living_area > 0 and living_area <= 2000),       -- m²
    basic_rent      numeric(8, 2) check (basic_rent >= 0),        -- EUR a month
    running_costs   numeric(8, 2) check (running_costs >= 0),     -- EUR a month
    accessible      boolean not null,
    found_by        text not null,                                -- code list dwelling-found-by
    found_on        date not null check (found_on between date '1900-01-01' and date '2200-01-01'),
    available_until date check (available_until between date '1900-01-01' and date '2200-01-01'),  -- exclusive: gone from that day on
    reveals         text check (reveals in ('health', 'protection', 'sexual_orientation')),        -- what living there says of somebody
    note            text check (length(btrim(note)) between 1 and 1000),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (available_until > found_on),
    check (quarter_id is null or ags is not null)
);
-- ListDwellings: the latest found first.
create index dwelling_list on app.dwelling (organisation_id, found_on desc, id desc);
create index dwelling_landlord_of on app.dwelling (landlord_id) where landlord_id is not null;
-- The same one twice is a second click. One whose place is hidden stands in nobody's way.
create unique index dwelling_once on app.dwelling (organisation_id, postal_code, lower(btrim(street)), coalesce(lower(btrim(name)), '')) where reveals is null;

create table app.lease (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    dwelling_id     uuid not null constraint lease_dwelling references app.dwelling,
    holder          text not null check (holder in ('town', 'household')),
    household_id    uuid references app.household on delete set null,     -- of a household; null again when that is erased
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'),  -- exclusive
    end_reason      text,                                         -- code list lease-end-reason
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date),
    check (holder = 'household' or household_id is null),
    check (end_reason is null or until_date is not null),
    -- The town rents a flat once at a time, a household too; beside each other they may (the town lets on, two households share).
    constraint lease_no_overlap exclude using gist
        (dwelling_id with =, (coalesce(household_id, '00000000-0000-0000-0000-000000000000')) with =, holder with =,
         daterange(from_date, until_date, '[)') with &&)
        where (holder = 'town' or household_id is not null)
);
-- Leases of a dwelling, and whether it is let on a day.
create index lease_of_dwelling on app.lease (dwelling_id, from_date desc, id desc);
create index lease_of_household on app.lease (household_id) where household_id is not null;

create table app.occupancy (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz check (former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    client_id       uuid not null references app.client,
    dwelling_id     uuid not null constraint occupancy_dwelling references app.dwelling,   -- stays where it was recorded when the person goes
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    found_by        text not null,                                -- as the dwelling says
    reveals         text check (reveals in ('health', 'protection', 'sexual_orientation')),    -- the same
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date check (until_date between date '1900-01-01' and date '2200-01-01'),  -- exclusive
    leave_reason    text,                                         -- code list dwelling-leave-reason
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date),
    check (leave_reason is null or until_date is not null),
    -- Per controller, and of those that everybody in it sees, as 0019 has it.
    constraint occupancy_no_overlap
        exclude using gist (organisation_id with =, client_id with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
        deferrable initially deferred
);
-- ListOccupancies of a person; what moves with a person.
create index occupancy_client on app.occupancy (client_id, from_date desc, id desc);
-- ListOccupancies of the organisation, and of a dwelling.
create index occupancy_organisation on app.occupancy (organisation_id, from_date desc, id desc);
create index occupancy_of_dwelling on app.occupancy (dwelling_id, from_date desc, id desc);
-- The timeline of a case.
create index occupancy_recorded on app.occupancy (client_id, recorded_at desc, id desc);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('dwelling-found-by', 680, 'Wer eine Wohnung gefunden hat', 'Who found a flat', null, null, null),
('lease-end-reason', 690, 'Warum ein Mietverhältnis endet', 'Why a lease ends', null, null, '§§ 542 ff. BGB'),
('dwelling-leave-reason', 700, 'Warum jemand auszieht', 'Why somebody moves out', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('dwelling-found-by', 'town-on-general-market', 'Kommune, auf dem allgemeinen Wohnungsmarkt', 'The town, on the general market',
    '2000-01-01', null, 10, '{}', null),
('dwelling-found-by', 'household', 'Haushalt selbst', 'The household itself', '2000-01-01', null, 20, '{}', null),
('dwelling-found-by', 'town-owned', 'Kommunaler Bestand', 'Owned by the town', '2000-01-01', null, 30, '{}', null),
('dwelling-found-by', 'alliance', 'Bündnis, Ehrenamt', 'Alliance, volunteers', '2000-01-01', null, 40, '{}', null),
('dwelling-found-by', 'housing-company', 'Wohnungsunternehmen', 'Housing company', '2000-01-01', null, 50, '{}', null),
('dwelling-found-by', 'other', 'Andere', 'Somebody else', '2000-01-01', null, 900, '{}', null),
('lease-end-reason', 'notice-by-landlord', 'Kündigung durch Vermieter', 'Notice by the landlord', '2000-01-01', null, 10, '{}', '§ 573 BGB'),
('lease-end-reason', 'own-use', 'Eigenbedarf', 'Needed by the landlord', '2000-01-01', null, 20, '{}', '§ 573 Abs. 2 Nr. 2 BGB'),
('lease-end-reason', 'notice-without-delay', 'Fristlose Kündigung', 'Notice without delay', '2000-01-01', null, 30, '{}', '§ 543 BGB'),
('lease-end-reason', 'notice-by-tenant', 'Kündigung durch Mieter', 'Notice by the tenant', '2000-01-01', null, 40, '{}', '§ 573c BGB'),
('lease-end-reason', 'agreed', 'Aufhebung im Einvernehmen', 'Ended by agreement', '2000-01-01', null, 50, '{}', null),
('lease-end-reason', 'term-over', 'Befristung abgelaufen', 'The term is over', '2000-01-01', null, 60, '{}', '§ 575 BGB'),
('lease-end-reason', 'taken-over', 'Übergang auf den Haushalt', 'Taken over by the household', '2000-01-01', null, 70, '{}', null),
('lease-end-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 900, '{}', null),
('dwelling-leave-reason', 'moved-within-town', 'Umzug innerhalb der Kommune', 'Moved within the town', '2000-01-01', null, 10, '{}', null),
('dwelling-leave-reason', 'moved-away', 'Wegzug', 'Moved away', '2000-01-01', null, 20, '{}', null),
('dwelling-leave-reason', 'lease-ended', 'Mietverhältnis beendet', 'The lease has ended', '2000-01-01', null, 30, '{}', null),
('dwelling-leave-reason', 'separation', 'Trennung, Auszug aus dem Haushalt', 'Separation, left the household', '2000-01-01', null, 40, '{}', null),
('dwelling-leave-reason', 'eviction', 'Räumung', 'Eviction', '2000-01-01', null, 50, '{}', '§ 885 ZPO'),
('dwelling-leave-reason', 'died', 'Verstorben', 'Died', '2000-01-01', null, 60, '{}', null),
('dwelling-leave-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 900, '{}', null);
