-- What makes the access context unforgeable (src/decisions/sealed-context.md): read by routines of the owner alone.
create table access.context_secret (
    one        boolean primary key default true check (one),
    secret     bytea not null,                      -- goes into the seal of each context
    system_key bytea                                -- SHA-256 of the key with which the system enters (System:Key); null: none is asked for
);
revoke all on access.context_secret from public, casemanagement_app;
-- Random in four times 122 bits.
insert into access.context_secret (secret)
select sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8'));
