-- Measures, the lines of the binding counselling grid (Beratungsraster): who does what for whom until when, with which result, so that the local
-- actors do nothing twice. Of a person (case and client) or of a household as a whole. What each table gets follows from its columns.
create table app.measure (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid references app."case",
    client_id       uuid references app.client,                   -- null: of the household as a whole
    household_id    uuid references app.household,                -- of a person: in whose household the person lives; follows the person
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    area            text not null,                                -- code list need-area
    need_id         uuid references app.assessment_area on delete set null, -- the need that it serves
    goal            text check (length(btrim(goal)) between 1 and 500),
    what            text not null check (length(btrim(what)) between 1 and 500),
    actor_kind      text not null check (actor_kind in ('staff', 'partner', 'volunteer', 'client')),
    actor_staff_id        uuid references app.staff,              -- null and no name: the responsible team, nobody in particular yet
    actor_organisation_id uuid references app.organisation,
    actor_client_id       uuid references app.client,
    actor_name      text check (length(btrim(actor_name)) between 1 and 200),
    agreed_in       text not null,                                -- code list measure-agreed-in
    from_date       date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    due_on          date not null check (due_on between date '1900-01-01' and date '2200-01-01'), -- until its end
    status          text not null check (status in ('planned', 'running', 'done', 'dropped')),
    started_on      date check (started_on between date '1900-01-01' and date '2200-01-01'),
    ended_on        date check (ended_on between date '1900-01-01' and date '2200-01-01'),
    result_code     text,                                         -- code list measure-result
    result          text check (length(btrim(result)) between 1 and 2000),
    drop_reason     text,                                         -- code list measure-drop-reason
    drop_note       text check (length(btrim(drop_note)) between 1 and 1000),
    came_along      boolean not null default false,               -- was running already where it came from: both stand
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    ended_by        uuid references app.staff,
    ended_at        timestamptz,
    updated_at      timestamptz not null,
    check ((case_id is null) = (client_id is null)),
    check (client_id is not null or household_id is not null),
    check (compartment is null or client_id is not null),         -- a compartment is a person's
    check (due_on >= from_date),
    check (num_nonnulls(actor_staff_id, actor_organisation_id, actor_client_id, actor_name) = 1
           or (actor_kind = 'staff' and num_nonnulls(actor_staff_id, actor_organisation_id, actor_client_id, actor_name) = 0)),
    check (actor_staff_id is null or actor_kind = 'staff'),
    check (actor_organisation_id is null or actor_kind = 'partner'),
    check (actor_client_id is null or actor_kind = 'client'),
    check (actor_name is null or actor_kind <> 'staff'),
    check ((status in ('running', 'done')) <= (started_on is not null)),
    check (status <> 'planned' or started_on is null),
    check ((status in ('done', 'dropped')) = (ended_on is not null) and (ended_on is null) = (ended_at is null)),
    check (ended_on >= started_on),
    check ((status = 'done') = (result_code is not null)),
    check ((status = 'dropped') = (drop_reason is not null))
);

-- One running measure per household, area and actor; of a person without a household that person's. A restricted one stands in nobody's way who does
-- not see it. Two that ran already when their households became one both stand.
create unique index measure_one_running on app.measure (organisation_id, coalesce(household_id, client_id), area, actor_kind,
        coalesce(actor_staff_id::text, actor_organisation_id::text, actor_client_id::text, lower(btrim(actor_name))),
        coalesce(compartment || client_id::text, ''))
    where status = 'running' and not came_along
      and (actor_staff_id is not null or actor_organisation_id is not null or actor_client_id is not null or actor_name is not null);
-- The same twice is a second click. What the team has got back from several colleagues may be alike.
create unique index measure_once on app.measure (organisation_id, coalesce(client_id, household_id), area, lower(btrim(what)), from_date, actor_kind,
        coalesce(actor_staff_id::text, actor_organisation_id::text, actor_client_id::text, lower(btrim(actor_name)), ''), coalesce(compartment, ''))
    where status in ('planned', 'running') and not came_along
      and (actor_staff_id is not null or actor_organisation_id is not null or actor_client_id is not null or actor_name is not null);
-- Which run beside one another in an area (app.measure_overlap).
create index measure_area on app.measure (coalesce(household_id, client_id), area);
-- ListMeasures of a household, the grid, the timeline of its cases.
create index measure_household on app.measure (household_id, recorded_at desc, id desc);
create index measure_household_ended on app.measure (household_id, ended_at desc, id desc) where ended_at is not null and case_id is null;
-- ListMeasures of a person; what follows the person at a handover.
create index measure_client on app.measure (client_id, recorded_at desc, id desc);
-- ListMeasures, newest first and soonest due first.
create index measure_organisation on app.measure (organisation_id, recorded_at desc, id desc);
create index measure_due on app.measure (organisation_id, due_on, id) where status in ('planned', 'running');
-- The timeline of a case.
create index measure_case on app.measure (case_id, recorded_at desc, id desc);
create index measure_case_ended on app.measure (case_id, ended_at desc, id desc) where ended_at is not null;
-- The day of who is responsible; what somebody leaves behind.
create index measure_actor on app.measure (actor_staff_id) where status in ('planned', 'running');

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('measure-agreed-in', 400, 'Wo eine Maßnahme vereinbart wurde', 'Where a measure was agreed', null, null, null),
('measure-result', 410, 'Ergebnis einer Maßnahme', 'Result of a measure', null, null, null),
('measure-drop-reason', 420, 'Grund, aus dem eine Maßnahme entfällt', 'Why a measure is dropped', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('measure-agreed-in', 'talk', 'Beratungsgespräch', 'Counselling talk', '2000-01-01', null, 10, '{}', null),
('measure-agreed-in', 'agreement', 'Integrationsvereinbarung', 'Integration agreement', '2000-01-01', null, 20, '{}', null),
('measure-agreed-in', 'round-table', 'Runder Tisch, Jour fixe', 'Round table', '2000-01-01', null, 30, '{}', null),
('measure-agreed-in', 'referral', 'Vermittlung an eine Stelle', 'Referral', '2000-01-01', null, 40, '{}', null),
('measure-agreed-in', 'case-conference', 'Fallbesprechung, Hilfeplangespräch', 'Case conference', '2000-01-01', null, 50, '{}', null),
('measure-agreed-in', 'handover', 'Übergabe', 'Handover', '2000-01-01', null, 60, '{}', null),
('measure-agreed-in', 'other', 'Anders', 'Otherwise', '2000-01-01', null, 90, '{}', null),
('measure-result', 'achieved', 'Erreicht', 'Achieved', '2000-01-01', null, 10, '{"positive":true}', null),
('measure-result', 'partly-achieved', 'Zum Teil erreicht', 'Partly achieved', '2000-01-01', null, 20, '{"positive":true}', null),
('measure-result', 'not-achieved', 'Nicht erreicht', 'Not achieved', '2000-01-01', null, 30, '{"positive":false}', null),
('measure-drop-reason', 'no-longer-needed', 'Nicht mehr nötig', 'No longer needed', '2000-01-01', null, 10, '{}', null),
('measure-drop-reason', 'double-work', 'Wird schon von anderer Seite getan', 'Somebody else does it already', '2000-01-01', null, 20, '{}', null),
('measure-drop-reason', 'client-declined', 'Von der Person nicht gewünscht', 'Not wanted by the person', '2000-01-01', null, 30, '{}', null),
('measure-drop-reason', 'actor-declined', 'Von der zuständigen Stelle abgelehnt', 'Declined by who was responsible', '2000-01-01', null, 40, '{}', null),
('measure-drop-reason', 'no-capacity', 'Kein Platz, kein Angebot', 'No capacity or offer', '2000-01-01', null, 50, '{}', null),
('measure-drop-reason', 'moved-away', 'Verzogen', 'Moved away', '2000-01-01', null, 60, '{}', null),
('measure-drop-reason', 'case-closed', 'Fall abgeschlossen', 'Case closed', '2000-01-01', null, 70, '{}', null),
('measure-drop-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 90, '{}', null);
