-- Called by RecordAccessBehavior, Refusals and SignIn: the application's role cannot write entries otherwise.
--
-- Every reading of persons' data.
create or replace procedure audit.record_read(p_clients uuid[], p_subject uuid)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into audit.inbox (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, row_id, client_ids)
    values (access.now(), access.organisation_id(), 'read', coalesce(access.setting('action'), '?'), access.setting('reason'), access.staff_id(),
            access.setting('session_id')::uuid, access.setting('request_id'), p_subject, nullif(p_clients, '{}'))
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

revoke execute on procedure audit.record_read, audit.record_event from public;
grant execute on procedure audit.record_read, audit.record_event to casemanagement_app;
