-- Wrong passwords delay the next attempt from where they came; they lock nobody out.
alter table access.account drop column failed_count, drop column locked_until;

-- Attempts since the last success of an account's name from an address. Digests only: neither who tried nor from where can be read here.
create table access.sign_in_attempt (
    name_digest    bytea not null,
    address_digest bytea not null,
    failed         integer not null check (failed > 0),
    at             timestamptz not null,
    primary key (name_digest, address_digest)
);
-- SweepSessions forgets them.
create index sign_in_attempt_at on access.sign_in_attempt (at);
grant select, insert, update, delete on access.sign_in_attempt to casemanagement_app;
