-- What went out stays as it was, like the register of it (app.forbid_disclosure_change).
create or replace trigger frozen before update or delete or truncate on app.file_copy execute function app.forbid_disclosure_change();
