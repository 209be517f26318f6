-- Erases what the trail holds of a person's data: values and salts, never the entries that say who did what and when. The chain
-- covers digests only and stays whole. That it was done is an entry. Granted to nobody: the erasure of a person calls it, or the owner.
-- What still waits for its seal is sealed first.
-- Of one organisation's trail, or of all where it is null; and of rows that name no client themselves: those of p_rows, and whatever was recorded as
-- belonging to one of them.
create or replace function audit.erase_values_of(p_client uuid, p_organisation uuid, p_rows uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    n integer;
    more integer;
    parts uuid[];
begin
    -- One sealer at a time: whoever is at it is waited for, and everything that is committed gets sealed.
    perform pg_advisory_xact_lock(hashtext('audit.seal'));
    loop
        exit when audit.seal() = 0;
    end loop;
    select coalesce(array_agg(distinct e.row_id), '{}') into parts
    from audit.sealed e join audit.sealed_values v on v.entry_id = e.id and v.recorded_at = e.recorded_at
    where p_rows <> '{}' and e.organisation_id = p_organisation and e.client_ids is null and e.operation in ('insert', 'delete') and e.row_id is not null
      and exists (select from jsonb_each_text(coalesce(v.after, v.before)) x where x.value = any(p_rows::text[]));
    perform set_config('audit.routine', 'erase', true);
    delete from audit.sealed_values v using audit.sealed e
    where e.id = v.entry_id and e.recorded_at = v.recorded_at and e.client_ids @> array[p_client]
      and (p_organisation is null or e.organisation_id = p_organisation);
    get diagnostics n = row_count;
    delete from audit.sealed_values v using audit.sealed e
    where e.id = v.entry_id and e.recorded_at = v.recorded_at and e.row_id = any(p_rows || parts) and e.organisation_id = p_organisation;
    get diagnostics more = row_count;
    n := n + more;
    perform set_config('audit.routine', '', true);
    insert into audit.inbox (at, organisation_id, kind, action, reason, staff_id, session_id, request_id, row_id, client_ids)
    values (access.now(), access.organisation_id(), 'event', coalesce(access.setting('action'), 'sql:' || session_user), 'values-erased',
            access.staff_id(), access.setting('session_id')::uuid, access.setting('request_id'), p_client, array[p_client]);
    return n;
end $$;

-- Called by VerifyAudit: of how many entries the values were erased. Whether somebody was allowed to, the entries "values-erased" say.
create or replace function audit.erased() returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*) from audit.sealed e
    where e.values_hash is not null and not exists (select from audit.sealed_values v where v.entry_id = e.id and v.recorded_at = e.recorded_at)
$$;

-- Called by "prune-audit", by the owner: takes away the entries of whole months before a day. Their blocks' hashes and signatures stay,
-- so that the chain goes on from where it began. Answers the months.
create or replace function audit.prune(p_before date) returns setof date language plpgsql as $$
declare
    m date;
begin
    for m in select distinct b.month from audit.block b
        where b.month < date_trunc('month', p_before) and b.entry_ids is not null order by 1
    loop
        execute format('drop table if exists audit.%I, audit.%I', 'sealed' || to_char(m, '_YYYY_MM'), 'sealed_values' || to_char(m, '_YYYY_MM'));
        perform set_config('audit.routine', 'prune', true);
        update audit.block set entry_ids = null, entry_hashes = null where month = m;
        perform set_config('audit.routine', '', true);
        return next m;
    end loop;
end $$;

revoke execute on function audit.erase_values_of, audit.erased, audit.prune from public;
grant execute on function audit.erased to casemanagement_app;
