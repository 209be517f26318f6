-- Fired by the histories whose codes carry a compartment.
--
-- Which rows are restricted is decided here, so that no code path can forget it: here by the code's own
-- compartment, in CompartmentByMark.sql by the place and the person.
create or replace function app.compartment_by_code() returns trigger language plpgsql as $$
begin
    new.compartment := (select c.attributes ->> 'compartment' from app.code c
        where c.list = tg_argv[0] and c.code = new.status and daterange(c.valid_from, c.valid_to, '[)') @> new.from_date);
    return new;
end $$;

create or replace trigger a_compartment before insert or update on app.client_residence_status
    for each row execute function app.compartment_by_code('residence-status');
create or replace trigger a_compartment before insert or update on app.client_work
    for each row execute function app.compartment_by_code('work-status');
create or replace trigger a_compartment before insert or update on app.client_family_status
    for each row execute function app.compartment_by_code('family-status');
