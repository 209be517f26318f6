-- Called by SigningKeys: the API's login reaches the keys by these two only, and can neither change nor take one away.
create or replace function access.signing_keys(p_now timestamptz) returns setof access.signing_key
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select * from access.signing_key where known_until > p_now order by signs_from, id
$$;

-- Adds a key, unless one that signs as early and as late is there already: of two instances that make one at once, one is kept, and both go by it.
-- Forgets what is kept no longer. Keys in p_unopened do not count: a key ring that was lost must not stand in the way for three months.
create or replace function access.add_signing_key(p_id uuid, p_protected text, p_from timestamptz, p_until timestamptz, p_known timestamptz,
    p_now timestamptz, p_unopened uuid[]) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    lock table access.signing_key in share row exclusive mode;
    delete from access.signing_key where known_until <= p_now;
    if exists (select from access.signing_key where signs_until >= p_until - (p_until - p_from) / 2 and signs_from <= p_from + interval '1 hour'
        and not id = any (p_unopened)) then
        return false;
    end if;
    insert into access.signing_key (id, protected, signs_from, signs_until, known_until) values (p_id, p_protected, p_from, p_until, p_known);
    return true;
end $$;

revoke execute on function access.signing_keys from public;
revoke execute on function access.add_signing_key(uuid, text, timestamptz, timestamptz, timestamptz, timestamptz, uuid[]) from public;
grant execute on function access.signing_keys to casemanagement_app;
grant execute on function access.add_signing_key(uuid, text, timestamptz, timestamptz, timestamptz, timestamptz, uuid[]) to casemanagement_app;
