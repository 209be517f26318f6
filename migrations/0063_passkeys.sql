-- Keys with which somebody signs in without a password (WebAuthn): the public half, which proves nothing by itself. Its wall is in SignIn/Wall.sql.
create table access.passkey (
    id            uuid primary key,
    account_id    uuid not null references access.account,
    credential_id bytea not null constraint passkey_credential unique check (length(credential_id) between 1 and 1023),
    public_key    bytea not null check (length(public_key) between 1 and 4096),
    sign_count    bigint not null check (sign_count >= 0),       -- of the authenticator, where it counts: a smaller one is a copy
    transports    text[] not null,
    is_backup_eligible boolean not null,                         -- it may be copied to other devices of its owner
    is_backed_up  boolean not null,
    name          text not null check (length(name) between 1 and 100),
    created_at    timestamptz not null,
    used_at       timestamptz,
    constraint passkey_created_at_in_bounds check (created_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint passkey_used_at_in_bounds check (used_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);
-- What a person has, and whether there is any.
create index passkey_account on access.passkey (account_id, created_at);
grant select, insert, update, delete on access.passkey to casemanagement_app;
