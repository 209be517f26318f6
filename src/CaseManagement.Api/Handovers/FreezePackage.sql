-- What has been disclosed stays as it was: nobody changes or deletes a package.
create or replace function app.forbid_package_change() returns trigger language plpgsql as $$
begin
    -- It goes with the person (Erasure/ErasePerson.sql): then rows are taken away or redacted, and the hash stays.
    if access.is_erasing() then
        return null;
    end if;
    raise exception 'a package never changes' using errcode = '23514', constraint = 'handover_package_frozen';
end $$;
create or replace trigger frozen before update or delete or truncate on app.handover_package execute function app.forbid_package_change();
create or replace trigger frozen before update or delete or truncate on app.handover_package_restricted execute function app.forbid_package_change();
