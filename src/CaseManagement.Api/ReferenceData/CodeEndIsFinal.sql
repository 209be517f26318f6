-- Fired when a code gets another end. Days gone by keep their codes: an end that has come stays, and no code is taken out of the past. A migration that
-- follows a law with retroactive effect disables this trigger for its statement.
create or replace function app.code_end_is_final() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if old.valid_to <= access.today() then
        raise exception 'this code has ended' using errcode = '23514', constraint = 'code_end_is_final';
    end if;
    if new.valid_to < access.today() then
        raise exception 'a code cannot be taken out of days gone by' using errcode = '23514', constraint = 'code_end_not_past';
    end if;
    return new;
end $$;
create or replace trigger a_end_is_final before update of valid_to on app.code
    for each row when (new.valid_to is distinct from old.valid_to) execute function app.code_end_is_final();
