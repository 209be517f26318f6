-- Nobody writes blindly what he may not read: the policy "compartment" of access.protect guards reading alone.
call access.protect('app.measure');
create policy compartment_added on app.measure as restrictive for insert with check (compartment is null or access.may_open(client_id, compartment));
create policy compartment_changed on app.measure as restrictive for update using (compartment is null or access.may_open(client_id, compartment));
create policy compartment_removed on app.measure as restrictive for delete using (compartment is null or access.may_open(client_id, compartment));
