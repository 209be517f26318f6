-- Called by CreateOrganisation. Enters an organisation that does not exist yet, so that its first colleagues are its own from the beginning; with null
-- back to where the caller was. There is nothing to see in it.
create or replace procedure access.enter_founded(p_organisation uuid) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor constant text := access.setting('actor');
begin
    if not access.is_sealed() or exists (select from app.organisation o where o.id = p_organisation) then
        raise exception 'no organisation that this caller could found' using errcode = '42501';
    end if;
    if p_organisation is null then
        call access.act_as(access.setting('home')::uuid, actor);
    else
        perform set_config('app.home', coalesce(access.setting('organisation_id'), ''), true);
        perform set_config('app.seal', access.seal_of_context(), true);
        call access.act_as(p_organisation, actor);
    end if;
end $$;
