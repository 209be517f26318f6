-- Called by SignIn, ChangePassword, ResetPassword and whoever makes an account. The API's login reads no hash and opens no session by itself: it shows
-- the hash that it has computed from a password, which is compared here.

-- All of a name's hash but the part that depends on the password: version, function, iterations and salt; null where there is no such name. Of several
-- accounts of a name one at most is open.
create or replace function access.salt_of(p_name text) returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select encode(substring(h.bytes from 1 for octet_length(h.bytes) - 32), 'base64')
    from (select decode(c.hash, 'base64') as bytes
          from access.account a join access.credential c on c.account_id = a.id where lower(a.user_name) = lower(p_name)
          order by a.disabled_at desc nulls first limit 1) h
$$;

-- Opens a session where name, password and role are right, else says why not and of whom. With p_renewed the hash of the same password by today's rules.
create or replace function access.sign_in(p_name text, p_proof text, p_organisation uuid, p_session uuid, p_now timestamptz, p_longest interval,
                                          p_renewed text)
returns table (why text, staff_id uuid, organisation_id uuid) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    a record;
    home uuid;
begin
    select x.id, x.staff_id, x.disabled_at, c.hash,
           (select g.organisation_id from access.role_grant g where g.staff_id = x.staff_id order by g.id limit 1) as trail
    into a from access.account x join access.credential c on c.account_id = x.id where lower(x.user_name) = lower(p_name)
        order by x.disabled_at desc nulls first limit 1 for update of c;
    home := coalesce(p_organisation, a.trail);
    if a.id is null or a.disabled_at is not null then
        return query select 'unknown-account', a.staff_id, null::uuid;
    elsif a.hash <> p_proof then
        return query select 'wrong-password', a.staff_id, a.trail;
    elsif not exists (select from access.role_grant g where g.staff_id = a.staff_id and g.organisation_id = home) then
        return query select 'no-role', a.staff_id, a.trail;
    else
        if p_renewed is not null then
            update access.credential c set hash = p_renewed where c.account_id = a.id;
        end if;
        insert into access.session (id, account_id, staff_id, organisation_id, created_at, expires_at)
            values (p_session, a.id, a.staff_id, home, p_now, p_now + p_longest);
        return query select 'signed-in', a.staff_id, home;
    end if;
end $$;

-- The caller's own password, with the one until now; every session of the account ends. False where that is wrong.
create or replace function access.change_password(p_proof text, p_hash text, p_now timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    changed uuid;
begin
    update access.credential c set hash = p_hash from access.account a
        where c.account_id = a.id and a.staff_id = access.staff_id() and access.is_sealed() and c.hash = p_proof returning a.id into changed;
    if changed is null then
        return false;
    end if;
    update access.account set password_changed_at = p_now, must_change_password = false where id = changed;
    delete from access.enrolment_link l where l.account_id = changed;
    perform access.end_sessions(access.staff_id(), null, 'password-changed', p_now);
    return true;
end $$;

-- A password that somebody else chooses: the first one, by who has made the account; a new one, by an administrator of the employer, which ends the
-- sessions. The system may say that the person has chosen it (p_is_own), and keeps the hash where none is given.
create or replace procedure access.give_password(p_staff uuid, p_hash text, p_now timestamptz, p_is_own boolean default false)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    a record;
begin
    select x.id, x.created_by, c.hash into a from access.account x left join access.credential c on c.account_id = x.id where x.staff_id = p_staff;
    if a.id is null or not access.is_sealed() or not (access.is_system() or (not p_is_own and p_hash is not null and (
            (a.hash is null and a.created_by = access.staff_id())
            or (access.administers(access.organisation_id())
                and exists (select from app.staff s where s.id = p_staff and s.organisation_id = access.organisation_id()))))) then
        raise exception 'not a password that this caller gives' using errcode = '42501';
    end if;
    insert into access.credential (account_id, hash) values (a.id, coalesce(p_hash, a.hash)) on conflict (account_id) do update set hash = excluded.hash;
    delete from access.enrolment_link l where l.account_id = a.id;
    if a.hash is null then
        update access.account set must_change_password = not p_is_own where id = a.id and must_change_password = p_is_own;
    else
        update access.account set password_changed_at = p_now, must_change_password = not p_is_own, password_reset_by = access.staff_id() where id = a.id;
        perform access.end_sessions(p_staff, null, 'password-changed', p_now);
    end if;
end $$;

-- Whether the caller administers an organisation.
create or replace function access.administers(p_organisation uuid) returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
    select access.is_sealed() and exists (select from access.role_grant g
        where g.staff_id = access.staff_id() and g.organisation_id = p_organisation and g.role = 'administrator') $$;

-- Whether a statement comes from the API's login, whatever routine it runs in; the owner and superusers answer for themselves.
create or replace function access.is_of_login() returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
    select not exists (select from pg_roles r where r.rolname = session_user
        and (r.rolsuper or r.oid = (select c.relowner from pg_class c where c.oid = 'access.account'::regclass))) $$;

-- Who makes an account stands in it, for whose hands it has gone through decides about rights (access.hands_of). Once closed it stays closed.
create or replace function access.keep_account() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.is_of_login() then
        return new;
    end if;
    if tg_op = 'UPDATE' and not (old.disabled_at is not null and new.disabled_at is distinct from old.disabled_at) then
        return new;
    end if;
    if tg_op = 'INSERT' and access.is_sealed() and new.created_by is not distinct from access.staff_id() and new.password_reset_by is null
        and (access.is_system() or (new.must_change_password
            and (access.administers(access.organisation_id()) or access.administers(access.setting('home')::uuid)))) then
        -- Who knows a colleague by the name means him or her: elsewhere nobody gets it, also when the account has been closed.
        if exists (select from access.account a where lower(a.user_name) = lower(new.user_name) and a.disabled_at is not null and not exists (
                select from app.staff s join app.staff n on n.organisation_id = s.organisation_id where s.id = a.staff_id and n.id = new.staff_id)) then
            raise exception 'the name of a closed account elsewhere' using errcode = '23505', constraint = 'account_user_name';
        end if;
        return new;
    end if;
    raise exception 'not an account that this caller makes' using errcode = '42501';
end $$;
create or replace trigger a_keep before insert or update on access.account for each row execute function access.keep_account();

-- Called by SweepSessions.
create or replace procedure access.forget_enrolment_links(p_before timestamptz)
language sql security definer set search_path = pg_catalog, pg_temp as $$ delete from access.enrolment_link where expires_at < p_before $$;
revoke execute on procedure access.forget_enrolment_links from public;
grant execute on procedure access.forget_enrolment_links to casemanagement_app;
