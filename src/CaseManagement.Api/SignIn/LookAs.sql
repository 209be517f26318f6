-- The system looks, until the transaction ends, with the eyes of one of the organisation's staff: what is counted for somebody is what she would see.
-- It is less than the system sees, and there is no way back.
create or replace procedure access.look_as(p_staff uuid) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not access.is_system() or access.is_erasing() or access.organisation_id() is null or not exists (
        select from access.role_grant g where g.organisation_id = access.organisation_id() and g.staff_id = p_staff) then
        raise exception 'only the system looks for somebody, and for the organisation''s own' using errcode = '42501';
    end if;
    call access.begin_context(access.organisation_id(), p_staff, 'staff', null, access.now(), access.setting('request_id'), access.setting('action'),
        access.setting('reason'));
    call access.learn();
end $$;
