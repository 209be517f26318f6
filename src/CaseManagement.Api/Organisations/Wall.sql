-- Who works where is directory data, readable across organisations, since a handover has to be addressed to somebody.
call access.trail('app.organisation');
call access.trail('app.team');
call access.trail('app.team_member');
call access.trail('app.accommodation');
call access.trail('app.quarter');
call access.protect('app.absence');

-- Staff rows are personal data of employees. Colleagues who act for an organisation are visible to it, whoever employs them.
call access.close('app.staff');
create policy readable on app.staff for select using (
    organisation_id = (select access.organisation_id())
    or exists (select from access.role_grant g where g.staff_id = staff.id and g.organisation_id = (select access.organisation_id())));
create policy added on app.staff for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on app.staff for update using (organisation_id = (select access.organisation_id()))
    with check (organisation_id = (select access.organisation_id()));
call access.trail('app.staff');

-- Rights that wait: the organisation's own, and those that another one offers to the caller or to somebody whom the acting organisation employs.
call access.close('access.pending_right');
create policy readable on access.pending_right for select using (
    organisation_id = (select access.organisation_id()) or access.is_offered_here(staff_id, user_name));
create policy added on access.pending_right for insert with check (organisation_id = (select access.organisation_id()));
create policy changed on access.pending_right for update using (
    organisation_id = (select access.organisation_id()) or access.is_offered_here(staff_id, user_name));
create policy removed on access.pending_right for delete using (
    organisation_id = (select access.organisation_id()) or access.is_offered_here(staff_id, user_name));
call access.trail('access.pending_right');
