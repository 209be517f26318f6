-- The owner's routines write; the statistics' role reads the rows of the organisation whose context it has entered, and not who is behind a pseudonym.
-- Not on the trail: its entries name persons, and would lead from the ledger to them for as long as the trail is kept.
call access.close('ledger.subject');
call access.close('ledger.entry');
call access.close('ledger.source');
call access.close('ledger.waiting');
call access.close('ledger.catching_up');
call access.close('ledger.meaning');
create policy owner on ledger.subject to current_user using (true) with check (true);
create policy owner on ledger.entry to current_user using (true) with check (true);
create policy owner on ledger.source to current_user using (true) with check (true);
create policy owner on ledger.waiting to current_user using (true) with check (true);
create policy owner on ledger.catching_up to current_user using (true) with check (true);
create policy owner on ledger.meaning to current_user using (true) with check (true);
create policy own_ledger on ledger.entry for select to casemanagement_statistics using (organisation_id = (select access.organisation_id()));
