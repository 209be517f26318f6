-- The access context: transaction-local settings, written by access.enter and read by every policy and most routines.
-- No setting means no rows: a comparison with null is never true.
create or replace function access.setting(name text) returns text language sql stable parallel safe
    as $$ select nullif(current_setting('app.' || name, true), '') $$;
create or replace function access.organisation_id() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.organisation_id', true), '')::uuid $$;
create or replace function access.staff_id() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.staff_id', true), '')::uuid $$;
-- The product's clock (TimeProvider), so that a test or a demo can move it; the database's own where none is given.
create or replace function access.now() returns timestamptz language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now()) $$;
-- The caller's sets, known since the context was entered (access.learn): teams in which he works today, himself or as a deputy; colleagues for
-- whom he stands in; open cases in which he takes part; clients whose glass he has broken. Without a context they are empty.
create or replace function access.my_team_ids() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.team_ids', true), ''), '{}')::uuid[] $$;
create or replace function access.deputised_ids() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.deputised_ids', true), ''), '{}')::uuid[] $$;
create or replace function access.my_case_ids() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.case_ids', true), ''), '{}')::uuid[] $$;
create or replace function access.my_glass_ids() returns uuid[] language sql stable parallel safe
    as $$ select coalesce(nullif(current_setting('app.glass_ids', true), ''), '{}')::uuid[] $$;
-- Set only inside app.transfer_household: the organisation that a household is being handed to.
create or replace function access.transfer_target() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.transfer_target', true), '')::uuid $$;
-- The system acts for one organisation at a time (recurring commands, the transfer at a handover).
create or replace function access.is_system() returns boolean language sql stable parallel safe
    as $$ select coalesce(current_setting('app.actor', true), '') = 'system' $$;
-- The date on German calendars at the product's instant.
create or replace function access.today() returns date language sql stable parallel safe
    as $$ select (access.now() at time zone 'Europe/Berlin')::date $$;
