-- The access context: transaction-local settings, written by access.enter and read by every policy and most routines.
--
-- Anybody can set a setting. What the walls trust is therefore sealed: a digest of it with the transaction's start and a secret that routines of the
-- owner alone read. It is compared wherever a policy asks for the organisation, the system or the target of a transfer; where it does not fit there is
-- none of them, and so there are no rows: a comparison with null is never true.
--
-- What a caller's own statement reaches is written as "return …", which is read once, here: a text would be read anew with the caller's search path,
-- where a type of his own may be called uuid and have a cast of his own.
create or replace function access.setting(name text) returns text language sql stable parallel safe
    return nullif(current_setting('app.' || name, true), '');

-- Of the settings as they are now; the owner's routines only, because nobody else reads the secret.
create or replace function access.seal_of_context() returns text language plpgsql stable parallel safe as $$
declare
    secret bytea;
begin
    select s.secret into secret from access.context_secret s;
    return sha256(secret || timestamptz_send(transaction_timestamp()) || convert_to(concat_ws(E'\x1f',
        coalesce(current_setting('app.organisation_id', true), ''), coalesce(current_setting('app.staff_id', true), ''),
        coalesce(current_setting('app.actor', true), ''), coalesce(current_setting('app.session_id', true), ''),
        coalesce(current_setting('app.now', true), ''), coalesce(current_setting('app.transfer_target', true), ''),
        coalesce(current_setting('app.home', true), ''), coalesce(current_setting('app.deputised_ids', true), ''),
        coalesce(current_setting('app.team_ids', true), ''), coalesce(current_setting('app.case_ids', true), ''),
        coalesce(current_setting('app.glass_ids', true), '')), 'UTF8') || secret)::text;
end $$;
revoke execute on function access.seal_of_context from public;

-- Whether the context is one that the owner's routines have made, in this transaction.
create or replace function access.is_sealed() returns boolean language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
    return coalesce(current_setting('app.seal', true) = access.seal_of_context(), false);
end $$;

-- Each asks for the setting first: without one there is nothing to compare.
create or replace function access.organisation_id() returns uuid language sql stable parallel safe
    return case when nullif(current_setting('app.organisation_id', true), '') is not null and access.is_sealed()
        then nullif(current_setting('app.organisation_id', true), '')::uuid end;
-- Set only inside app.transfer_household: the organisation that a household is being handed to.
create or replace function access.transfer_target() returns uuid language sql stable parallel safe
    return case when nullif(current_setting('app.transfer_target', true), '') is not null and access.is_sealed()
        then nullif(current_setting('app.transfer_target', true), '')::uuid end;
-- The system acts for one organisation at a time (recurring commands, the transfer at a handover, an erasure).
create or replace function access.is_system() returns boolean language sql stable parallel safe
    return coalesce(current_setting('app.actor', true), '') in ('system', 'erasure') and access.is_sealed();
-- Only inside the routine that erases a person (Erasure/ErasePerson.sql).
create or replace function access.is_erasing() returns boolean language sql stable parallel safe
    return coalesce(current_setting('app.actor', true), '') = 'erasure' and access.is_sealed();

-- What follows is compared beside one of those, and so as good as they are.
create or replace function access.staff_id() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.staff_id', true), '')::uuid;
-- The machine that acts as itself; null where a person or the system acts.
create or replace function access.api_client_id() returns uuid language sql stable parallel safe
    return case when current_setting('app.actor', true) = 'client' then nullif(current_setting('app.session_id', true), '')::uuid end;
-- The product's clock (TimeProvider), so that a test or a demo can move it; the database's own where none is given.
create or replace function access.now() returns timestamptz language sql stable parallel safe
    return coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now());
-- The caller's sets, known since the context was entered (access.learn): teams in which he works today, himself or as a deputy, and of supervisors
-- those that are dissolved; colleagues for whom he stands in; open cases in which he takes part; clients whose glass he has broken. Without a context
-- they are empty.
create or replace function access.my_team_ids() returns uuid[] language sql stable parallel safe
    return coalesce(nullif(current_setting('app.team_ids', true), ''), '{}')::uuid[];
create or replace function access.deputised_ids() returns uuid[] language sql stable parallel safe
    return coalesce(nullif(current_setting('app.deputised_ids', true), ''), '{}')::uuid[];
create or replace function access.my_case_ids() returns uuid[] language sql stable parallel safe
    return coalesce(nullif(current_setting('app.case_ids', true), ''), '{}')::uuid[];
create or replace function access.my_glass_ids() returns uuid[] language sql stable parallel safe
    return coalesce(nullif(current_setting('app.glass_ids', true), ''), '{}')::uuid[];
-- The date on German calendars at the product's instant.
create or replace function access.today() returns date language sql stable parallel safe
    return (access.now() at time zone 'Europe/Berlin')::date;
