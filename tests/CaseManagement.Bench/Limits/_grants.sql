-- For the limits alone, in the copy that is measured on and dropped: they write the record of a reading themselves instead of by the product's routine;
-- the table's own triggers (hash, queue of the seal) fire all the same.
grant insert on audit.entry to casemanagement_app;
grant execute on function audit.entry_hash to casemanagement_app;
create policy measured on audit.entry for insert to casemanagement_app with check (organisation_id = access.organisation_id());
create schema bench;
grant usage on schema bench to casemanagement_app;
