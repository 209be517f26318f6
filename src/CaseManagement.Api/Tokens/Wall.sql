-- A client is looked up before anybody has signed in, so any of them can be read: names, scopes and addresses, no secret. Each organisation writes its own.
call access.close('access.api_client');
create policy readable on access.api_client for select using (true);
create policy added on access.api_client for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on access.api_client for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('access.api_client');

-- Where and with what somebody is signed in: the person's own. When a machine was last seen: its organisation's. Not forced: routines of the owner write.
alter table access.session_use enable row level security;
drop policy if exists own on access.session_use;
create policy own on access.session_use using (
    exists (select from access.session s where s.id = session_use.session_id and s.staff_id = (select access.staff_id())
        and (select access.organisation_id()) is not null));
alter table access.api_client_use enable row level security;
drop policy if exists own on access.api_client_use;
create policy own on access.api_client_use for select using (
    exists (select from access.api_client c where c.id = api_client_use.api_client_id and c.organisation_id = (select access.organisation_id())));

-- A provider is looked for before anybody has signed in, so any of them can be read: names, addresses, groups, no secret. Each organisation writes its own.
call access.close('access.identity_provider');
create policy readable on access.identity_provider for select using (true);
create policy added on access.identity_provider for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on access.identity_provider for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('access.identity_provider');
call access.protect('access.identity_link');

-- Not forced: routines of the owner read and write.
alter table access.provider_session enable row level security;
drop policy if exists of_product on access.provider_session;
create policy of_product on access.provider_session using ((select access.is_system()));
