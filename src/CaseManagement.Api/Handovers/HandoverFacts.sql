-- Called by HandoverDraft and app.handover_view. What is on file about a household now: what the completeness gate looks at and what a
-- package is made of, in one round trip. Runs as the caller, so that what the walls and compartments hide is not in it. A person is
-- told as everywhere (app.client_person, app.client_periods); of that PackagePerson in the API takes what a package has room for.
create or replace function app.handover_facts(p_household uuid) returns jsonb language plpgsql stable as $$
declare
    members uuid[] := array(select m.client_id from app.household_to_hand_over(p_household) m);
begin
    return jsonb_build_object(
        'reference', (select h.reference from app.household h where h.id = p_household),
        'persons', (
            select coalesce(jsonb_agg(jsonb_build_object('teamId', k.team_id, 'person', app.client_person(c.id)
                || (select coalesce(jsonb_object_agg(h.member, h.periods), '{}') from (
                        select p.member, jsonb_agg(p.told order by p.from_date desc, p.id) as periods
                        from app.handover_periods(c.id) p where p.compartment is null group by p.member) h)
                || jsonb_build_object(
                    'clientId', c.id, 'caseId', k.id, 'phase', k.phase, 'role', m.role,
                    'assessment', (
                        select jsonb_build_object('id', s.id, 'completedAt', s.completed_at)
                        from app.assessment s where s.client_id = c.id and s.status = 'completed'),
                    'needs', (
                        select coalesce(jsonb_agg(n.need || jsonb_build_object('id', n.id, 'compartment', n.compartment) order by n.area), '[]')
                        from app.handover_needs(members) n where n.client_id = c.id),
                    'contacts', (
                        select jsonb_build_object('count', count(*), 'firstAt', min(x.at), 'lastAt', max(x.at))
                        from app.contact_client x where x.client_id = c.id))) order by c.birth_date, c.id), '[]')
            from app.household_to_hand_over(p_household) m
            join app.client c on c.id = m.client_id
            left join app."case" k on k.client_id = c.id and k.status = 'open'),
        'records', (
            select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'clientId', r.client_id, 'section', r.section, 'content', r.content)
                order by r.section, r.client_id, r.id), '[]')
            from app.handover_records(members) r where r.compartment is null),
        'restricted', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'itemId', r.id, 'clientId', r.client_id, 'kind', r.kind, 'compartment', r.compartment, 'content', r.content)
                order by r.client_id, r.kind, r.id), '[]')
            from (
                select n.id, n.client_id, 'need' as kind, n.compartment, n.need as content
                from app.handover_needs(members) n where n.compartment is not null
                union all
                select r.id, r.client_id, 'record', r.compartment, jsonb_build_object('text', r.content, 'writtenAt', r.created_at)
                from app.restricted_record r where r.client_id = any(members)
                union all
                select r.id, r.client_id, 'section', r.compartment, r.content || jsonb_build_object('section', r.section)
                from app.handover_records(members) r where r.compartment is not null
                union all
                select p.id, m.id, p.kind, p.compartment, p.told
                from unnest(members) m(id) cross join lateral app.handover_periods(m.id) p where p.compartment is not null) r));
end $$;

-- Every period of a person as a package tells it, and where: as the API shows it, by its code, a place with its address; ids and
-- sources stay with the sender. kind as RestrictedKind, member as in PackagePerson.
create or replace function app.handover_periods(p_client uuid)
    returns table (member text, kind text, id uuid, from_date date, compartment text, told jsonb) language sql stable as $$
    select n.member, n.kind, p.id, p.from_date, p.compartment,
        p.shown - '{id, restricted, source, status, regime, accommodationId, accommodationName, quarterId}'::text[]
        || case p.history
            when 'accommodations' then jsonb_build_object('name', o.name, 'street', w.street, 'postalCode', w.postal_code, 'town', w.town)
            when 'addresses' then jsonb_build_object('kind', 'address', 'name', p.shown -> 'careOf')
            else jsonb_build_object('code', p.code) end
    from app.client_periods(p_client) p
    join (values ('residenceStatuses', 'residenceStatuses', 'residence_status'), ('benefits', 'benefits', 'benefit'), ('works', 'work', 'work'),
        ('familyStatuses', 'familyStatuses', 'family_status'),
        ('accommodations', 'addresses', 'accommodation'), ('addresses', 'addresses', 'address')) n(history, member, kind) using (history)
    left join app.accommodation o on o.id = (p.shown ->> 'accommodationId')::uuid
    left join app.accommodation w on w.id = o.id and not w.is_sensitive; -- Where a sensitive one is, is no receiver's.
$$;

-- The needs out of the current assessments: every area that was judged to be one.
create or replace function app.handover_needs(p_clients uuid[])
    returns table (id uuid, client_id uuid, area text, compartment text, need jsonb) language plpgsql stable as $$
begin
    return query
    select a.id, a.client_id, a.area, a.compartment, jsonb_build_object(
        'area', a.area, 'urgency', a.urgency, 'isUrgent', u.attributes -> 'urgent', 'need', a.need,
        'proposedService', a.proposed_service, 'gapReason', a.gap_reason, 'gapNote', a.gap_note)
    from app.assessment s
    join app.assessment_area a on a.assessment_id = s.id
    join app.code u on u.list = 'urgency' and u.code = a.urgency
        and daterange(u.valid_from, u.valid_to, '[)') @> (s.completed_at at time zone 'Europe/Berlin')::date
    where s.client_id = any(p_clients) and s.status = 'completed' and (u.attributes ->> 'rank')::numeric > 0;
end $$;

-- What other rooms add to a package, each by a function of its own beside its slice that is found by its name: app.package_of_letters(p_clients
-- uuid[]) returns table (id uuid, client_id uuid, compartment text, content jsonb) tells the letters of these persons, as the caller may see them.
create or replace function app.handover_records(p_clients uuid[])
    returns table (section text, id uuid, client_id uuid, compartment text, content jsonb) language plpgsql stable as $$
declare
    room record;
begin
    for room in select f.oid::regproc as name, substr(f.proname, length('package_of_') + 1) as section from pg_proc f
                where f.pronamespace = 'app'::regnamespace and f.proname like 'package\_of\_%' order by f.proname loop
        return query execute format('select %L, x.id, x.client_id, x.compartment, x.content from %s($1) x', room.section, room.name) using p_clients;
    end loop;
end $$;
