-- Called by ApiClientSecrets: the API's login reads no digest and writes none but through these.

-- A new secret beside the newest one there is: two are good at a time, so that a machine changes over without a gap. Only the acting
-- organisation's own client.
create or replace procedure access.add_secret(p_id uuid, p_client uuid, p_digest bytea)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform from access.api_client c where c.id = p_client and c.organisation_id = access.organisation_id() and c.revoked_at is null for update;
    if not found then
        raise exception 'not-your-client' using errcode = '42501';
    end if;
    delete from access.api_client_secret s where s.api_client_id = p_client
        and s.id not in (select n.id from access.api_client_secret n where n.api_client_id = p_client order by n.created_at desc, n.id desc limit 1);
    insert into access.api_client_secret (id, api_client_id, digest, created_at) values (p_id, p_client, p_digest, access.now());
end $$;

create or replace function access.is_secret_of(p_client uuid, p_digest bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from access.api_client_secret where api_client_id = p_client and digest = p_digest)
$$;

-- A frontend is out of use: the sessions that were opened at it end, whoever's they are. Only the acting organisation's own client.
create or replace procedure access.end_sessions_at(p_client uuid, p_now timestamptz)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update access.session s set revoked_at = p_now, revoked_why = 'client-revoked'
    from access.session_use u join access.api_client c on c.id = u.api_client_id
    where c.id = p_client and c.organisation_id = access.organisation_id() and c.revoked_at is not null
      and s.id = u.session_id and s.revoked_at is null
$$;

-- Takes an assertion: true for the first who shows it, whoever asks at the same time.
create or replace function access.use_assertion(p_digest bytea, p_expires timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into access.used_assertion (digest, expires_at) values (p_digest, p_expires) on conflict do nothing;
    return found;
end $$;

create or replace procedure access.forget_assertions(p_before timestamptz)
language sql security definer set search_path = pg_catalog, pg_temp as $$ delete from access.used_assertion where expires_at < p_before $$;

-- A machine took a token.
create or replace procedure access.note_use_of_client(p_client uuid, p_now timestamptz)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into access.api_client_use as u (api_client_id, at) values (p_client, p_now)
    on conflict (api_client_id) do update set at = greatest(u.at, excluded.at)
$$;

-- A session's tokens were renewed: by whoever has exchanged them, for a second exchange may have ended the session before it can be entered.
create or replace procedure access.note_use_of_session(p_session uuid, p_now timestamptz)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update access.session_use u set used_at = greatest(u.used_at, p_now) where u.session_id = p_session
$$;

revoke execute on procedure access.add_secret, access.forget_assertions, access.note_use_of_client, access.end_sessions_at, access.note_use_of_session
    from public;
revoke execute on function access.is_secret_of, access.use_assertion from public;
grant execute on procedure access.add_secret, access.forget_assertions, access.note_use_of_client, access.end_sessions_at, access.note_use_of_session
    to casemanagement_app;
grant execute on function access.is_secret_of, access.use_assertion to casemanagement_app;
