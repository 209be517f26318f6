-- Hung by access.goes_along, which says why, on every table whose rows go where a person goes: most of them, so that PostgreSQL keeps its plan.
create or replace function app.goes_with_client() returns trigger language plpgsql as $$
begin
    perform from app.client c where c.id = new.client_id and c.organisation_id = new.organisation_id for share;
    if not found and not access.is_erasing() then
        raise exception 'the person has gone to another organisation' using errcode = 'serialization_failure';
    end if;
    return null;
end $$;
