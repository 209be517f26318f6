-- Found by its name by app.handover_records: the letters of the persons of a package, with what becomes of their deadlines.
create or replace function app.package_of_letters(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select l.id, l.client_id, l.compartment, jsonb_build_object('office', l.office, 'subject', l.subject, 'reference', l.reference, 'kind', l.kind,
        'postedOn', l.posted_on, 'receivedOn', l.received_on, 'remedy', l.remedy, 'lastDay', l.last_day, 'paragraph', l.paragraph,
        'remedyStatus', l.remedy_status, 'completedOn', l.completed_on, 'completedBy', l.completed_by)
    from app.letter l where l.client_id = any(p_clients)
$$;
