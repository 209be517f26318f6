-- A link with which somebody sets the password of an account of his own, once: an administrator makes it and never knows the password. A digest of 256
-- random bits, one for an account: another link ends the one before. No grant: Tokens/EnrolmentLink.sql and SignIn/Credentials.sql are the only doors.
create table access.enrolment_link (
    account_id uuid primary key references access.account,
    digest     bytea not null constraint enrolment_link_digest unique check (length(digest) = 32),
    employer_id uuid not null references app.organisation, -- in whose trail its use stands
    created_by uuid not null references app.staff,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    constraint enrolment_link_created_at_in_bounds check (created_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint enrolment_link_expires_at_in_bounds check (expires_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);
