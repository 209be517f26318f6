-- Called by HandoverDraft and app.handover_view. What is on file about a household now: what the completeness gate looks at and what a package is made of, in one round
-- trip. Runs as the caller, so that what the walls and compartments hide is not in it. Members as HouseholdFacts in the API.
create or replace function app.handover_facts(p_household uuid) returns jsonb language plpgsql stable as $$
declare
    members uuid[] := array(select m.client_id from app.household_member m
        where m.household_id = p_household and m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today()));
begin
    return jsonb_build_object(
        'reference', (select h.reference from app.household h where h.id = p_household),
        'persons', (
            select coalesce(jsonb_agg(jsonb_build_object('teamId', k.team_id, 'person', jsonb_build_object(
                'clientId', c.id, 'caseId', k.id, 'phase', k.phase, 'role', m.role, 'familyName', c.family_name, 'givenName', c.given_name,
                'birthDate', c.birth_date, 'birthDatePrecision', c.birth_date_precision, 'sex', c.sex, 'nationalities', to_jsonb(c.nationalities),
                'literacy', c.literacy, 'educationLevel', c.education_level, 'phone', c.phone, 'email', c.email,
                'names', (select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'script', n.script, 'familyName', n.family_name, 'givenName', n.given_name) order by n.id), '[]')
                    from app.client_name n where n.client_id = c.id),
                'references', (select coalesce(jsonb_agg(jsonb_build_object('source', r.source, 'value', r.value) order by r.source, r.value), '[]')
                    from app.client_reference r where r.client_id = c.id),
                'languages', (select coalesce(jsonb_agg(jsonb_build_object('language', l.language, 'isMotherTongue', l.is_mother_tongue, 'interpreterNeeded', l.interpreter_needed,
                        'levels', (select coalesce(jsonb_agg(jsonb_build_object('skill', v.skill, 'level', v.level) order by v.skill), '[]')
                            from app.client_language_level v where v.language_id = l.id)) order by l.is_mother_tongue desc, l.language), '[]')
                    from app.client_language l where l.client_id = c.id),
                'qualifications', (select coalesce(jsonb_agg(jsonb_build_object('title', q.title, 'educationLevel', q.education_level, 'country', q.country,
                        'yearObtained', q.year_obtained, 'recognitionStage', q.recognition_stage) order by q.id), '[]')
                    from app.client_qualification q where q.client_id = c.id),
                'residenceStatuses', (select coalesce(jsonb_agg(jsonb_build_object('code', p.status, 'from', p.from_date, 'until', p.until_date,
                        'expiresOn', p.expires_on, 'legalBasis', p.legal_basis) order by p.from_date desc), '[]')
                    from app.client_residence_status p where p.client_id = c.id and p.compartment is null),
                'benefits', (select coalesce(jsonb_agg(jsonb_build_object('code', p.regime, 'from', p.from_date, 'until', p.until_date, 'legalBasis', p.legal_basis) order by p.from_date desc), '[]')
                    from app.client_benefit p where p.client_id = c.id and p.compartment is null),
                'work', (select coalesce(jsonb_agg(jsonb_build_object('code', p.status, 'from', p.from_date, 'until', p.until_date, 'legalBasis', p.legal_basis) order by p.from_date desc), '[]')
                    from app.client_work p where p.client_id = c.id and p.compartment is null),
                'addresses', (select coalesce(jsonb_agg(a.place order by a.from_date desc, a.id), '[]') from (
                        select p.id, p.from_date, jsonb_build_object('kind', 'address', 'name', p.care_of, 'street', p.street, 'postalCode', p.postal_code, 'town', p.town,
                            'from', p.from_date, 'until', p.until_date) as place
                        from app.client_address p where p.client_id = c.id and p.compartment is null
                        union all
                        select p.id, p.from_date, jsonb_build_object('kind', p.kind, 'name', o.name, 'street', o.street, 'postalCode', o.postal_code, 'town', o.town,
                            'from', p.from_date, 'until', p.until_date)
                        from app.client_accommodation p left join app.accommodation o on o.id = p.accommodation_id where p.client_id = c.id and p.compartment is null) a),
                'assessment', (select jsonb_build_object('id', s.id, 'completedAt', s.completed_at) from app.assessment s where s.client_id = c.id and s.status = 'completed'),
                'needs', (select coalesce(jsonb_agg(n.need || jsonb_build_object('id', n.id, 'compartment', n.compartment) order by n.area), '[]')
                    from app.handover_needs(members) n where n.client_id = c.id),
                'contacts', (select jsonb_build_object('count', count(*), 'firstAt', min(x.at), 'lastAt', max(x.at)) from app.contact_client x where x.client_id = c.id)
            )) order by c.birth_date, c.id), '[]')
            from app.household_member m
            join app.client c on c.id = m.client_id
            left join app."case" k on k.client_id = c.id and k.status = 'open'
            where m.household_id = p_household and m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today())),
        'restricted', (
            select coalesce(jsonb_agg(jsonb_build_object('itemId', r.id, 'clientId', r.client_id, 'kind', r.kind, 'compartment', r.compartment, 'content', r.content) order by r.client_id, r.kind, r.id), '[]')
            from (
                select n.id, n.client_id, 'need' as kind, n.compartment, n.need as content from app.handover_needs(members) n where n.compartment is not null
                union all
                select r.id, r.client_id, 'record', r.compartment, jsonb_build_object('text', r.content, 'writtenAt', r.created_at) from app.restricted_record r where r.client_id = any(members)
                union all
                select p.id, p.client_id, 'residence_status', p.compartment, jsonb_build_object('code', p.status, 'from', p.from_date, 'until', p.until_date, 'expiresOn', p.expires_on, 'legalBasis', p.legal_basis)
                    from app.client_residence_status p where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'benefit', p.compartment, jsonb_build_object('code', p.regime, 'from', p.from_date, 'until', p.until_date, 'legalBasis', p.legal_basis)
                    from app.client_benefit p where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'work', p.compartment, jsonb_build_object('code', p.status, 'occupation', p.occupation, 'from', p.from_date, 'until', p.until_date)
                    from app.client_work p where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'accommodation', p.compartment, jsonb_build_object('kind', p.kind, 'name', o.name, 'street', o.street, 'postalCode', o.postal_code, 'town', o.town, 'room', p.room,
                    'from', p.from_date, 'until', p.until_date)
                    from app.client_accommodation p left join app.accommodation o on o.id = p.accommodation_id where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'address', p.compartment, jsonb_build_object('street', p.street, 'postalCode', p.postal_code, 'town', p.town, 'careOf', p.care_of, 'from', p.from_date, 'until', p.until_date)
                    from app.client_address p where p.client_id = any(members) and p.compartment is not null) r));
end $$;

-- The needs out of the current assessments: every area that was judged to be one.
create or replace function app.handover_needs(p_clients uuid[]) returns table (id uuid, client_id uuid, area text, compartment text, need jsonb) language plpgsql stable as $$
begin
    return query
    select a.id, a.client_id, a.area, a.compartment, jsonb_build_object('area', a.area, 'urgency', a.urgency, 'isUrgent', u.attributes -> 'urgent', 'need', a.need,
        'proposedService', a.proposed_service, 'gapReason', a.gap_reason, 'gapNote', a.gap_note)
    from app.assessment s
    join app.assessment_area a on a.assessment_id = s.id
    join app.code u on u.list = 'urgency' and u.code = a.urgency and daterange(u.valid_from, u.valid_to, '[)') @> (s.completed_at at time zone 'Europe/Berlin')::date
    where s.client_id = any(p_clients) and s.status = 'completed' and (u.attributes ->> 'rank')::numeric > 0;
end $$;
