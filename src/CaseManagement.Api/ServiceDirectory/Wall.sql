-- The directory is read across organisations, since a referral has to be addressed; who keeps an entry changes it. Who is not signed in reads what is
-- confidential in no way, whatever he calls: the open directory is read without a context.
call access.close('app.service');
create policy readable on app.service for select using ((select access.organisation_id()) is not null or (not is_confidential
    and not exists (select from app.organisation o where o.id = provider_id and o.is_confidential)));
create policy added on app.service for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.service for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.service');
