-- The ledger: what figures count. One row per event, as it was known and in the dimensions of its day, written in the transaction of its fact
-- (Ledger/Keep.sql). It stays with its organisation when a household moves, and outlives the erasure of a person.
--
-- Nobody reads it but the role casemanagement_statistics, which reads nothing else of persons; the application's role has no right on it at all.
do $$
begin
    create role casemanagement_statistics nologin;
exception when duplicate_object or unique_violation then
    null; -- Roles belong to the cluster; another database or a parallel run has made it.
end $$;

create schema ledger;
grant usage on schema ledger, access to casemanagement_statistics;  -- access: it enters a context, which is what its wall compares

-- Who hides behind a pseudonym: one row per unit and organisation. The pseudonym is random, so that with the row the way back is gone.
-- No reference to the person: the row is there before a deferred check and goes in the transaction of the erasure.
create table ledger.subject (
    organisation_id uuid not null references app.organisation,
    unit            text not null check (unit in ('client', 'household', 'dwelling', 'landlord', 'place')),
    unit_id         uuid not null,
    pseudonym       uuid not null default gen_random_uuid() unique,
    primary key (organisation_id, unit, unit_id)
);

create table ledger.entry (
    no              bigint generated always as identity primary key,
    organisation_id uuid not null references app.organisation,
    unit            text check (unit in ('client', 'household', 'dwelling', 'landlord', 'place')),
    pseudonym       uuid,                                         -- null: an event of nobody in particular, such as an anonymous contact
    kind            text not null check (kind ~ '^[a-z][a-z0-9_]*$' and length(kind) <= 64),
    on_date         date not null check (on_date between date '1900-01-01' and date '2200-01-01'),  -- first day of what is known
    date_precision  text not null check (date_precision in ('day', 'month', 'year')),
    recorded_at     timestamptz not null check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    origin          text not null check (origin in ('recorded', 'taken_over')),  -- taken_over: came with a household that was handed over
    withheld        boolean not null,                             -- in a compartment or at a sensitive place: counts in totals, says nothing more
    attributes      jsonb not null check (jsonb_typeof(attributes) = 'object'),
    dimensions      jsonb not null check (jsonb_typeof(dimensions) = 'object'),
    reversal_of     bigint unique references ledger.entry,        -- takes that row back; otherwise equal to it
    check ((unit is null) = (pseudonym is null)),
    check (not withheld or attributes = '{}')
);
-- Figures: events of a kind in a period, or up to a key date.
create index entry_kind on ledger.entry (organisation_id, kind, on_date);
-- All events of one unit.
create index entry_pseudonym on ledger.entry (pseudonym) where pseudonym is not null;

-- Which row of which table stands behind a row of the ledger that nothing has reversed; goes with the subject.
create table ledger.source (
    entry_no        bigint primary key references ledger.entry,
    organisation_id uuid not null,
    fact_table      text not null,
    fact_id         uuid not null,
    pseudonym       uuid references ledger.subject (pseudonym) on delete cascade
);
-- ledger.settle: what is on record of a fact.
create index source_fact on ledger.source (fact_id, fact_table, organisation_id);
-- ledger.renew: all facts of a unit; the erasure.
create index source_pseudonym on ledger.source (pseudonym) where pseudonym is not null;

grant select on ledger.entry to casemanagement_statistics;
