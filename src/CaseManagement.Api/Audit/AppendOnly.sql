-- Not even the owner in passing. Values are erased and months go by the routines for it alone.
create or replace function audit.forbid() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = '42501';
end $$;
revoke execute on function audit.forbid from public;

create or replace trigger append_only before update or truncate on audit.inbox execute function audit.forbid();
create or replace trigger seal_only before delete on audit.inbox
    for each statement when (current_setting('audit.routine', true) is distinct from 'seal') execute function audit.forbid();
create or replace trigger append_only before update or delete or truncate on audit.sealed execute function audit.forbid();
create or replace trigger append_only before update or truncate on audit.sealed_values execute function audit.forbid();
create or replace trigger erase_only before delete on audit.sealed_values
    for each statement when (current_setting('audit.routine', true) is distinct from 'erase') execute function audit.forbid();
create or replace trigger append_only before delete or truncate on audit.block execute function audit.forbid();
create or replace trigger prune_only before update on audit.block
    for each statement when (current_setting('audit.routine', true) is distinct from 'prune') execute function audit.forbid();
create or replace trigger append_only before update or delete or truncate on audit.head execute function audit.forbid();
