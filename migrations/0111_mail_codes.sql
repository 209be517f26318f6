-- When a code was sent to which address: what an organisation lets be written to one address is held in bounds, whatever becomes of the entry meanwhile.
-- Forgotten after ten minutes, with the next code; of the address its digest alone.
create table app.mail_code (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    address_sha256  bytea not null check (length(address_sha256) = 32),
    at              timestamptz not null constraint mail_code_at_in_bounds check (at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);
-- MailCodes.AddCode: was one sent there lately?
create index mail_code_of_address on app.mail_code (organisation_id, address_sha256, at);
