-- Found by their names: app.starts_of_… by app.chain_occasions, app.days_of_… by app.chains_to_follow.
create or replace function app.days_of_allocation() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select a.client_id, a.id, case when a.status = 'effective' then a.allocated_on end
    from app.allocation a where a.organisation_id = access.organisation_id()
$$;

create or replace function app.starts_of_allocation() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select d.client_id, d.occasion_id, d.event_on from app.days_of_allocation() d where d.event_on is not null
$$;

-- Who has come from elsewhere; born here is another event.
create or replace function app.days_of_arrival() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select p.client_id, p.id, case when p.voided_at is null and p.arrived_as <> 'birth' then p.from_date end
    from app.presence p where p.organisation_id = access.organisation_id()
$$;

create or replace function app.days_of_birth() returns table (client_id uuid, occasion_id uuid, event_on date) language sql stable as $$
    select p.client_id, p.id, case when p.voided_at is null and p.arrived_as = 'birth' then p.from_date end
    from app.presence p where p.organisation_id = access.organisation_id()
$$;

-- Of those who are still here.
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
