-- Hung on tables that name who did something: a machine has no colleague's name, so the row names it. Whoever acts next takes its place.
create or replace function access.name_client() returns trigger language plpgsql as $$
begin
    new.api_client_id := access.api_client_id();
    return new;
end $$;
