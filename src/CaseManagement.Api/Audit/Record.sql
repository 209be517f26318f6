-- Called by Readings, Refusals and SignIn: the application's role cannot write entries otherwise.
--
-- Readings of persons' data, as many as wait at a time. Who has read is given, as the session that read had it: nobody enters a
-- context once more for it.
create or replace procedure audit.record_readings(p_readings jsonb)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into audit.inbox (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, row_id, client_ids)
    select r.at, r.organisation, 'read', coalesce(r.action, '?'), r.reason, r.staff, r.session, r.request, r.subject, nullif(r.clients, '{}')
    from jsonb_to_recordset(p_readings) as r(at timestamptz, organisation uuid, action text, reason text, staff uuid, session uuid, request text,
        subject uuid, clients uuid[])
$$;

-- Refusals and sign-ins may happen outside any session: who and where from are given, not taken from the context.
create or replace procedure audit.record_event(p_kind text, p_now timestamptz, p_organisation uuid, p_staff uuid, p_session uuid, p_request text,
                                    p_action text, p_reason text, p_subject uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_kind not in ('refusal', 'sign_in', 'event') then
        raise exception 'not an event kind' using errcode = '22023';
    end if;
    insert into audit.inbox (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, row_id)
    values (p_now, p_organisation, p_kind, p_action, p_reason, p_staff, p_session, p_request, p_subject);
end $$;

revoke execute on procedure audit.record_readings, audit.record_event from public;
grant execute on procedure audit.record_readings, audit.record_event to casemanagement_app;
