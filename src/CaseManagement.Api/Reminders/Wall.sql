call access.protect('app.reminder');
call access.goes_along('app.reminder', '{}'); -- app.check_reminder_case
call access.protect('app.reminder_move');
call access.protect('app.notice');
-- Places of notices: the recipient's organisation's, and no trail.
do $$
declare
    t text;
begin
    foreach t in array array['app.notice_place', 'app.notice_stream'] loop
        call access.close(t);
        execute format('create policy own on %s using (organisation_id = (select access.organisation_id()))', t);
    end loop;
end $$;
call access.protect('app.reminder_policy');
-- Reference policies are nobody's, and everybody reads them.
create policy shipped on app.reminder_policy for select using (organisation_id is null);
call access.protect('app.chain_template');
create policy shipped on app.chain_template for select using (organisation_id is null);
call access.protect('app.chain');
call access.protect('app.chain_step');
call access.protect('app.working_calendar');
call access.protect('app.office_hours');
call access.protect('app.reminder_escalation');
call access.protect('app.calendar_setting');
call access.protect('app.calendar_feed');
call access.protect('app.digest_setting');
