-- Called by ListAccessToPerson and ListAuditEntries: the entries of the caller's own trail that touch a person, by the index
-- sealed_clients. A definer function, because under row-level security "@>" is not leakproof and would never reach the index; whole
-- entries and not their numbers, because looking those up again reads the trail from end to end.
create or replace function audit.entries_of(p_client uuid) returns table (
    id bigint, at timestamptz, kind text, action text, reason text, staff_id uuid, session_id uuid, request_id text,
    table_name text, row_id uuid, operation text, client_ids uuid[], fields text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select e.id, e.at, e.kind, e.action, e.reason, e.staff_id, e.session_id, e.request_id,
           e.table_name, e.row_id, e.operation, e.client_ids, e.fields
    from audit.sealed e where e.client_ids @> array[p_client] and e.organisation_id = access.organisation_id()
    union all
    select e.id, e.at, e.kind, e.action, e.reason, e.staff_id, e.session_id, e.request_id,
           e.table_name, e.row_id, e.operation, e.client_ids, e.fields
    from audit.inbox e where e.client_ids @> array[p_client] and e.organisation_id = access.organisation_id()
$$;

revoke execute on function audit.entries_of from public;
grant execute on function audit.entries_of to casemanagement_app;
