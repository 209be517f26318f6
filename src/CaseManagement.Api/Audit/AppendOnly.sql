-- The trail grows at its end only, whoever asks.
create or replace function audit.forbid() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = '42501';
end $$;
revoke execute on function audit.forbid from public;

create or replace trigger append_only before update or delete or truncate on audit.entry execute function audit.forbid();
create or replace trigger append_only before update or delete or truncate on audit.block execute function audit.forbid();
create or replace trigger append_only before update or delete or truncate on audit.head execute function audit.forbid();
