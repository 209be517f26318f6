-- Called by the Wall.sql of rooms that hold facts of a person: while processing is restricted (Art. 18 GDPR) nothing is written of the person by whichever
-- command or list. What a person's own row and its parts are changed by asks before (ClientAccess.ToChange). The row of the person is locked, so that
-- restricting and writing at the same time take turns. Triggers' own writes, and a row that goes to another organisation, pass.
create or replace procedure app.stored_only(p_table regclass) language plpgsql as $$
begin
    execute format('drop trigger if exists stored_only_added on %s', p_table);
    execute format('create trigger stored_only_added before insert on %s for each row when (pg_trigger_depth() = 0)
        execute function app.refuse_while_restricted()', p_table);
    execute format('drop trigger if exists stored_only_changed on %s', p_table);
    execute format('create trigger stored_only_changed before update on %s for each row
        when (pg_trigger_depth() = 0 and old.organisation_id = new.organisation_id) execute function app.refuse_while_restricted()', p_table);
end $$;

create or replace function app.refuse_while_restricted() returns trigger language plpgsql as $$
begin
    if (select c.restricted_at from app.client c where c.id = new.client_id for share) is not null then
        raise exception 'processing is restricted' using errcode = '23514', constraint = 'client_stored_only';
    end if;
    return new;
end $$;

revoke execute on procedure app.stored_only from public;
