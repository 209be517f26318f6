-- For the limits alone, in the copy that is measured on and dropped: they write the record of a reading themselves instead of by the product's routine;
-- the table's own triggers (second trace) fire all the same.
grant insert on audit.inbox to casemanagement_app;
create policy measured on audit.inbox for insert to casemanagement_app with check (organisation_id = access.organisation_id());
create schema bench;
grant usage on schema bench to casemanagement_app;
