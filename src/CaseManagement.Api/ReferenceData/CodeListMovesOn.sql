-- Fired by app.code. Every change of codes moves the revision of their list, whoever makes it. Once per statement, so that loading a list
-- costs one update. The function runs as its owner: the application may not set a revision itself.
create or replace function app.code_list_moves_on() returns trigger
    language plpgsql security definer set search_path = pg_catalog, app, pg_temp
as $$
begin
    update app.code_list set revision = revision + 1
     where code in (select distinct list from changed);
    return null;
end $$;
revoke execute on function app.code_list_moves_on() from public;

create or replace trigger code_list_moves_on_insert after insert on app.code
    referencing new table as changed for each statement execute function app.code_list_moves_on();
create or replace trigger code_list_moves_on_update after update on app.code
    referencing new table as changed for each statement execute function app.code_list_moves_on();
