-- Called by FirstContacts. First contacts after acceptance (app.first_contact): by the receiving team, or by whichever team became responsible
-- after it, for the family has then been spoken to. Called for the persons of a contact, or without them for everybody who still waits for one;
-- running it again changes nothing.
create or replace function app.note_first_contacts(p_clients uuid[] default null) returns integer language plpgsql as $$
declare
    noted integer;
    -- By the person first: most contacts are with somebody who waits for none, and an organisation has handed over thousands.
    waiting uuid[] := case when p_clients is not null
        then array(select p.id from app.handover_person p where p.client_id = any(p_clients) and p.first_contact_at is null)
        else array(
            select p.id from app.handover h join app.handover_person p on p.handover_id = h.id
            where h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id() and p.first_contact_at is null) end;
begin
    if cardinality(waiting) = 0 then
        return 0;
    end if;
    update app.handover_person p set first_contact_at = f.at
    from app.handover_person q join app.handover h on h.id = q.handover_id and h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id()
    cross join lateral (select min(c.at) as at
        from app."case" k join app.first_contact c on c.case_id = k.id
        where k.client_id = q.client_id and c.client_id = q.client_id and c.since >= h.accepted_at) f
    where q.id = any(waiting) and q.first_contact_at is null and f.at is not null and p.id = q.id;
    get diagnostics noted = row_count;
    return noted;
end $$;

-- Called by CompleteHandover, FirstContacts and app.handover_view: with whom a first contact is still to come. Nobody is waited for who has died, or whose
-- case has been closed.
create or replace function app.awaited_contacts(p_handover uuid) returns setof uuid language sql stable as $$
    select p.client_id from app.handover_person p
    where p.handover_id = p_handover and p.first_contact_at is null and app.died_on(p.client_id) is null
      and exists (select from app."case" k where k.client_id = p.client_id and k.status = 'open')
$$;
