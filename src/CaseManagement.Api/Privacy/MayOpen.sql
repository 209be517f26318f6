-- Asked by every policy "compartment" (access.protect) for rows that have one, and by what shows a person: whether the caller may open a
-- client's compartment now. The lead worker while he works in the responsible team, persons named for it while there is an open case,
-- for four hours who has broken the glass; after a handover who keeps what of the client stayed behind,
-- while he works in the team. PL/pgSQL, because it keeps its plans.
create or replace function access.may_open(p_client uuid, p_compartment text) returns boolean language plpgsql stable as $$
begin
    return access.is_system()
        or p_client = any(access.my_glass_ids())
        or exists (select from app."case" c where c.client_id = p_client and c.status = 'open' and c.organisation_id = access.organisation_id()
                   and ((c.lead_staff_id = access.staff_id() and c.team_id = any(access.my_team_ids()))
                        or exists (select from app.named_person n where n.client_id = p_client and n.compartment = p_compartment
                                   and n.staff_id = access.staff_id() and n.ended_at is null)))
        or exists (select from app.keeper k where k.client_id = p_client and k.organisation_id = access.organisation_id() and k.ended_at is null
                   and k.staff_id = access.staff_id() and k.team_id = any(access.my_team_ids()));
end $$;
