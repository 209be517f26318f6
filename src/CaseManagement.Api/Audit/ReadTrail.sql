-- Called by ListAuditEntries: which columns an entry of the caller's own trail has set or changed.
create or replace function audit.changed_fields(p_entry bigint) returns text[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select array_agg(k order by k) from audit.entry e cross join lateral jsonb_object_keys(coalesce(e.after, e.before)) k
    where e.id = p_entry and e.organisation_id = access.organisation_id()
$$;

-- Called by ListAccessToPerson and ListAuditEntries: the entries of the caller's own trail that touch a person. A definer
-- function, because under row-level security "@>" is not leakproof and would never reach the index entry_clients.
create or replace function audit.entries_of(p_client uuid) returns setof bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select e.id from audit.entry e where e.client_ids @> array[p_client] and e.organisation_id = access.organisation_id()
$$;

revoke execute on function audit.changed_fields, audit.entries_of from public;
grant execute on function audit.changed_fields, audit.entries_of to casemanagement_app;
