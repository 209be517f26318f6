call access.protect('app.break_glass');
call access.protect('app.keeper');

-- named_person names its compartment but is not itself hidden by it: otherwise nobody could see who is admitted.
call access.close('app.named_person');
create policy readable on app.named_person for select using (organisation_id = (select access.organisation_id()));
create policy added on app.named_person for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.named_person for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()) or organisation_id = (select access.transfer_target()));
call access.trail('app.named_person');
call access.goes_along('app.named_person');

-- Nobody writes blindly what he may not read: the policy "compartment" of access.protect guards reading alone.
call access.protect('app.restricted_record');
create policy compartment_added on app.restricted_record as restrictive for insert with check (access.may_open(client_id, compartment));
create policy compartment_changed on app.restricted_record as restrictive for update using (access.may_open(client_id, compartment));
create policy compartment_removed on app.restricted_record as restrictive for delete using (access.may_open(client_id, compartment));
