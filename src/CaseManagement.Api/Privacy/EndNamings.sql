-- Whoever leads the case decides anew who is admitted; with the case all admissions end.
create or replace function app.end_namings() returns trigger language plpgsql as $$
begin
    update app.named_person set ended_at = access.now() where client_id = new.client_id and ended_at is null;
    return null;
end $$;

create or replace trigger end_namings after update of team_id, lead_staff_id, status on app."case" for each row
    when (old.team_id is distinct from new.team_id or old.lead_staff_id is distinct from new.lead_staff_id or (old.status = 'open' and new.status = 'closed'))
    execute function app.end_namings();
