-- Called by AccessContextInterceptor ahead of every statement or transaction.
--
-- Enters the access context of a session for the current transaction. Travels in the same round trip as the
-- query that follows. An ended session stops everything with SQLSTATE 28000, so revocation works at once; so does a password that somebody
-- else has chosen, except for changing it, signing out and seeing who one is.
create or replace procedure access.enter(p_session uuid, p_now timestamptz, p_request text, p_action text, p_reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    s record;
begin
    select x.staff_id, x.organisation_id, a.must_change_password into s
    from access.session x
    join access.account a on a.id = x.account_id
    where x.id = p_session and x.revoked_at is null and x.expires_at > p_now and a.disabled_at is null;
    if not found then
        raise exception 'session-ended' using errcode = '28000';
    end if;
    if s.must_change_password and coalesce(p_action, '') not in ('ChangePassword', 'SignOut', 'GetMe') then
        raise exception 'password-change-required' using errcode = '28000';
    end if;
    perform set_config('app.organisation_id', s.organisation_id::text, true),
            set_config('app.staff_id', s.staff_id::text, true),
            set_config('app.actor', 'staff', true),
            set_config('app.session_id', p_session::text, true),
            set_config('app.now', p_now::text, true),
            set_config('app.request_id', coalesce(p_request, ''), true),
            set_config('app.action', coalesce(p_action, ''), true),
            set_config('app.reason', coalesce(p_reason, ''), true);
    call access.learn();
end $$;

-- Finds out once what the caller's sight is made of; every statement of the transaction compares indexed columns with these few ids. What ends
-- by time is compared with the product's now here, at each request, so that no job is needed for it to end.
create or replace procedure access.learn() language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me constant uuid := access.staff_id();
    today constant date := access.today();
    colleagues constant uuid[] := access.deputised_by(me, today);
begin
    perform set_config('app.deputised_ids', colleagues::text, true),
            set_config('app.team_ids', access.teams_of(me || colleagues, today)::text, true),
            set_config('app.case_ids', access.parts_of(me, today)::text, true),
            set_config('app.glass_ids', access.glass_of(me, access.now())::text, true);
end $$;

create or replace function access.learn_again() returns trigger language plpgsql as $$
begin
    if current_setting('app.actor', true) = 'staff' then
        call access.learn();
    end if;
    return null;
end $$;

-- The system enters for one organisation (null: for none, sees no organisation's rows).
create or replace procedure access.enter_system(p_organisation uuid, p_now timestamptz, p_request text, p_action text, p_reason text)
language plpgsql as $$
begin
    perform set_config('app.organisation_id', coalesce(p_organisation::text, ''), true),
            set_config('app.staff_id', '', true),
            set_config('app.actor', 'system', true),
            set_config('app.session_id', '', true),
            set_config('app.deputised_ids', '', true), set_config('app.team_ids', '', true),
            set_config('app.case_ids', '', true), set_config('app.glass_ids', '', true),
            set_config('app.now', p_now::text, true),
            set_config('app.request_id', coalesce(p_request, ''), true),
            set_config('app.action', coalesce(p_action, ''), true),
            set_config('app.reason', coalesce(p_reason, ''), true);
end $$;
