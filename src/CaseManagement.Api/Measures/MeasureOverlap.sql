-- Read by MeasureOverlap (MeasureMap.cs). What double work is stands here and nowhere else: an open measure and another one of the same household (or
-- person without one) and area by another actor that lasts, or lasted, on one of the same days. What is not done on its last day goes on.
-- Derived whenever it is read, so that of two that come in the same instant each is warned of the other. The caller's own walls and compartments hold.
create or replace view app.measure_overlap with (security_invoker = true) as
    select m.id as measure_id, o.id as other_id
    from app.measure m
    join app.measure o on coalesce(o.household_id, o.client_id) = coalesce(m.household_id, m.client_id) and o.area = m.area
        and o.organisation_id = m.organisation_id and o.id <> m.id and o.status <> 'dropped'
        and (o.actor_kind, coalesce(o.actor_staff_id, o.actor_organisation_id, o.actor_client_id), lower(btrim(o.actor_name)))
            is distinct from (m.actor_kind, coalesce(m.actor_staff_id, m.actor_organisation_id, m.actor_client_id), lower(btrim(m.actor_name)))
        and coalesce(o.started_on, o.from_date) <= greatest(m.due_on, access.today())
        and coalesce(m.started_on, m.from_date) <= coalesce(o.ended_on, greatest(o.due_on, access.today()))
    where m.status in ('planned', 'running');
