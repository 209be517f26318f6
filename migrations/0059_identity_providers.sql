-- A town's own OpenID provider: staff sign in there. One per organisation; it takes nobody in until a second pair of eyes has confirmed it.
create table access.identity_provider (
    id                 uuid primary key,
    organisation_id    uuid not null references app.organisation,
    name               text not null check (length(name) between 1 and 200),
    issuer             text not null check (length(issuer) between 1 and 500),
    public_id          text not null check (length(public_id) between 1 and 200),  -- client_id of RFC 6749
    domains            text[] not null check (domains <> '{}'),                    -- of addresses, in lower case
    groups_claim       text check (length(groups_claim) between 1 and 100),
    role_groups        text[] not null,                                            -- "caseworker=group": who holds the role acts in it only as a member
    trusts_second_factor boolean not null,
    is_required        boolean not null,                                           -- no passwords but the emergency account's
    emergency_staff_id uuid references app.staff,
    has_secret         boolean not null,
    proposed_by        uuid references app.staff,
    proposed_at        timestamptz not null check (proposed_at between '1900-01-01' and '2200-01-01'),
    confirmed_by       uuid references app.staff,
    confirmed_at       timestamptz check (confirmed_at between '1900-01-01' and '2200-01-01'),
    retired_at         timestamptz check (retired_at between '1900-01-01' and '2200-01-01'),
    check ((confirmed_at is null) = (confirmed_by is null)),
    check (confirmed_by <> proposed_by),
    check ((role_groups = '{}') = (groups_claim is null))
);
create unique index identity_provider_one on access.identity_provider (organisation_id) where retired_at is null;
-- ProviderSignIn: by the domain of an address.
create index identity_provider_domain on access.identity_provider using gin (domains) where retired_at is null;
grant select, insert, update on access.identity_provider to casemanagement_app;

-- Protected by the key ring of data protection. No grant: IdentityProviders.sql has the only doors.
create table access.identity_provider_secret (identity_provider_id uuid primary key references access.identity_provider, protected text not null);

-- Who a colleague is at the employer's provider: issuer and subject, and no name.
create table access.identity_link (
    id                   uuid primary key,
    organisation_id      uuid not null references app.organisation,
    identity_provider_id uuid not null references access.identity_provider,
    staff_id             uuid not null references app.staff,
    issuer               text not null check (length(issuer) between 1 and 500),
    subject              text not null check (length(subject) between 1 and 255),
    linked_by            uuid references app.staff,      -- null: by an address that the provider has verified
    linked_at            timestamptz not null check (linked_at between '1900-01-01' and '2200-01-01'),
    constraint identity_link_subject unique (identity_provider_id, issuer, subject),
    constraint identity_link_staff unique (staff_id)
);
create index identity_link_organisation on access.identity_link (organisation_id);
grant select, insert, delete on access.identity_link to casemanagement_app;

-- Sessions that a provider has vouched for: by sid or subject it ends them (back-channel logout).
create table access.provider_session (
    session_id           uuid primary key references access.session on delete cascade,
    identity_provider_id uuid not null references access.identity_provider,
    acts_for             uuid not null references app.organisation,  -- whose provider it is: there, not elsewhere, roles are withheld
    subject              text not null check (length(subject) between 1 and 255),
    sid                  text check (length(sid) between 1 and 255),
    withheld_roles       text[] not null
);
create index provider_session_sid on access.provider_session (identity_provider_id, sid);
create index provider_session_subject on access.provider_session (identity_provider_id, subject);
grant select, insert on access.provider_session to casemanagement_app;
