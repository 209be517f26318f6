-- A second factor beside the password: a one-time password (RFC 6238), and recovery codes for the day on which the telephone is gone. No grants:
-- SignIn/SecondFactor.sql has the only doors.
create table access.second_factor (
    account_id   uuid primary key references access.account,
    secret       text not null,                 -- protected by the key ring of data protection
    last_step    bigint not null,               -- of the last one that was taken: each is good once
    confirmed_at timestamptz not null
);
create table access.recovery_code (
    account_id uuid not null references access.second_factor on delete cascade,
    digest     bytea not null check (length(digest) = 32),    -- of 80 random bits
    used_at    timestamptz,
    primary key (account_id, digest)
);
