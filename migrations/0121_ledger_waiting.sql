-- What a transaction has still to tell the ledger (Ledger/Keep.sql): each fact once, and each person whose dimensions may have changed once, however many
-- rows of theirs it writes. The transaction empties it at its commit, so that nobody ever sees a row of another one, and nothing needs to outlive a crash.
create unlogged table ledger.waiting (
    xact            xid8 not null default pg_current_xact_id(),
    organisation_id uuid not null,
    fact_table      text not null,  -- person: all facts of that one
    fact_id         uuid not null,
    origin          text not null check (origin in ('recorded', 'taken_over')),
    primary key (xact, organisation_id, fact_id, fact_table)
);
