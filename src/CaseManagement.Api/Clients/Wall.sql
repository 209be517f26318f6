-- Persons and households are their controller's; the columns of each table say the rest (access.protect).
call access.protect('app.household');
call access.protect('app.client');
-- What its controller has erased and others' rows rest on is nobody's to see.
create policy erased on app.household as restrictive for select using (erased_at is null or (select access.is_erasing()));
create policy erased on app.client as restrictive for select using (erased_at is null or (select access.is_erasing()));
call access.protect('app.client_name');
call access.protect('app.client_reference');
call access.protect('app.client_language');
call access.protect('app.client_language_level');
call access.protect('app.client_qualification');
call access.protect('app.client_residence_status');
call access.protect('app.client_benefit');
call access.protect('app.client_accommodation');
call access.protect('app.client_address');
call access.protect('app.client_work');
call access.protect('app.client_family_status');
call access.protect('app.client_nationality');
call access.protect('app.client_mark');
call access.protect('app.household_member');

-- Only the controller searches; there is no grace period. Not in the trail: derived from app.client in the same statement, which is.
call access.close('app.client_search_key');
create policy readable on app.client_search_key for select using (organisation_id = (select access.organisation_id()));
create policy added on app.client_search_key for insert
    with check (organisation_id = (select access.organisation_id()) or organisation_id = (select access.transfer_target()));
create policy removed on app.client_search_key for delete using (organisation_id = (select access.organisation_id()));

call ledger.keep('app.client_residence_status');
call ledger.keep('app.client_benefit');
call ledger.keep('app.client_accommodation');
call ledger.keep('app.client_work');
call ledger.keep('app.client_family_status');
call ledger.keep('app.client_nationality');
call ledger.keep('app.client_address');
call ledger.keep('app.household_member');
call ledger.note_moves('app.client');
-- What a person's facts are grouped by.
call ledger.follow('app.client', 'id', 'birth_date, sex, country_of_birth, country_of_origin');
call ledger.follow('app.client_residence_status');
call ledger.follow('app.client_benefit');
call ledger.follow('app.client_family_status');
call ledger.follow('app.client_nationality');
call ledger.follow('app.client_accommodation');
call ledger.follow('app.client_language');
call ledger.follow('app.client_address', p_columns => 'quarter_id, from_date, until_date, compartment');
call ledger.follow('app.household_member');
call ledger.complete('born');

call app.stored_only('app.household_member');
