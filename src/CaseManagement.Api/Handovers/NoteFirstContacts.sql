-- Called by FirstContacts. First contacts after acceptance (app.first_contact): by the receiving team, or by whichever team became responsible
-- after it, for the family has then been spoken to. While a handover is accepted it says what the contacts on file say: the earliest that counts, and none
-- where it was none after all. What is completed keeps what it said; so does a person whose case has gone on to another organisation, and the contacts with
-- it. Called for the persons of a contact, or without them for everybody; running it again changes nothing.
create or replace function app.note_first_contacts(p_clients uuid[] default null) returns integer language plpgsql as $$
declare
    noted integer;
    -- By the person first: most contacts are with somebody who waits for none, and an organisation has handed over thousands.
    asked uuid[] := case when p_clients is not null
        then array(select p.id from app.handover_person p where p.client_id = any(p_clients))
        else array(
            select p.id from app.handover h join app.handover_person p on p.handover_id = h.id
            where h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id()) end;
begin
    if cardinality(asked) = 0 then
        return 0;
    end if;
    -- Of two contacts of one household at the same time the second sees what became of the first: neither completes what the other takes back.
    if p_clients is not null then
        perform from app.handover h
        where h.id in (select q.handover_id from app.handover_person q where q.id = any(asked))
          and h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id()
        order by h.id for no key update;
    end if;
    update app.handover_person p set first_contact_at = f.at
    from app.handover_person q join app.handover h on h.id = q.handover_id and h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id()
    cross join lateral (select min(c.at) as at
        from app."case" k join app.first_contact c on c.case_id = k.id
        where k.client_id = q.client_id and c.client_id = q.client_id and c.since >= h.accepted_at) f
    where q.id = any(asked) and p.id = q.id and f.at is distinct from q.first_contact_at
      and exists (select from app."case" k where k.client_id = q.client_id and k.organisation_id = h.receiver_organisation_id);
    get diagnostics noted = row_count;
    return noted;
end $$;

-- Called by CompleteHandover, FirstContacts, FirstContactsInMyDay, app.causes_of_first_contact and app.handover_view: with whom a first contact is still to
-- come. Nobody is waited for who has died, or whose case has been closed.
create or replace function app.awaited_contacts(p_handover uuid) returns setof uuid language sql stable as $$
    select p.client_id from app.handover_person p
    where p.handover_id = p_handover and p.first_contact_at is null and app.died_on(p.client_id) is null
      and exists (select from app."case" k where k.client_id = p.client_id and k.status = 'open')
$$;
