-- Found by their names by ledger.settle. A flat counts by the day when it was found and by the days on which it was let: the same pseudonym however often
-- that was. Its landlord and the household that rents it are units of their own, persons too: who has lived somewhere counts once (begun), on a key date
-- who has begun and not ended. Which flat a person lives in is not said: of one family in one flat the flat's pseudonym would be the family's.
create or replace function app.ledger_of_dwelling(r app.dwelling)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select e.unit, e.unit_id, e.kind, e.on_date, 'day',
        jsonb_build_object('foundBy', r.found_by, 'quarter', r.quarter_id, 'accessible', r.accessible), r.reveals is not null
    from (values ('dwelling', r.id, 'dwelling_found', r.found_on), ('dwelling', r.id, 'dwelling_gone', r.available_until),
        ('landlord', r.landlord_id, 'landlord_won', r.found_on)) e(unit, unit_id, kind, on_date)
    where e.on_date is not null and e.unit_id is not null
$$;

create or replace function app.ledger_of_lease(r app.lease)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select e.unit, e.unit_id, e.kind, e.on_date, 'day',
        jsonb_build_object('foundBy', d.found_by, 'quarter', d.quarter_id, 'holder', r.holder, 'reason', e.reason), d.reveals is not null
    from app.dwelling d cross join lateral (values
        ('dwelling', d.id, 'dwelling_let', r.from_date, null), ('dwelling', d.id, 'dwelling_let_ended', r.until_date, r.end_reason),
        ('landlord', d.landlord_id, 'landlord_let', r.from_date, null), ('landlord', d.landlord_id, 'landlord_let_ended', r.until_date, r.end_reason),
        ('household', r.household_id, 'lease_begun', r.from_date, null), ('household', r.household_id, 'lease_ended', r.until_date, r.end_reason))
        e(unit, unit_id, kind, on_date, reason)
    where d.id = r.dwelling_id and e.on_date is not null and e.unit_id is not null
$$;

-- By what the row itself says of the dwelling, which may be another organisation's.
create or replace function app.ledger_of_occupancy(r app.occupancy)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, e.on_date, 'day', jsonb_build_object('foundBy', r.found_by, 'reason', e.reason), r.compartment is not null
    from (values ('occupancy_begun', r.from_date, null), ('occupancy_ended', r.until_date, r.leave_reason)) e(kind, on_date, reason)
    where e.on_date is not null
$$;
