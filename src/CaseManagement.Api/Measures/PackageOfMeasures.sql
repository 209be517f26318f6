-- Found by its name by app.handover_records: the measures of the persons of a package, as the grid shows them; a confidential organisation is not named in
-- it. Those of the household as a whole are told with its first person.
create or replace function app.package_of_measures(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select m.id, coalesce(m.client_id, whole.client_id), m.compartment, jsonb_build_object('area', m.area, 'what', m.what, 'goal', m.goal,
        'ofHousehold', m.client_id is null, 'actorKind', m.actor_kind, 'actorName', coalesce(m.actor_name,
            (select s.given_name || ' ' || s.family_name from app.staff s where s.id = m.actor_staff_id),
            (select o.name from app.organisation o where o.id = m.actor_organisation_id and not o.is_confidential),
            (select c.given_name || ' ' || c.family_name from app.client c where c.id = m.actor_client_id)),
        'agreedIn', m.agreed_in, 'from', m.from_date, 'dueOn', m.due_on, 'status', m.status, 'startedOn', m.started_on, 'endedOn', m.ended_on,
        'resultCode', m.result_code, 'result', m.result, 'dropReason', m.drop_reason)
    from app.measure m
    left join lateral (
        select h.client_id from app.household_member h
        where m.client_id is null and h.household_id = m.household_id and h.client_id = any(p_clients)
          and h.from_date <= access.today() and (h.until_date is null or h.until_date > access.today())
        order by h.client_id limit 1) whole on true
    where coalesce(m.client_id, whole.client_id) = any(p_clients)
$$;
