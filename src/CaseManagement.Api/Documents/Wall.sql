-- Nobody writes blindly what he may not read: the policy "compartment" of access.protect guards reading alone.
call access.protect('app.document');
create policy compartment_added on app.document as restrictive for insert with check (compartment is null or access.may_open(client_id, compartment));
create policy compartment_changed on app.document as restrictive for update using (compartment is null or access.may_open(client_id, compartment));
create policy compartment_removed on app.document as restrictive for delete using (compartment is null or access.may_open(client_id, compartment));

-- Seen with its document, whose compartment hides it too.
call access.protect('app.document_file');
create policy with_document on app.document_file as restrictive using (exists (select from app.document d where d.id = document_id));
call app.kept_while_restricted('app.document_file');

-- Bytes are seen with their file and go with it: the foreign key's cascade is the only way, and nobody changes them.
call access.close('app.document_chunk');
create policy readable on app.document_chunk for select using (exists (select from app.document_file f where f.id = file_id));
create policy added on app.document_chunk for insert with check (
    exists (select from app.document_file f where f.id = file_id and f.organisation_id = (select access.organisation_id())));
