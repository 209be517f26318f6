-- Called by DatabaseKeys: the API's login reaches the keys that protect tokens by these two only, and can neither change nor take one away.
create or replace function access.keys() returns setof text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select xml from access.data_protection_key order by id
$$;

create or replace procedure access.add_key(p_name text, p_xml text)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into access.data_protection_key (friendly_name, xml) values (p_name, p_xml)
$$;

revoke execute on function access.keys from public;
revoke execute on procedure access.add_key from public;
grant execute on function access.keys to casemanagement_app;
grant execute on procedure access.add_key to casemanagement_app;
