-- What stays with an organisation when it hands a person over: restricted entries that did not go along.
--
-- Periods overlap per controller, and only those that everybody in it sees: what stays behind does not stand in the receiver's way, and
-- nobody learns from a refusal that there is a period which he may not see. Who sees restricted ones is held to the rule by History.
alter table app.client_residence_status drop constraint client_residence_status_no_overlap;
alter table app.client_residence_status add constraint client_residence_status_no_overlap
    exclude using gist (organisation_id with =, client_id with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
    deferrable initially deferred;
alter table app.client_benefit drop constraint client_benefit_no_overlap;
alter table app.client_benefit add constraint client_benefit_no_overlap
    exclude using gist (organisation_id with =, client_id with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
    deferrable initially deferred;
alter table app.client_accommodation drop constraint client_accommodation_no_overlap;
alter table app.client_accommodation add constraint client_accommodation_no_overlap
    exclude using gist (organisation_id with =, client_id with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
    deferrable initially deferred;
alter table app.client_address drop constraint client_address_no_overlap;
alter table app.client_address add constraint client_address_no_overlap
    exclude using gist (organisation_id with =, client_id with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
    deferrable initially deferred;
alter table app.client_work drop constraint client_work_no_overlap;
alter table app.client_work add constraint client_work_no_overlap
    exclude using gist (organisation_id with =, client_id with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
    deferrable initially deferred;

-- Who looks after it: reads, corrects and erases it on request (Art. 15 to 17 GDPR). Whoever led the case; the supervisor names another.
create table app.keeper (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,    -- the controller of what stayed behind; never moves
    client_id       uuid not null references app.client,
    team_id         uuid not null references app.team,            -- which handed the person over
    staff_id        uuid references app.staff,                    -- null: nobody led the case, or who did has left; the supervisor names somebody
    since           timestamptz not null,                         -- the handover
    ended_at        timestamptz,                                  -- the person has come back
    updated_at      timestamptz not null
);
-- access.may_open, and one keeper at a time.
create unique index keeper_once on app.keeper (client_id, organisation_id) where ended_at is null;
-- ListLeftBehind: of my teams, newest first.
create index keeper_team on app.keeper (team_id, since desc, id desc) where ended_at is null;
