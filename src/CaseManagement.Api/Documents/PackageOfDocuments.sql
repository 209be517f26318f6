-- Found by its name by app.handover_records: the papers of the persons of a package. Of files what they are; their bytes move with acceptance.
create or replace function app.package_of_documents(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select d.id, d.client_id, d.compartment, jsonb_build_object('kind', d.kind, 'title', d.title, 'number', d.number, 'issuer', d.issuer,
        'validFrom', d.valid_from, 'expiresOn', d.expires_on, 'place', d.place, 'note', d.note, 'status', d.status, 'since', d.since,
        'files', (select coalesce(jsonb_agg(jsonb_build_object('name', f.name, 'mediaType', f.media_type, 'sizeBytes', f.size_bytes, 'sha256', f.sha256)
            order by f.uploaded_at, f.id), '[]') from app.document_file f where f.document_id = d.id))
    from app.document d where d.client_id = any(p_clients)
$$;
