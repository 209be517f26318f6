-- The directory is read across organisations, since a referral has to be addressed; who keeps an entry changes it.
call access.close('app.service');
create policy readable on app.service for select using (access.organisation_id() is not null);
create policy added on app.service for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.service for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.service');
