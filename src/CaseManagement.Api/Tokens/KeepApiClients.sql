-- The two-person rule of ConfirmApiClient once more, where no code can leave it out. The system is the operator's console.
create or replace function access.keep_api_client() returns trigger language plpgsql as $$
begin
    if not access.is_of_login() or access.is_system()
        or (tg_op = 'INSERT' and new.confirmed_at is null and new.created_by is not distinct from access.staff_id()) then
        return new;
    end if;
    if tg_op = 'UPDATE' and new.scopes = old.scopes and new.confirmed_at is not distinct from old.confirmed_at
        and new.confirmed_by is not distinct from old.confirmed_by and new.created_by is not distinct from old.created_by then
        return new;
    end if;
    if tg_op = 'UPDATE' and new.scopes = old.scopes and new.created_by is not distinct from old.created_by and old.confirmed_at is null
        and new.confirmed_by = access.staff_id() and new.confirmed_by <> new.created_by and not access.gave_password(new.created_by, new.confirmed_by)
        and exists (select from access.role_grant g
            where g.staff_id = new.confirmed_by and g.organisation_id = new.organisation_id and g.role = 'supervisor') then
        return new;
    end if;
    raise exception 'not a machine that this caller confirms' using errcode = '42501';
end $$;
create or replace trigger a_keep before insert or update on access.api_client for each row execute function access.keep_api_client();
