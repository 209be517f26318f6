-- Called by SecondFactors: the API's login reads no secret of everybody, and writes none but through these.
create or replace function access.second_factor_of(p_staff uuid) returns table (secret text, last_step bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select f.secret, f.last_step from access.second_factor f join access.account a on a.id = f.account_id where a.staff_id = p_staff
$$;

-- What somebody has besides a password.
create or replace function access.means_of(p_staff uuid) returns table (has_code boolean, has_passkey boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from access.second_factor f where f.account_id = a.id), exists (select from access.passkey p where p.account_id = a.id)
    from access.account a where a.staff_id = p_staff
$$;

-- Takes a one-time password by its time step: true for the first who shows it, whoever asks at the same time.
create or replace function access.use_step(p_staff uuid, p_step bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update access.second_factor f set last_step = p_step from access.account a
        where a.staff_id = p_staff and f.account_id = a.id and f.last_step < p_step;
    return found;
end $$;

-- Takes a recovery code, once.
create or replace function access.use_recovery_code(p_staff uuid, p_digest bytea, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update access.recovery_code r set used_at = p_now from access.account a
        where a.staff_id = p_staff and r.account_id = a.id and r.digest = p_digest and r.used_at is null;
    return found;
end $$;

-- The caller's own, where there is none yet: one that is there is not replaced by whoever knows the password.
create or replace function access.enrol_second_factor(p_secret text, p_step bigint, p_codes bytea[]) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid;
begin
    insert into access.second_factor (account_id, secret, last_step, confirmed_at)
        select a.id, p_secret, p_step, access.now() from access.account a where a.staff_id = access.staff_id() and access.organisation_id() is not null
        on conflict do nothing returning account_id into mine;
    insert into access.recovery_code (account_id, digest) select mine, c from unnest(p_codes) c where mine is not null;
    update access.session s set awaits_second_factor = false where s.account_id = mine and s.awaits_second_factor
        and s.id = access.setting('session_id')::uuid;
    return mine is not null;
end $$;

-- By the system alone, for accounts that nobody has yet (seed-demo): one that is known to whoever reads what it prints, instead of any there was.
create or replace procedure access.give_second_factor(p_staff uuid, p_secret text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.is_system() then
        raise exception 'not a second factor that this caller gives' using errcode = '42501';
    end if;
    insert into access.second_factor (account_id, secret, last_step, confirmed_at)
        select a.id, p_secret, 0, access.now() from access.account a where a.staff_id = p_staff
        on conflict (account_id) do update set secret = excluded.secret, last_step = 0;
end $$;

revoke execute on procedure access.give_second_factor from public;
grant execute on procedure access.give_second_factor to casemanagement_app;
revoke execute on function access.second_factor_of, access.means_of, access.use_step, access.use_recovery_code, access.enrol_second_factor from public;
grant execute on function access.second_factor_of, access.means_of, access.use_step, access.use_recovery_code, access.enrol_second_factor to casemanagement_app;
