-- What the token server knows besides sessions: its clients, their secrets, assertions that were used, and the keys that sign identity tokens. It
-- keeps no tokens: codes and tokens carry a session's id, and the session is the truth about each of them.

-- A program that may ask for tokens: a partner's machine, which then acts as itself for its organisation, or a frontend, at which people sign in.
create table access.api_client (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    kind            text not null check (kind in ('machine', 'frontend')),
    public_id       text not null constraint api_client_public_id unique check (length(public_id) between 1 and 100),  -- client_id of RFC 6749
    name            text not null check (length(name) between 1 and 200),
    scopes          text[] not null check (scopes <@ array['directory', 'partner', 'statistics']),
    networks        cidr[] not null,            -- from where it may call; empty: from anywhere
    sign_in_at      text[] not null,            -- of a frontend: addresses to which a code is sent, compared letter by letter
    signed_out_at   text[] not null,            -- of a frontend: addresses to go to after signing out
    json_web_key_set text,                      -- of a machine that proves itself by private_key_jwt: its public keys
    created_by      uuid references app.staff,
    created_at      timestamptz not null,
    expires_at      timestamptz,
    secret_changed_at timestamptz,
    revoked_at      timestamptz,
    revoked_by      uuid references app.staff,
    revoked_why     text check (length(revoked_why) <= 1000),
    check ((revoked_at is null) = (revoked_why is null)),
    check ((kind = 'machine') = (scopes <> '{}')),
    check ((kind = 'frontend') = (sign_in_at <> '{}'))
);
-- ListApiClients, newest first.
create index api_client_organisation on access.api_client (organisation_id, created_at desc, id desc);
grant select, insert, update on access.api_client to casemanagement_app;

-- Secrets are 256 random bits, so a plain digest tells nothing. No grant: access.add_secret and access.is_secret_of are the only doors.
create table access.api_client_secret (
    id            uuid primary key,
    api_client_id uuid not null references access.api_client,
    digest        bytea not null unique check (length(digest) = 32),
    created_at    timestamptz not null
);
create index api_client_secret_client on access.api_client_secret (api_client_id, created_at);

-- When a machine last took a token; apart, because it is no change that anybody made.
create table access.api_client_use (api_client_id uuid primary key references access.api_client, at timestamptz not null);
grant select on access.api_client_use to casemanagement_app;

-- Each assertion of private_key_jwt is good once, on whichever instance: digests of client and jti until the assertion has expired.
create table access.used_assertion (digest bytea primary key check (length(digest) = 32), expires_at timestamptz not null);
create index used_assertion_expiry on access.used_assertion (expires_at);

-- Keys that sign identity tokens: published before they sign and after, as long as something that they signed may be shown. The private
-- half is protected by the key ring of data protection, which a certificate encrypts where one is given.
create table access.signing_key (
    id           uuid primary key,
    protected    text not null,
    signs_from   timestamptz not null,
    signs_until  timestamptz not null check (signs_until > signs_from),
    known_until  timestamptz not null check (known_until >= signs_until)
);

-- At which client a session was opened, and when its tokens were last renewed: what "my sessions" shows. Sessions of scripts have no row.
create table access.session_use (
    session_id    uuid primary key references access.session on delete cascade,
    api_client_id uuid references access.api_client,
    device        text check (length(device) <= 100),    -- browser and system, coarse: "Firefox, Windows"
    used_at       timestamptz not null
);
grant select, insert, update on access.session_use to casemanagement_app;
