-- Called by GetClient. Everything of a person that belongs to this slice as one document: one round trip for the screen "person". It runs as
-- the caller, so that what the walls and compartments hide is not in it. Members are named as ClientDocument in the API.
create or replace function app.client_document(p_client uuid) returns jsonb language plpgsql stable as $$
begin
    return (
        select app.client_person(c.id)
            || '{"residenceStatuses": [], "benefits": [], "accommodations": [], "addresses": [], "works": [], "familyStatuses": []}'::jsonb
            || (select coalesce(jsonb_object_agg(h.history, h.periods), '{}') from (
                    select p.history, jsonb_agg(p.shown order by p.from_date desc) as periods
                    from app.client_periods(c.id) p group by p.history) h)
            || jsonb_build_object(
                'createdAt', c.created_at, 'updatedAt', c.updated_at,
                'restriction', case when c.restricted_at is not null then jsonb_build_object('groundCode', c.restriction_ground, 'since', c.restricted_at,
                    'by', c.restricted_by, 'byName', (select s.given_name || ' ' || s.family_name from app.staff s where s.id = c.restricted_by)) end,
                'marks', (
                    select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'kind', m.kind, 'field', m.field, 'statedBy', m.stated_by,
                        'statement', m.statement, 'processingRestricted', m.processing_restricted, 'source', m.source, 'until', m.until_date,
                        'setBy', m.set_by, 'setByName', s.given_name || ' ' || s.family_name, 'setAt', m.set_at,
                        'liftedBy', m.lifted_by, 'liftedByName', l.given_name || ' ' || l.family_name, 'liftedAt', m.lifted_at,
                        'liftingReason', m.lifting_reason) order by m.set_at, m.id), '[]')
                    from app.client_mark m left join app.staff s on s.id = m.set_by left join app.staff l on l.id = m.lifted_by
                    where m.client_id = c.id),
                'households', (
                    select coalesce(jsonb_agg(jsonb_build_object('householdId', h.household_id,
                        'householdReference', (select o.reference from app.household o where o.id = h.household_id),
                        'role', h.role, 'from', h.from_date, 'fromKnown', h.from_known, 'until', h.until_date) order by h.from_date desc), '[]')
                    from app.household_member h where h.client_id = c.id))
        from app.client c where c.id = p_client
    );
end $$;
