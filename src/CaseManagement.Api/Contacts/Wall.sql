call access.protect('app.contact');
call access.protect('app.contact_client');
call access.protect('app.contact_restricted_topic');
call access.protect('app.contact_note');
-- A contact goes with its persons, what belongs to it with the contact, which stays where one of several persons stays.
call access.goes_along('app.contact', '{}');
call access.goes_along('app.contact_restricted_topic', '{contact_id}');
call access.goes_along('app.contact_note', '{contact_id}');

-- app.check_contact_clients and access.persons_of_note run as the owner, who is held by row-level security too: they have to
-- see the rows whoever the caller acts for.
create policy checked on app.contact for select to current_user using (true);
create policy checked on app.contact_client for select to current_user using (true);

call access.protect('app.appointment');
call access.protect('app.case_work');

-- For the holder and whom she has named, and for nobody else: no system, no deputy (access.staff_id() is the deputy's own), no broken glass.
call access.close('app.confidential_note');
create policy readable on app.confidential_note for select using (organisation_id = (select access.organisation_id()) and sealed_at is null
    and (holder_id = (select access.staff_id()) or (select access.staff_id()) = any(reader_ids)));
create policy added on app.confidential_note for insert with check (organisation_id = (select access.organisation_id())
    and author_id = (select access.staff_id()) and holder_id = author_id);
create policy changed on app.confidential_note for update using (organisation_id = (select access.organisation_id()) and sealed_at is null
    and holder_id = (select access.staff_id())) with check (holder_id = (select access.staff_id()));
-- app.pass_confidential_notes runs as the owner, who is held by row-level security too.
create policy passed_seen on app.confidential_note for select to current_user using (organisation_id = (select access.organisation_id()));
create policy passed on app.confidential_note for update to current_user using (organisation_id = (select access.organisation_id()));
call access.trail('app.confidential_note');

call ledger.keep('app.contact');
call ledger.keep('app.case_work');
