-- Found by its name by app.handover_records: what was done on the cases of a package's persons without them.
create or replace function app.package_of_case_work(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select w.id, w.client_id, w.compartment, jsonb_build_object('kind', w.kind, 'doneOn', w.done_on, 'minutes', w.minutes, 'topics', w.topics,
        'office', w.office, 'note', w.note)
    from app.case_work w where w.client_id = any(p_clients)
$$;
