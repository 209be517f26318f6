-- Called by the Wall.sql of rooms that hold facts of a person: while processing is restricted (Art. 18 GDPR) nothing is written of the person by whichever
-- command or list, and nothing removed. What a person's own row and its parts are changed by asks before (ClientAccess.ToChange). The row of the person is
-- locked, so that restricting and writing at the same time take turns. Triggers' own writes, a row that goes to another organisation, and what the other
-- side of a handover erases of its own, pass.
create or replace procedure app.stored_only(p_table regclass) language plpgsql as $$
begin
    execute format('drop trigger if exists stored_only_added on %s', p_table);
    execute format('create trigger stored_only_added before insert on %s for each row when (pg_trigger_depth() = 0)
        execute function app.refuse_while_restricted()', p_table);
    execute format('drop trigger if exists stored_only_changed on %s', p_table);
    execute format('create trigger stored_only_changed before update on %s for each row
        when (pg_trigger_depth() = 0 and old.organisation_id = new.organisation_id and not access.is_erasing())
        execute function app.refuse_while_restricted()', p_table);
    call app.kept_while_restricted(p_table);
end $$;

-- Called likewise for what may be added meanwhile: what is there stays. Who demands a restriction instead of an erasure (Art. 18 (1) (b)) relies on it.
create or replace procedure app.kept_while_restricted(p_table regclass) language plpgsql as $$
begin
    execute format('drop trigger if exists stored_only_removed on %s', p_table);
    execute format('create trigger stored_only_removed before delete on %s for each row when (pg_trigger_depth() = 0 and not access.is_erasing())
        execute function app.refuse_while_restricted()', p_table);
end $$;

create or replace function app.refuse_while_restricted() returns trigger language plpgsql as $$
begin
    if (select c.restricted_at from app.client c where c.id = coalesce(new.client_id, old.client_id) for share) is not null then
        raise exception 'processing is restricted' using errcode = '23514', constraint = 'client_stored_only';
    end if;
    return coalesce(new, old);
end $$;

revoke execute on procedure app.stored_only, app.kept_while_restricted from public;
