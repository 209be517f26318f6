-- Fired by where a person lives: restricted because the place is secret in itself, or because the person's whereabouts are
-- blocked; whichever row comes first.
create or replace function app.compartment_by_mark() returns trigger language plpgsql as $$
begin
    new.compartment := case when new.protected_itself or exists (
        select from app.client_mark m where m.client_id = new.client_id and m.kind = 'address_blocked' and m.lifted_at is null) then 'protection' end;
    return new;
end $$;

create or replace trigger a_compartment before insert or update on app.client_accommodation for each row execute function app.compartment_by_mark();
create or replace trigger a_compartment before insert or update on app.client_address for each row execute function app.compartment_by_mark();

-- Fired by app.client_mark. Setting or lifting the mark moves where the person lives into the compartment or out of it. Who sets it is seldom
-- admitted to the compartment, so the rows are touched by the system; the trigger above says what becomes of them.
create or replace function app.follow_mark() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    call access.act_as(access.organisation_id(), 'system');
    update app.client_accommodation set compartment = null where client_id = new.client_id;
    update app.client_address set compartment = null where client_id = new.client_id;
    call access.act_as(access.organisation_id(), actor);
    return null;
end $$;

create or replace trigger follow_mark_set after insert on app.client_mark
    for each row when (new.kind = 'address_blocked') execute function app.follow_mark();
create or replace trigger follow_mark_lifted after update of lifted_at on app.client_mark
    for each row when (new.kind = 'address_blocked') execute function app.follow_mark();
