-- Called by AccessContextInterceptor ahead of every statement or transaction of a machine, as access.enter is for a session: a client that was
-- revoked, has expired, calls from elsewhere, or whose organisation was closed is stopped at once (28000), without another round trip.
--
-- It acts as itself: its id stands where the session's does, in the context and in the trail, and no colleague's does.
create or replace procedure access.enter_client(p_client uuid, p_now timestamptz, p_request text, p_action text, p_reason text, p_address inet)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    c record;
begin
    select x.organisation_id, x.networks into c
    from access.api_client x
    join app.organisation o on o.id = x.organisation_id
    where x.id = p_client and x.kind = 'machine' and x.revoked_at is null and (x.expires_at is null or x.expires_at > p_now) and o.closed_at is null
      and (x.confirmed_at is not null or not 'partner' = any (x.scopes));
    if not found then
        raise exception 'session-ended' using errcode = '28000';
    end if;
    if c.networks <> '{}' and not coalesce(p_address <<= any (c.networks), false) then
        raise exception 'network-refused' using errcode = '28000';
    end if;
    call access.begin_context(c.organisation_id, null, 'client', p_client, p_now, p_request, p_action, p_reason);
end $$;
