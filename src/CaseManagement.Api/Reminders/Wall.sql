call access.protect('app.reminder');
call access.protect('app.reminder_move');
call access.protect('app.notice');
call access.protect('app.reminder_policy');
-- Reference policies are nobody's, and everybody reads them.
create policy shipped on app.reminder_policy for select using (organisation_id is null);
call access.protect('app.working_calendar');
call access.protect('app.reminder_escalation');
call access.protect('app.digest_setting');
