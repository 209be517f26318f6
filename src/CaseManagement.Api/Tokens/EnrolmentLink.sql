-- Called by MakeEnrolmentLink and EnrolmentPage. The digest is of 256 random bits: who shows them has been given the link.

-- For a colleague whom the acting organisation employs, by its administrator and never for himself; the link before it ends.
create or replace procedure access.make_enrolment_link(p_staff uuid, p_digest bytea, p_expires timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into access.enrolment_link as l (account_id, digest, employer_id, created_by, created_at, expires_at)
        select a.id, p_digest, s.organisation_id, access.staff_id(), access.now(), p_expires
        from access.account a join app.staff s on s.id = a.staff_id
        where a.staff_id = p_staff and a.disabled_at is null and s.left_at is null and s.organisation_id = access.organisation_id()
          and a.staff_id <> access.staff_id() and access.administers(access.organisation_id())
        on conflict (account_id) do update set digest = excluded.digest, employer_id = excluded.employer_id, created_by = excluded.created_by,
            created_at = excluded.created_at, expires_at = excluded.expires_at;
    if not found then
        raise exception 'not a link that this caller makes' using errcode = '42501';
    end if;
end $$;

-- Whose password a link sets; null where it is none, or none any more.
create or replace function access.name_of_enrolment(p_digest bytea, p_now timestamptz) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select a.user_name from access.enrolment_link l join access.account a on a.id = l.account_id
    where l.digest = p_digest and l.expires_at > p_now and a.disabled_at is null
$$;

-- Sets it, for the first who shows the link; every session of the account ends. Who has made the link could have used it, and stands in the account for
-- that (access.hands_of). On the trail as the system's, since nobody has proved who he is.
create or replace function access.use_enrolment_link(p_digest bytea, p_hash text, p_now timestamptz, p_request text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    used record;
begin
    delete from access.enrolment_link l using access.account a
        where l.digest = p_digest and l.expires_at > p_now and a.id = l.account_id and a.disabled_at is null
        returning l.account_id, l.created_by, l.employer_id, a.staff_id into used;
    if used.account_id is null then
        return false;
    end if;
    call access.begin_context(used.employer_id, null, 'system', null, p_now, p_request, 'UseEnrolmentLink', null);
    insert into access.credential (account_id, hash) values (used.account_id, p_hash) on conflict (account_id) do update set hash = excluded.hash;
    update access.account set password_changed_at = p_now, must_change_password = false, password_reset_by = used.created_by where id = used.account_id;
    perform access.end_sessions(used.staff_id, null, 'password-changed', p_now);
    call audit.record_event('sign_in', p_now, used.employer_id, used.staff_id, null, p_request, 'UseEnrolmentLink', 'enrolment-link-used', used.staff_id);
    return true;
end $$;

revoke execute on procedure access.make_enrolment_link from public;
revoke execute on function access.name_of_enrolment, access.use_enrolment_link from public;
grant execute on procedure access.make_enrolment_link to casemanagement_app;
grant execute on function access.name_of_enrolment, access.use_enrolment_link to casemanagement_app;
