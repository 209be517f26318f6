-- An agreement belongs to two organisations, and nobody else knows of it: both read it, both move it, each within its part (KeepCooperation.sql).
call access.close('app.cooperation_agreement');
create policy readable on app.cooperation_agreement for select using (
    organisation_id = (select access.organisation_id()) or partner_id = (select access.organisation_id()));
create policy added on app.cooperation_agreement for insert with check (organisation_id = (select access.organisation_id())
    and acknowledged_at is null and status = case when partner_id is null then 'agreed' else 'proposed' end);
create policy changed on app.cooperation_agreement for update using (
    organisation_id = (select access.organisation_id()) or partner_id = (select access.organisation_id()));
call access.trail('app.cooperation_agreement');

call access.close('app.cooperation_move');
create policy readable on app.cooperation_move for select using (exists (select from app.cooperation_agreement a where a.id = agreement_id));
create policy added on app.cooperation_move for insert with check (organisation_id = (select access.organisation_id())
    and exists (select from app.cooperation_agreement a where a.id = agreement_id));
call access.trail('app.cooperation_move');
