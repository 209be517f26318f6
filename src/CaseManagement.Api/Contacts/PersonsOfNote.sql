-- Called by ListPrivateNotes: whom an own private note concerns, for the trail. The note stays with its author when the contact is handed over, and the
-- wall then hides who was there: as the owner (policy "checked"), ids only, and of the author's own notes only.
create or replace function access.persons_of_note(p_note uuid) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(cc.client_id order by cc.client_id), '{}')
    from app.contact_note n join app.contact_client cc on cc.contact_id = n.contact_id
    where n.id = p_note and n.is_private and n.written_by = access.staff_id() and n.organisation_id = access.organisation_id()
$$;
