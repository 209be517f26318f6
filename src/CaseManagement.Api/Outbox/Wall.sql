-- An organisation reads its own events, and gives them their places. No trail: an event holds nothing that what it tells of has not put there.
call access.close('app.outbox_event');
create policy readable on app.outbox_event for select using (organisation_id = (select access.organisation_id()));
create policy added on app.outbox_event for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.outbox_event for update using (organisation_id = (select access.organisation_id()));
call access.close('app.outbox_feed');
create policy own on app.outbox_feed using (organisation_id = (select access.organisation_id()));
