-- An organisation reads its own trail; the owner's routines write it and verify all of it.
call access.close('audit.entry');
create policy owner on audit.entry to current_user using (true) with check (true);
create policy own_trail on audit.entry for select using (organisation_id = (select access.organisation_id()));
