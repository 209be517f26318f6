call access.protect('app."case"');
call access.protect('app.case_responsibility');
call access.protect('app.case_participant');
call access.protect('app.case_event');
call ledger.keep('app.case_event');
call ledger.follow('app.case_event', 'app.client_of_case');
call ledger.keep('app.case_responsibility', 2);
call ledger.follow('app.case_responsibility', 'app.client_of_case');
call ledger.complete('team');

-- app.check_responsibility runs as the owner, who is held by row-level security too: these let it see the row and its history
-- whichever organisation the caller acts for, also in the middle of a handover. The application's role is not the owner.
create policy checked on app."case" for select to current_user using (true);
create policy checked on app.case_responsibility for select to current_user using (true);
