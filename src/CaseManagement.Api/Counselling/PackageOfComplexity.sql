-- Found by its name by app.handover_records: how demanding the sender has found the cases of a package.
create or replace function app.package_of_complexity(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select p.id, p.client_id, null::text, jsonb_build_object('complexity', p.complexity, 'note', p.note, 'from', p.from_date, 'until', p.until_date)
    from app.case_complexity p where p.client_id = any(p_clients)
$$;
