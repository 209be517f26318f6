-- A session that awaits a second factor is not freed, and opens no other, by a statement of the API's login: access.enrol_second_factor alone does that,
-- in which the user is its owner.
create or replace function access.keep_session() returns trigger language plpgsql as $$
begin
    if access.is_of_login() and current_user = session_user and (
        (tg_op = 'UPDATE' and old.awaits_second_factor and not new.awaits_second_factor)
        or (tg_op = 'INSERT' and exists (
            select from access.session s where s.id = access.setting('session_id')::uuid and s.awaits_second_factor))) then
        raise exception 'this session awaits a second factor' using errcode = '42501';
    end if;
    return new;
end $$;
create or replace trigger a_keep before insert or update on access.session for each row execute function access.keep_session();
