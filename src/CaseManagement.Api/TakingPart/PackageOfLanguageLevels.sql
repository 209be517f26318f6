-- Found by its name by app.handover_records: the language levels of the persons of a package, all of them, so that the receiver sees the progress.
create or replace function app.package_of_language_levels(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select l.id, l.client_id, l.compartment, jsonb_build_object('language', l.language, 'skill', l.skill, 'level', l.level, 'literacy', l.literacy,
        'assessedOn', l.assessed_on, 'evidence', l.evidence, 'assessedBy', l.assessed_by, 'note', l.note)
    from app.language_level l where l.client_id = any(p_clients)
$$;
