-- Nobody writes blindly what he may not read: the policy "compartment" of access.protect guards reading alone.
call access.protect('app.participation');
create policy compartment_added on app.participation as restrictive for insert with check (compartment is null or access.may_open(client_id, compartment));
create policy compartment_changed on app.participation as restrictive for update using (compartment is null or access.may_open(client_id, compartment));
create policy compartment_removed on app.participation as restrictive for delete using (compartment is null or access.may_open(client_id, compartment));

-- Seen with its participation, whose compartment hides it too.
call access.protect('app.participation_move');
create policy with_participation on app.participation_move as restrictive using (exists (select from app.participation p where p.id = participation_id));

call access.protect('app.employment');
create policy compartment_added on app.employment as restrictive for insert with check (compartment is null or access.may_open(client_id, compartment));
create policy compartment_changed on app.employment as restrictive for update using (compartment is null or access.may_open(client_id, compartment));
create policy compartment_removed on app.employment as restrictive for delete using (compartment is null or access.may_open(client_id, compartment));

call access.protect('app.language_level');
create policy compartment_added on app.language_level as restrictive for insert
    with check (compartment is null or access.may_open(client_id, compartment));
create policy compartment_changed on app.language_level as restrictive for update using (compartment is null or access.may_open(client_id, compartment));
create policy compartment_removed on app.language_level as restrictive for delete using (compartment is null or access.may_open(client_id, compartment));

call ledger.keep('app.language_level');
call ledger.keep('app.participation');
call ledger.keep('app.employment');

call app.stored_only('app.language_level');
call app.stored_only('app.participation');
call app.stored_only('app.employment');
