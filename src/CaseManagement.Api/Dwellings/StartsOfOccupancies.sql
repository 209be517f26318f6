-- Found by its name by app.chain_occasions: who has moved into a flat, and lives there.
create or replace function app.starts_of_moved_in() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select o.client_id, o.id, o.from_date
    from app.occupancy o where o.organisation_id = access.organisation_id() and o.until_date is null
$$;

-- Found by its name by app.chains_to_follow.
create or replace function app.days_of_moved_in() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select o.client_id, o.id, o.from_date from app.occupancy o where o.organisation_id = access.organisation_id()
$$;
