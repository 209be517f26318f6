-- Figures of a large town in the time of a click: what they count of a person is kept beside the ledger (Statistics/RenewUnits.sql), narrow enough to be read
-- whole. It is made of the ledger alone and may be made anew at any time; a person of whom the ledger has said something since is counted by the ledger.

-- What many units share: what was known of a person (without birth, household and team), a team, a worker, what a unit says of itself.
create table ledger.setting (
    id              integer generated always as identity primary key,
    organisation_id uuid not null references app.organisation,
    content         jsonb not null
);
-- Each once.
create unique index setting_content on ledger.setting (organisation_id, md5(content::text));

-- Units as Statistics/KeptUnits.sql says what they are, without the period or day that somebody asks for.
create table ledger.unit (
    -- What is compared in each row stands first.
    from_day        date not null,                     -- the event's, or since when it is so
    until_day       date not null default 'infinity',  -- the first on which it is not any more
    organisation_id uuid not null references app.organisation,
    before_day      date,                              -- the same of this person before: of several in a period the first counts
    team            integer,                           -- ledger.setting, as the next three; without references, that nothing is looked up a million times
    setting         integer,
    attributes      integer,
    worker          integer,
    born            date,
    day_1           date,                              -- what came of it, and when
    day_2           date,
    day_3           date,
    day_4           date,
    withheld        boolean not null,
    kind            text not null,
    pseudonym       uuid not null,
    household       uuid
) partition by list (kind);
create table ledger.unit_open_case partition of ledger.unit for values in ('open_case');
create table ledger.unit_place partition of ledger.unit for values in ('place');
create table ledger.unit_change_to_sgb2 partition of ledger.unit for values in ('change_to_sgb2');
create table ledger.unit_allocation partition of ledger.unit for values in ('allocation');
create table ledger.unit_need partition of ledger.unit for values in ('need');
-- What is kept of a person, to make it anew.
create index unit_pseudonym on ledger.unit (pseudonym);
-- Figures of one team. A whole organisation is read from one end to the other.
create index unit_team on ledger.unit (team, from_day);
-- Figures of a period: what was written at one time stands together, and most of it happened then.
create index unit_from_day on ledger.unit using brin (from_day) with (pages_per_range = 16, autosummarize = on);

-- The same before it is kept.
create type ledger.unit_told as (
    kind text, pseudonym uuid, from_day date, until_day date, team text, worker text, household text, dimensions jsonb, attributes jsonb, withheld boolean,
    before_day date, day_1 date, day_2 date, day_3 date, day_4 date
);

-- Of whom the ledger has said something since: a row for each transaction that did, so that none of them waits for another.
create table ledger.stale (
    no              bigint generated always as identity primary key,
    organisation_id uuid not null,
    pseudonym       uuid not null
);
-- The next of an organisation.
create index stale_organisation on ledger.stale (organisation_id, no);
-- By whom it is waited for: the other rows of a person.
create index stale_pseudonym on ledger.stale (pseudonym);
grant select on ledger.setting, ledger.unit_open_case, ledger.unit_place, ledger.unit_change_to_sgb2, ledger.unit_allocation, ledger.unit_need, ledger.stale
    to casemanagement_statistics;
