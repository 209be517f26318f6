-- Every change of accounts, grants and sessions is on the trail. Accounts and grants stand behind no wall, since sign-in comes before any organisation;
-- what opens an account is in no table that the API's login reads.
call access.trail('access.account');
call access.trail('access.role_grant');
call access.trail('access.session');

-- Who knows a session's id can enter its context: the login sees those of the organisation in which it is, and opens one for who is in already.
-- Not forced: access.enter reads it as the owner.
alter table access.session enable row level security;
drop policy if exists seen on access.session;
create policy seen on access.session for select using ((select access.is_system())
    or ((select access.organisation_id()) is not null and (staff_id = (select access.staff_id()) or organisation_id = (select access.organisation_id()))));
drop policy if exists opened on access.session;
create policy opened on access.session for insert with check ((select access.is_system())
    or ((select access.organisation_id()) is not null and staff_id = (select access.staff_id()) and exists (
        select from access.role_grant g where g.staff_id = session.staff_id and g.organisation_id = session.organisation_id)));
drop policy if exists changed on access.session;
create policy changed on access.session for update using ((select access.is_system())
    or ((select access.organisation_id()) is not null and (staff_id = (select access.staff_id()) or organisation_id = (select access.organisation_id()))));
drop policy if exists removed on access.session;
create policy removed on access.session for delete using ((select access.is_system()));

-- A person's own; the system's, which has checked what a passkey has signed and opens the session. Not forced: routines of the owner take them away.
alter table access.passkey enable row level security;
drop policy if exists own on access.passkey;
create policy own on access.passkey using ((select access.is_system()) or ((select access.organisation_id()) is not null
    and exists (select from access.account a where a.id = passkey.account_id and a.staff_id = (select access.staff_id()))));
