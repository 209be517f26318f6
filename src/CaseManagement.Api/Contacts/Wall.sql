call access.protect('app.contact');
call access.protect('app.contact_client');
call access.protect('app.contact_restricted_topic');
call access.protect('app.contact_note');

-- app.check_contact_clients and access.persons_of_note run as the owner, who is held by row-level security too: they have to
-- see the rows whoever the caller acts for.
create policy checked on app.contact for select to current_user using (true);
create policy checked on app.contact_client for select to current_user using (true);
