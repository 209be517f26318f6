-- Called by SetProviderSecret, RetireIdentityProvider, LinkIdentity and ProviderSignIn: the API's login reads no secret of everybody.

-- The acting organisation's own provider.
create or replace procedure access.set_provider_secret(p_provider uuid, p_protected text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.is_sealed() or not exists (
        select from access.identity_provider p where p.id = p_provider and p.organisation_id = access.organisation_id()) then
        raise exception 'not-your-provider' using errcode = '42501';
    end if;
    delete from access.identity_provider_secret where identity_provider_id = p_provider;
    insert into access.identity_provider_secret (identity_provider_id, protected) select p_provider, p_protected where p_protected is not null;
end $$;

create or replace function access.provider_secret(p_provider uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select protected from access.identity_provider_secret where identity_provider_id = p_provider
$$;

-- A provider is out of use: the sessions that it has vouched for end. Only the acting organisation's own provider.
create or replace procedure access.end_provider_sessions(p_provider uuid, p_now timestamptz)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update access.session s set revoked_at = p_now, revoked_why = 'provider-retired'
    from access.provider_session u join access.identity_provider p on p.id = u.identity_provider_id
    where p.id = p_provider and p.organisation_id = access.organisation_id() and p.retired_at is not null
      and s.id = u.session_id and s.revoked_at is null
$$;

-- Who comes by the provider needs no password that somebody else has chosen, and nobody else is to have one. The emergency account keeps it.
create or replace procedure access.forget_initial_password(p_staff uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.is_sealed() or not (access.is_system() or access.administers(access.organisation_id()))
        or not exists (select from app.staff s where s.id = p_staff and s.organisation_id = access.organisation_id()) then
        raise exception 'not-your-employee' using errcode = '42501';
    end if;
    if exists (select from access.identity_provider p where p.emergency_staff_id = p_staff and p.retired_at is null) then
        return;
    end if;
    delete from access.credential c using access.account a where a.staff_id = p_staff and a.must_change_password and c.account_id = a.id;
    update access.account set must_change_password = false where staff_id = p_staff and must_change_password;
end $$;

revoke execute on procedure access.set_provider_secret, access.end_provider_sessions, access.forget_initial_password from public;
revoke execute on function access.provider_secret from public;
grant execute on procedure access.set_provider_secret, access.end_provider_sessions, access.forget_initial_password to casemanagement_app;
grant execute on function access.provider_secret to casemanagement_app;
