-- A partner's machine acts as itself: a row that names a member of staff names the API client instead (Tokens/NameClient.sql), never both.
alter table app.referral_move add column api_client_id uuid references access.api_client;
alter table app.referral_message add column api_client_id uuid references access.api_client;       -- who writes; of a correction, who has confirmed it
alter table app.referral_appointment add column api_client_id uuid references access.api_client;   -- who recorded its result last
alter table app.referral_retrieval add column api_client_id uuid references access.api_client;

-- Repeated keys of machines. caller_id is one of the two; an instance of the version before goes on naming staff_id alone.
alter table access.idempotent_answer drop constraint idempotent_answer_pkey;
alter table access.idempotent_answer alter column staff_id drop not null;
alter table access.idempotent_answer add column api_client_id uuid;
alter table access.idempotent_answer add column caller_id uuid generated always as (coalesce(staff_id, api_client_id)) stored;
alter table access.idempotent_answer add primary key (caller_id, organisation_id, key);
alter table access.idempotent_answer add constraint idempotent_answer_one_caller check (num_nonnulls(staff_id, api_client_id) = 1);
