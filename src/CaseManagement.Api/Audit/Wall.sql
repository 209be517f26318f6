-- An organisation reads its own trail; the owner's routines write it and verify all of it.
call access.close('audit.inbox');
call access.close('audit.sealed');
create policy owner on audit.inbox to current_user using (true) with check (true);
create policy owner on audit.sealed to current_user using (true) with check (true);
create policy own_trail on audit.inbox for select using (organisation_id = (select access.organisation_id()));
create policy own_trail on audit.sealed for select using (organisation_id = (select access.organisation_id()));
