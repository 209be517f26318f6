-- Called by RemoveSecondFactor, and by the system on the operator's console.
--
-- The telephone is gone: an administrator of the employer takes the second factor away, passkeys with it, and every session ends. The next sign-in asks
-- for another one.
create or replace function access.remove_second_factor(p_staff uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone uuid;
    keys bigint;
begin
    if not access.is_sealed() or p_staff = access.staff_id()
        or not exists (select from app.staff s where s.id = p_staff and s.organisation_id = access.organisation_id())
        or not (access.is_system() or access.administers(access.organisation_id())) then
        return false;
    end if;
    delete from access.second_factor f using access.account a where a.staff_id = p_staff and f.account_id = a.id returning f.account_id into gone;
    delete from access.passkey p using access.account a where a.staff_id = p_staff and p.account_id = a.id;
    get diagnostics keys = row_count;
    if gone is null and keys = 0 then
        return false;
    end if;
    update access.session s set revoked_at = access.now(), revoked_why = 'second-factor-removed' where s.staff_id = p_staff and s.revoked_at is null;
    return true;
end $$;

revoke execute on function access.remove_second_factor from public;
grant execute on function access.remove_second_factor to casemanagement_app;
