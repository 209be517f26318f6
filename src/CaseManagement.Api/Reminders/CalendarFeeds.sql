-- Called by MakeCalendarFeed, GetCalendarFeed and ReadCalendar: the API's login reads no digest and writes none but through these.

-- The key of one's own calendar; the one before ends.
create or replace procedure access.set_calendar_key(p_feed uuid, p_digest bytea)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into access.calendar_key as k (feed_id, organisation_id, staff_id, digest, used_on)
        select f.id, f.organisation_id, f.staff_id, p_digest, access.today() from app.calendar_feed f
        where f.id = p_feed and f.organisation_id = access.organisation_id() and f.staff_id = access.staff_id()
        on conflict (feed_id) do update set digest = excluded.digest, used_on = excluded.used_on;
    if not found then
        raise exception 'not-your-calendar' using errcode = '42501';
    end if;
end $$;

-- The last day on which one's own calendar was read, or its address made.
create or replace function access.calendar_used_on() returns date
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.used_on from access.calendar_key k where k.organisation_id = access.organisation_id() and k.staff_id = access.staff_id()
$$;

-- Whether somebody may have a calendar today: the organisation allows it, the account is in use, a role there looks after cases, and a team there has him.
create or replace function access.may_have_calendar(p_organisation uuid, p_staff uuid, p_on date) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from app.calendar_setting s where s.organisation_id = p_organisation and s.is_allowed)
        and exists (select from access.account a where a.staff_id = p_staff and a.disabled_at is null)
        and exists (select from access.role_grant g where g.staff_id = p_staff and g.organisation_id = p_organisation
                    and g.role in ('accommodation_staff', 'caseworker', 'supervisor'))
        and exists (select from access.members_on(p_on) m join app.team t on t.id = m.team_id and t.organisation_id = p_organisation and t.closed_at is null
                    where m.staff_id = p_staff)
$$;

-- What a calendar shows to who holds its key; null for a key that is none, or none any more: nobody learns which. Read as the system, for the one colleague
-- only. What there is tell functions app.calendar_of_<what>(staff), found by their names:
--   id, code (a kind's name) or the words in both languages, case_id, client_id, on_date or at and minutes, made_at, changed_at.
create or replace function access.read_calendar(p_digest bytea, p_now timestamptz, p_request text, p_unused_days integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    today constant date := (p_now at time zone 'Europe/Berlin')::date;
    k record;
    source regproc;
    part jsonb;
    entries jsonb := '[]';
    spoken text;
begin
    select x.* into k from access.calendar_key x where x.digest = p_digest and x.used_on + p_unused_days > today;
    if not found then
        return null;
    end if;
    call access.begin_context(k.organisation_id, null, 'system', null, p_now, p_request, 'ReadCalendar', null);
    if not access.may_have_calendar(k.organisation_id, k.staff_id, today) then
        return null;
    end if;
    if k.used_on < today then
        update access.calendar_key x set used_on = today where x.feed_id = k.feed_id;
    end if;
    for source in
        select f.oid::regproc from pg_proc f where f.pronamespace = 'app'::regnamespace and f.proname like 'calendar\_of\_%' order by f.proname
    loop
        execute format('select coalesce(jsonb_agg(to_jsonb(e)), ''[]'') from %s($1) e', source) into part using k.staff_id;
        entries := entries || part;
    end loop;
    select f.language into spoken from app.calendar_feed f where f.id = k.feed_id;
    return jsonb_build_object('organisation', k.organisation_id, 'staff', k.staff_id, 'language', spoken, 'entries', entries);
end $$;

revoke execute on procedure access.set_calendar_key from public;
revoke execute on function access.calendar_used_on, access.may_have_calendar, access.read_calendar from public;
grant execute on procedure access.set_calendar_key to casemanagement_app;
grant execute on function access.calendar_used_on, access.may_have_calendar, access.read_calendar to casemanagement_app;
