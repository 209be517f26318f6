-- Called by RefreshSession. One statement decides between two users of the same refresh token; a second use ends the session, because one of the two
-- is not its owner. However close after the first: whoever reads a token where its owner keeps it races with him, so a time of grace would be blind just
-- then (RFC 9700, 4.14.2). Frontends exchange in one place at a time.
create or replace function access.refresh_session(p_session uuid, p_no integer, p_now timestamptz) returns setof access.session
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query update access.session s set refresh_no = s.refresh_no + 1 from access.account a
        where s.id = p_session and s.refresh_no = p_no and s.revoked_at is null and s.expires_at > p_now
          and a.id = s.account_id and a.disabled_at is null
        returning s.*;
    if not found then
        update access.session s set revoked_at = p_now, revoked_why = 'refresh-reused'
            where s.id = p_session and s.revoked_at is null and s.refresh_no > p_no;
    end if;
end $$;

-- Ends the sessions of a person, of those who act for an organisation, or of the one for the other, whoever the caller is: out of a session nobody comes
-- to harm by that.
create or replace function access.end_sessions(p_staff uuid, p_organisation uuid, p_why text, p_now timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    ended integer;
begin
    if not access.is_sealed() or coalesce(p_staff, p_organisation) is null then
        raise exception 'not sessions that this caller ends' using errcode = '42501';
    end if;
    update access.session s set revoked_at = p_now, revoked_why = p_why
        where s.revoked_at is null and (p_staff is null or s.staff_id = p_staff) and (p_organisation is null or s.organisation_id = p_organisation);
    get diagnostics ended = row_count;
    return ended;
end $$;
