-- Fired by app.occupancy: restricted because living in that dwelling says what its residents need protection from, or because the person's whereabouts are
-- blocked.
create or replace function app.compartment_of_occupancy() returns trigger language plpgsql as $$
begin
    new.compartment := coalesce(new.reveals, case when exists (
        select from app.client_mark m where m.client_id = new.client_id and m.kind = 'address_blocked' and m.lifted_at is null) then 'protection' end);
    return new;
end $$;

create or replace trigger a_compartment before insert or update on app.occupancy for each row execute function app.compartment_of_occupancy();

-- Fired by app.client_mark, as app.follow_mark is: the trigger above says what becomes of the person's occupancies.
create or replace function app.follow_mark_to_occupancies() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    call access.act_as(access.organisation_id(), 'system');
    update app.occupancy set compartment = null where client_id = new.client_id;
    call access.act_as(access.organisation_id(), actor);
    return null;
end $$;

create or replace trigger occupancies_follow_set after insert on app.client_mark
    for each row when (new.kind = 'address_blocked') execute function app.follow_mark_to_occupancies();
create or replace trigger occupancies_follow_lifted after update of lifted_at on app.client_mark
    for each row when (new.kind = 'address_blocked') execute function app.follow_mark_to_occupancies();
