-- Found by their names by app.chain_occasions.
create or replace function app.starts_of_allocation() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select a.client_id, a.id, a.allocated_on
    from app.allocation a where a.organisation_id = access.organisation_id() and a.status = 'effective'
$$;

-- Who has come from elsewhere; born here is another event.
create or replace function app.starts_of_arrival() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select p.client_id, p.id, p.from_date
    from app.presence p
    where p.organisation_id = access.organisation_id() and p.voided_at is null and p.until_date is null and p.arrived_as <> 'birth'
$$;

create or replace function app.starts_of_birth() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select p.client_id, p.id, p.from_date
    from app.presence p
    where p.organisation_id = access.organisation_id() and p.voided_at is null and p.until_date is null and p.arrived_as = 'birth'
$$;
