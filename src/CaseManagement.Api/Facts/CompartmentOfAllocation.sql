-- Fired by app.allocation. It says where a person was sent and on which status: restricted because that place says of itself what its residents need
-- protection from, because the person's whereabouts are blocked, or because the status tells more than a status.
create or replace function app.compartment_of_allocation() returns trigger language plpgsql as $$
begin
    new.compartment := case
        when exists (select from app.accommodation a where a.id = new.accommodation_id and a.is_sensitive)
             or exists (select from app.client_mark m where m.client_id = new.client_id and m.kind = 'address_blocked' and m.lifted_at is null)
            then 'protection'
        else (select c.attributes ->> 'compartment' from app.code c where c.list = 'residence-status' and c.code = new.residence_status
            and daterange(c.valid_from, c.valid_to, '[)') @> new.allocated_on) end;
    return new;
end $$;

create or replace trigger a_compartment before insert or update on app.allocation for each row execute function app.compartment_of_allocation();

-- Fired by app.client_mark, as app.follow_mark is: setting or lifting the mark moves the person's allocations into the compartment or out of it. The
-- trigger above says what becomes of them.
create or replace function app.follow_mark_to_allocations() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    call access.act_as(access.organisation_id(), 'system');
    update app.allocation set compartment = null where client_id = new.client_id;
    call access.act_as(access.organisation_id(), actor);
    return null;
end $$;

-- Fired by app.accommodation: where a place begins or ceases to say of itself what its residents need protection from, allocations to it follow in each
-- organisation, and the ledger withholds or tells it of who lives there.
create or replace function app.follow_place_to_allocations() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    o uuid;
begin
    for o in select x.id from app.organisation x order by x.id loop
        call access.act_as(o, 'system');
        update app.allocation set compartment = null where accommodation_id = new.id;
        update app.client_accommodation set accommodation_id = accommodation_id where accommodation_id = new.id;
    end loop;
    call access.act_as(organisation, actor);
    return null;
end $$;

create or replace trigger allocations_follow after update of is_sensitive on app.accommodation
    for each row when (old.is_sensitive <> new.is_sensitive) execute function app.follow_place_to_allocations();
create or replace trigger allocations_follow_set after insert on app.client_mark
    for each row when (new.kind = 'address_blocked') execute function app.follow_mark_to_allocations();
create or replace trigger allocations_follow_lifted after update of lifted_at on app.client_mark
    for each row when (new.kind = 'address_blocked') execute function app.follow_mark_to_allocations();
