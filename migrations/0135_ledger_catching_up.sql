-- Facts that the ledger has still to be told of, of before it kept their table or since what they mean there has changed. Filled by ledger.keep in the
-- transaction of migrate, emptied in small ones behind it (ledger.catch_up_facts), so that nobody waits for it; a row goes with what it has asked for.
create table ledger.catching_up (
    no              bigint generated always as identity primary key,
    organisation_id uuid not null,
    fact_table      text not null,  -- person: all facts of that one
    fact_id         uuid not null,
    origin          text not null check (origin in ('recorded', 'taken_over'))
);
-- Which meaning the rows of a table had when its facts were last told, all of them.
create table ledger.meaning (
    fact_table text primary key,
    version    integer not null
);
