-- Presence (Anwesenheit): that a person is here, from the arrival until leaving, [from_date, until_date). Who leaves on a day is gone that day. Independent
-- of the case: a closed one is not gone, an open one is not there. It moves with the household.
create table app.presence (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz constraint presence_former_access_in_bounds
                        check (former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    client_id       uuid not null references app.client,
    from_date       date not null constraint presence_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    from_precision  text not null check (from_precision in ('day', 'month', 'year')),   -- the date is the first day of what is known
    arrived_as      text not null,                                -- code list presence-arrival
    until_date      date constraint presence_until_in_bounds check (until_date between date '1900-01-01' and date '2200-01-01'),
    until_precision text check (until_precision in ('day', 'month', 'year')),
    leave_reason    text,                                         -- code list presence-leave-reason
    destination     text,                                         -- code list presence-destination
    unknown_since   date constraint presence_unknown_in_bounds check (unknown_since between date '1900-01-01' and date '2200-01-01'),
    void_reason     text check (length(btrim(void_reason)) between 1 and 1000),  -- it never was so
    voided_by       uuid references app.staff,
    voided_at       timestamptz constraint presence_voided_in_bounds
                        check (voided_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null constraint presence_recorded_in_bounds
                        check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null constraint presence_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date),
    check ((until_date is null) = (until_precision is null) and (until_date is null) = (leave_reason is null)),
    check (destination is null or until_date is not null),
    check (unknown_since >= from_date and (until_date is null or unknown_since < until_date)),
    check ((voided_at is null) = (void_reason is null)),
    -- Nobody is here twice.
    constraint presence_no_overlap exclude using gist (client_id with =, daterange(from_date, until_date, '[)') with &&) where (voided_at is null)
);
-- ListPresences; what moves with a person.
create index presence_client on app.presence (client_id, from_date desc, id desc);
-- The timeline of a case.
create index presence_recorded on app.presence (client_id, recorded_at desc, id desc);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('presence-arrival', 510, 'Wie eine Person gekommen ist', 'How a person came', null, null, null),
('presence-leave-reason', 511, 'Warum eine Person gegangen ist', 'Why a person left', null, null, null),
('presence-destination', 512, 'Wohin eine Person gegangen ist', 'Where a person went', null, null, null);
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('presence-arrival', 'allocation', 'Durch Zuweisung', 'By allocation', '2000-01-01', null, 10, '{}', null),
('presence-arrival', 'birth', 'Hier geboren', 'Born here', '2000-01-01', null, 20, '{}', null),
('presence-arrival', 'family-reunion', 'Familiennachzug', 'Family reunion', '2000-01-01', null, 30, '{}', '§§ 27 ff. AufenthG'),
('presence-arrival', 'moved-in', 'Zugezogen', 'Moved in', '2000-01-01', null, 40, '{}', null),
('presence-arrival', 'returned', 'Zurückgekehrt', 'Returned', '2000-01-01', null, 50, '{}', null),
('presence-leave-reason', 'moved', 'Umgezogen', 'Moved', '2000-01-01', null, 10, '{}', null),
('presence-leave-reason', 'reallocated', 'Umverteilt', 'Allocated elsewhere', '2000-01-01', null, 20, '{}', '§§ 50, 51 AsylG; § 15a AufenthG'),
('presence-leave-reason', 'voluntary-return', 'Freiwillig ausgereist', 'Left the country voluntarily', '2000-01-01', null, 30, '{}', null),
('presence-leave-reason', 'deported', 'Abgeschoben', 'Deported', '2000-01-01', null, 40, '{}', '§ 58 AufenthG'),
('presence-leave-reason', 'dublin-transfer', 'Überstellt (Dublin-Verfahren)', 'Transferred under the Dublin Regulation', '2000-01-01', null, 50, '{}',
    'Verordnung (EU) Nr. 604/2013'),
('presence-leave-reason', 'not-found', 'Nicht mehr aufzufinden', 'Not to be found any more', '2000-01-01', null, 60, '{}', null),
('presence-leave-reason', 'died', 'Verstorben', 'Died', '2000-01-01', null, 70, '{}', '§ 35 Abs. 5 SGB I'),
('presence-leave-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 90, '{}', null),
('presence-destination', 'same-district', 'Andere Gemeinde im Landkreis', 'Another municipality of the district', '2000-01-01', null, 10, '{}', null),
('presence-destination', 'same-land', 'Anderer Landkreis im Land', 'Another district of the Land', '2000-01-01', null, 20, '{}', null),
('presence-destination', 'other-land', 'Anderes Land', 'Another Land', '2000-01-01', null, 30, '{}', null),
('presence-destination', 'home-country', 'Herkunftsland', 'Country of origin', '2000-01-01', null, 40, '{}', null),
('presence-destination', 'other-country', 'Anderer Staat', 'Another country', '2000-01-01', null, 50, '{}', null),
('presence-destination', 'unknown', 'Unbekannt', 'Unknown', '2000-01-01', null, 80, '{}', null);
