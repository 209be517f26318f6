-- Found by their names by ledger.settle: what the periods of a person mean in the ledger.
create or replace function app.ledger_of_client_residence_status(r app.client_residence_status)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('status', r.status), r.compartment is not null
    from ledger.begun_and_ended('residence_status', r.from_known, r.from_date, r.until_date) e
$$;

create or replace function app.ledger_of_client_benefit(r app.client_benefit)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('regime', r.regime), r.compartment is not null
    from ledger.begun_and_ended('benefit', r.from_known, r.from_date, r.until_date) e
$$;

create or replace function app.ledger_of_client_work(r app.client_work)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('status', r.status), r.compartment is not null
    from ledger.begun_and_ended('work', r.from_known, r.from_date, r.until_date) e
$$;

-- A place that says of itself what its residents need protection from says it here as little as elsewhere.
create or replace function app.ledger_of_client_accommodation(r app.client_accommodation)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('kind', r.kind, 'place', r.accommodation_id),
        r.compartment is not null or exists (select from app.accommodation a where a.id = r.accommodation_id and a.is_sensitive)
    from ledger.begun_and_ended('accommodation', r.from_known, r.from_date, r.until_date) e
$$;

create or replace function app.ledger_of_client_family_status(r app.client_family_status)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('status', r.status), r.compartment is not null
    from ledger.begun_and_ended('family_status', r.from_known, r.from_date, r.until_date) e
$$;

-- One whose start nobody knows is no event.
create or replace function app.ledger_of_client_nationality(r app.client_nationality)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('nationality', r.nationality), false
    from (values ('nationality_acquired', r.from_date), ('nationality_lost', r.until_date)) e(kind, on_date) where e.on_date is not null
$$;

create or replace function app.ledger_of_client_address(r app.client_address)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('quarter', r.quarter_id), r.compartment is not null
    from (values (case when r.from_known then 'address_begun' else 'address_known' end, r.from_date), ('address_ended', r.until_date)) e(kind, on_date)
    where e.on_date is not null
$$;

-- With whom stands in the dimensions of that day, as a pseudonym.
create or replace function app.ledger_of_household_member(r app.household_member)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('role', r.role), false
    from (values (case when r.from_known then 'household_joined' else 'household_known' end, r.from_date), ('household_left', r.until_date)) e(kind, on_date)
    where e.on_date is not null
$$;
