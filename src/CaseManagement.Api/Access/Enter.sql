-- Called by AccessContextInterceptor ahead of every statement or transaction.
--
-- Enters the access context of a session for the current transaction. Travels in the same round trip as the
-- query that follows. An ended session stops everything with SQLSTATE 28000, so revocation works at once; so does a password that somebody
-- else has chosen, except for changing it, signing out and seeing who one is, and a second factor that is asked for and wanting, except for setting it up.
create or replace procedure access.enter(p_session uuid, p_now timestamptz, p_request text, p_action text, p_reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    s record;
begin
    select x.staff_id, x.organisation_id, x.awaits_second_factor, a.must_change_password into s
    from access.session x
    join access.account a on a.id = x.account_id
    where x.id = p_session and x.revoked_at is null and x.expires_at > p_now and a.disabled_at is null;
    if not found then
        raise exception 'session-ended' using errcode = '28000';
    end if;
    if s.must_change_password and coalesce(p_action, '') not in ('ChangePassword', 'SignOut', 'GetMe') then
        raise exception 'password-change-required' using errcode = '28000';
    end if;
    if s.awaits_second_factor and coalesce(p_action, '') not in ('ProposeSecondFactor', 'SetUpSecondFactor', 'ChangePassword', 'SignOut', 'GetMe') then
        raise exception 'second-factor-setup-required' using errcode = '28000';
    end if;
    call access.begin_context(s.organisation_id, s.staff_id, 'staff', p_session, p_now, p_request, p_action, p_reason);
    call access.learn();
end $$;

-- The system enters for one organisation (null: for none, sees no organisation's rows), with the installation's key where it has one: a login alone
-- is not the system.
create or replace procedure access.enter_system(p_organisation uuid, p_now timestamptz, p_request text, p_action text, p_reason text,
                                                p_key text default null)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from access.context_secret s where s.system_key <> sha256(convert_to(coalesce(p_key, ''), 'UTF8'))) then
        raise exception 'system-key-wrong' using errcode = '28000', hint = 'Give the API the System:Key that migrate was given.';
    end if;
    call access.begin_context(p_organisation, null, 'system', null, p_now, p_request, p_action, p_reason);
end $$;

-- The owner's routines only, as are the others from here: one context instead of another, sealed.
create or replace procedure access.begin_context(p_organisation uuid, p_staff uuid, p_actor text, p_session uuid, p_now timestamptz, p_request text,
                                                 p_action text, p_reason text)
language plpgsql as $$
begin
    perform set_config('app.organisation_id', coalesce(p_organisation::text, ''), true),
            set_config('app.staff_id', coalesce(p_staff::text, ''), true),
            set_config('app.actor', p_actor, true),
            set_config('app.session_id', coalesce(p_session::text, ''), true),
            set_config('app.now', p_now::text, true),
            set_config('app.transfer_target', '', true), set_config('app.home', '', true),
            set_config('app.deputised_ids', '', true), set_config('app.team_ids', '', true),
            set_config('app.case_ids', '', true), set_config('app.glass_ids', '', true),
            set_config('app.request_id', coalesce(p_request, ''), true),
            set_config('app.action', coalesce(p_action, ''), true),
            set_config('app.reason', coalesce(p_reason, ''), true);
    perform set_config('app.seal', access.seal_of_context(), true);
end $$;
revoke execute on procedure access.begin_context from public;

-- Finds out once what the caller's sight is made of; every statement of the transaction compares indexed columns with these few ids. What ends
-- by time is compared with the product's now here, at each request, so that no job is needed for it to end.
create or replace procedure access.learn() language plpgsql as $$
declare
    me constant uuid := access.staff_id();
    today constant date := access.today();
    colleagues constant uuid[] := access.deputised_by(me, today);
    teams constant uuid[] := access.teams_of(me || colleagues, today);
    parts constant uuid[] := access.parts_of(me, today);
    glass constant uuid[] := access.glass_of(me, access.now());
begin
    perform set_config('app.deputised_ids', colleagues::text, true), set_config('app.team_ids', teams::text, true),
            set_config('app.case_ids', parts::text, true), set_config('app.glass_ids', glass::text, true);
    perform set_config('app.seal', access.seal_of_context(), true);
end $$;
revoke execute on procedure access.learn from public;

create or replace function access.learn_again() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if current_setting('app.actor', true) = 'staff' and access.is_sealed() then
        call access.learn();
    end if;
    return null;
end $$;

-- For routines that do some statements as the system, or for the other side of a handover, and come back: they check before whom they do it for. The
-- trail still names the caller.
create or replace procedure access.act_as(p_organisation uuid, p_actor text, p_target uuid default null) language plpgsql as $$
begin
    if not access.is_sealed() and (access.setting('organisation_id') is not null or access.setting('actor') is not null) then
        raise exception 'the access context is not one of access.enter' using errcode = '28000';
    end if;
    perform set_config('app.organisation_id', coalesce(p_organisation::text, ''), true), set_config('app.actor', coalesce(p_actor, ''), true),
            set_config('app.transfer_target', coalesce(p_target::text, ''), true);
    perform set_config('app.seal', access.seal_of_context(), true);
end $$;
revoke execute on procedure access.act_as from public;
