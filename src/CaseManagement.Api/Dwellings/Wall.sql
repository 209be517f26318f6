call access.protect('app.landlord');
call access.protect('app.dwelling');
call access.protect('app.lease');

-- Nobody writes blindly what he may not read: the policy "compartment" of access.protect guards reading alone.
call access.protect('app.occupancy');
create policy compartment_added on app.occupancy as restrictive for insert with check (compartment is null or access.may_open(client_id, compartment));
create policy compartment_changed on app.occupancy as restrictive for update using (compartment is null or access.may_open(client_id, compartment));
create policy compartment_removed on app.occupancy as restrictive for delete using (compartment is null or access.may_open(client_id, compartment));

call ledger.keep('app.dwelling');
call ledger.keep('app.lease');
call ledger.keep('app.occupancy');
call app.stored_only('app.occupancy');
