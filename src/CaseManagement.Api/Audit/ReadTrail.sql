-- Called by ListAccessToPerson and ListAuditEntries: the entries of the caller's own trail that touch a person. A definer
-- function, because under row-level security "@>" is not leakproof and would never reach the index sealed_clients.
create or replace function audit.entries_of(p_client uuid) returns setof bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select e.id from audit.sealed e where e.client_ids @> array[p_client] and e.organisation_id = access.organisation_id()
    union all
    select e.id from audit.inbox e where e.client_ids @> array[p_client] and e.organisation_id = access.organisation_id()
$$;

revoke execute on function audit.entries_of from public;
grant execute on function audit.entries_of to casemanagement_app;
