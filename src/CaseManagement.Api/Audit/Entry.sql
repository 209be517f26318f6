-- The whole trail, sealed or not: for whoever reads it. The walls of both tables hold (Wall.sql).
create or replace view audit.entry with (security_invoker = true) as
    select id, at, recorded_at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id,
           operation, client_ids, fields, true as is_sealed
    from audit.sealed
    union all
    select id, at, recorded_at, organisation_id, kind, action, reason, staff_id, session_id, request_id, table_name, row_id,
           operation, client_ids, fields, false
    from audit.inbox;
grant select on audit.entry to casemanagement_app;

-- What was before and after, and why in words. Granted to nobody.
create or replace view audit.entry_values as
    select entry_id, before, after, reason from audit.sealed_values
    union all
    select id, before, after, reason from audit.inbox where before is not null or after is not null;
