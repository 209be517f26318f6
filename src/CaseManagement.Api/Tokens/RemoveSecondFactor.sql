-- Called by RemoveSecondFactor.
--
-- The telephone is gone: an administrator of the employer takes the second factor away, and every session ends. The next sign-in asks for another one.
create or replace function access.remove_second_factor(p_staff uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone uuid;
begin
    if p_staff = access.staff_id() or not exists (select from app.staff s where s.id = p_staff and s.organisation_id = access.organisation_id())
        or not access.administers(access.organisation_id()) then
        return false;
    end if;
    delete from access.second_factor f using access.account a where a.staff_id = p_staff and f.account_id = a.id returning f.account_id into gone;
    update access.session s set revoked_at = access.now(), revoked_why = 'second-factor-removed' where s.account_id = gone and s.revoked_at is null;
    return gone is not null;
end $$;

revoke execute on function access.remove_second_factor from public;
grant execute on function access.remove_second_factor to casemanagement_app;
