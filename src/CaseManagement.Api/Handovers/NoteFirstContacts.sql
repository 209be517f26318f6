-- Called by CompleteHandover. First contacts after acceptance (app.first_contact): by the receiving team, or by whichever team became responsible
-- after it, for the family has then been spoken to. Called whenever something may have changed; running it again changes nothing.
create or replace function app.note_first_contacts() returns integer language plpgsql as $$
declare
    noted integer;
begin
    update app.handover_person p set first_contact_at = f.at
    from app.handover h
    cross join lateral (select q.id, min(c.at) as at
        from app.handover_person q join app."case" k on k.client_id = q.client_id join app.first_contact c on c.case_id = k.id
        where q.handover_id = h.id and q.first_contact_at is null and c.client_id = q.client_id and c.since >= h.accepted_at
        group by q.id) f
    where p.id = f.id and h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id();
    get diagnostics noted = row_count;
    return noted;
end $$;
