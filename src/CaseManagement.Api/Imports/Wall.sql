call access.protect('app.import');
call access.protect('app.import_row');

-- A list's bytes are not in the trail, which would keep them for ever; the trail has the import with their digest.
call access.close('app.import_file');
create policy readable on app.import_file for select using (organisation_id = (select access.organisation_id()));
create policy added on app.import_file for insert with check (organisation_id = (select access.organisation_id()));
create policy removed on app.import_file for delete using (organisation_id = (select access.organisation_id()));

call access.protect('app.fact_list');
call access.protect('app.fact_list_row');
