-- What has been disclosed stays as it was, and so does the register of it.
create or replace function app.forbid_disclosure_change() returns trigger language plpgsql as $$
begin
    -- It goes with the person (Erasure/ErasePerson.sql): then rows are taken away or redacted, and the hash stays.
    if access.is_erasing() then
        return null;
    end if;
    raise exception 'what was disclosed never changes' using errcode = '23514', constraint = 'disclosure_frozen';
end $$;
create or replace trigger frozen before update or delete or truncate on app.referral_snapshot execute function app.forbid_disclosure_change();
create or replace trigger frozen before update or delete or truncate on app.referral_snapshot_restricted execute function app.forbid_disclosure_change();
create or replace trigger frozen before update or delete or truncate on app.disclosure execute function app.forbid_disclosure_change();
