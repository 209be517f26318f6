-- Asked whenever a session's roles are read: what the provider's groups have withheld, in the provider's organisation.
create or replace function access.withheld_roles(p_session uuid, p_organisation uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce((select p.withheld_roles from access.provider_session p where p.session_id = p_session and p.acts_for = p_organisation), '{}')
$$;

-- Another organisation was chosen at the sign-in page: the session for it stands on the same word.
create or replace procedure access.carry_provider(p_from uuid, p_to uuid)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into access.provider_session (session_id, identity_provider_id, acts_for, subject, sid, withheld_roles)
    select t.id, p.identity_provider_id, p.acts_for, p.subject, p.sid, p.withheld_roles
    from access.provider_session p join access.session f on f.id = p.session_id join access.session t on t.id = p_to and t.account_id = f.account_id
    where p.session_id = p_from and f.staff_id = access.staff_id()
$$;

revoke execute on function access.withheld_roles from public;
revoke execute on procedure access.carry_provider from public;
grant execute on function access.withheld_roles to casemanagement_app;
grant execute on procedure access.carry_provider to casemanagement_app;
