-- The file as it went out stays with who disclosed it; nobody alters it.
call access.close('app.file_copy');
create policy readable on app.file_copy for select using (organisation_id = (select access.organisation_id()));
create policy added on app.file_copy for insert with check (organisation_id = (select access.organisation_id()));
call access.trail('app.file_copy');
