-- Found by its name by app.handover_records: the jobs of the persons of a package, those that have ended too.
create or replace function app.package_of_employments(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select e.id, e.client_id, e.compartment, jsonb_build_object('kind', e.kind, 'employer', e.employer, 'occupation', e.occupation,
        'hoursPerWeek', e.hours_per_week, 'note', e.note, 'from', e.from_date, 'until', e.until_date, 'endReason', e.end_reason)
    from app.employment e where e.client_id = any(p_clients)
$$;
