-- Called by CompleteHandover. First contacts after acceptance: the first one that reached the person, by whoever is responsible now. Called whenever
-- something may have changed; running it again changes nothing. Contact times are kept to the minute.
create or replace function app.note_first_contacts() returns integer language plpgsql as $$
declare
    noted integer;
begin
    update app.handover_person p set first_contact_at = f.at
    from app.handover h
    cross join lateral (select q.id, min(c.at) as at
        from app.handover_person q join app.contact_client c on c.client_id = q.client_id
        where q.handover_id = h.id and q.first_contact_at is null and c.reached and c.team_id <> h.sender_team_id and c.at >= date_trunc('minute', h.accepted_at)
        group by q.id) f
    where p.id = f.id and h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id();
    get diagnostics noted = row_count;
    return noted;
end $$;
