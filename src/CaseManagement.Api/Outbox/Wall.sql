-- An organisation reads its own events, and gives them their places. No trail: an event holds nothing that what it tells of has not put there.
call access.close('app.outbox_event');
create policy readable on app.outbox_event for select using (organisation_id = (select access.organisation_id()));
create policy added on app.outbox_event for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.outbox_event for update using (organisation_id = (select access.organisation_id()));
create policy forgotten on app.outbox_event for delete using (organisation_id = (select access.organisation_id()) and (select access.is_system()));
call access.close('app.outbox_feed');
create policy own on app.outbox_feed using (organisation_id = (select access.organisation_id()));

-- A webhook and what was sent to it are its organisation's. What was sent is a log of its own, with retention; the webhook itself is on the trail.
call access.protect('app.webhook');
do $$
declare
    t text;
begin
    foreach t in array array['app.webhook_state', 'app.webhook_delivery', 'app.webhook_attempt'] loop
        call access.close(t);
        execute format('create policy own on %s using (organisation_id = (select access.organisation_id()))', t);
    end loop;
end $$;

-- The same of mails: the address is on the trail, what was sent to it is a log.
call access.protect('app.mail_address');
call access.protect('app.digest_choice');
do $$
declare
    t text;
begin
    foreach t in array array['app.mail_state', 'app.mail', 'app.mail_attempt', 'app.mail_code', 'app.digest'] loop
        call access.close(t);
        execute format('create policy own on %s using (organisation_id = (select access.organisation_id()))', t);
    end loop;
end $$;

-- Every organisation's webhooks are held to the admitted networks; who operates the installation writes them.
call access.close('app.admitted_network');
create policy readable on app.admitted_network for select using (true);
create policy added on app.admitted_network for insert with check ((select access.organisation_id()) is not null);
create policy changed on app.admitted_network for update using ((select access.organisation_id()) is not null);
call access.trail('app.admitted_network');
