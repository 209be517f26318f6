-- Asked by every policy "compartment" (access.protect) and by what shows a person: whether the caller may open a client's
-- compartment now. The lead worker, persons named for it, and for four hours who has broken the glass.
create or replace function access.may_open(p_client uuid, p_compartment text) returns boolean language sql stable as $$
    select access.is_system()
        or exists (select from app."case" c where c.client_id = p_client and c.status = 'open' and c.lead_staff_id = access.staff_id())
        or exists (select from app.named_person n where n.client_id = p_client and n.compartment = p_compartment
                   and n.staff_id = access.staff_id() and n.ended_at is null)
        or exists (select from app.break_glass g where g.client_id = p_client and g.staff_id = access.staff_id() and g.until_at > access.now())
$$;
