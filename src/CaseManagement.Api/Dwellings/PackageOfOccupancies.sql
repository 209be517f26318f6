-- Found by its name by app.handover_records: in which dwellings the persons of a package live and lived. The receiver's copy of what is to be known of them;
-- dwellings, their rents and their landlords stay with the sender.
create or replace function app.package_of_occupancies(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select o.id, o.client_id, o.compartment, jsonb_strip_nulls(jsonb_build_object('from', o.from_date, 'until', o.until_date, 'leaveReason', o.leave_reason,
        'foundBy', o.found_by, 'street', d.street, 'postalCode', d.postal_code, 'town', d.town, 'rooms', d.rooms, 'livingArea', d.living_area,
        'accessible', d.accessible))
    from app.occupancy o left join app.dwelling d on d.id = o.dwelling_id
    where o.client_id = any(p_clients)
$$;
