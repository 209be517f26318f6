-- Found by its name by app.handover_records: since when, by whom and where to the persons of a package were allocated. The receiver's copy; the rows stay.
create or replace function app.package_of_allocations(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select a.id, a.client_id, a.compartment, jsonb_strip_nulls(jsonb_build_object('allocatedOn', a.allocated_on, 'municipalityAgs', a.municipality_ags,
        'district', d.name, 'accommodation', p.name, 'residenceStatus', a.residence_status, 'status', a.status, 'cancelReason', a.cancel_reason))
    from app.allocation a left join app.organisation d on d.id = a.district_id left join app.accommodation p on p.id = a.accommodation_id
    where a.client_id = any(p_clients)
$$;
