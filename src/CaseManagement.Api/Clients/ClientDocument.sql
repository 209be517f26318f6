-- Called by GetClient. Everything of a person that belongs to this slice as one document: one round trip for the screen "person". It runs as
-- the caller, so that what the walls and compartments hide is not in it. Members are named as ClientDocument in the API.
create or replace function app.client_document(p_client uuid) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object(
            'id', c.id, 'familyName', c.family_name, 'givenName', c.given_name,
            'birthDate', c.birth_date, 'birthDatePrecision', c.birth_date_precision, 'sex', c.sex,
            'nationalities', to_jsonb(c.nationalities), 'literacy', c.literacy, 'educationLevel', c.education_level,
            'phone', c.phone, 'email', c.email, 'createdAt', c.created_at, 'updatedAt', c.updated_at,
            'names', (select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'script', n.script, 'familyName', n.family_name, 'givenName', n.given_name) order by n.id), '[]')
                from app.client_name n where n.client_id = c.id),
            'references', (select coalesce(jsonb_agg(jsonb_build_object('source', r.source, 'value', r.value) order by r.source, r.value), '[]')
                from app.client_reference r where r.client_id = c.id),
            'languages', (select coalesce(jsonb_agg(jsonb_build_object('language', l.language, 'isMotherTongue', l.is_mother_tongue, 'interpreterNeeded', l.interpreter_needed,
                    'levels', (select coalesce(jsonb_agg(jsonb_build_object('skill', v.skill, 'level', v.level, 'assessedOn', v.assessed_on) order by v.skill), '[]')
                        from app.client_language_level v where v.language_id = l.id)) order by l.is_mother_tongue desc, l.language), '[]')
                from app.client_language l where l.client_id = c.id),
            'qualifications', (select coalesce(jsonb_agg(jsonb_build_object('title', q.title, 'educationLevel', q.education_level, 'country', q.country,
                    'yearObtained', q.year_obtained, 'recognitionStage', q.recognition_stage, 'stageSince', q.stage_since) order by q.id), '[]')
                from app.client_qualification q where q.client_id = c.id),
            'residenceStatuses', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'from', p.from_date, 'until', p.until_date, 'restricted', p.compartment is not null,
                    'status', p.status, 'expiresOn', p.expires_on, 'legalBasis', p.legal_basis, 'source', p.source) order by p.from_date desc), '[]')
                from app.client_residence_status p where p.client_id = c.id),
            'benefits', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'from', p.from_date, 'until', p.until_date, 'restricted', p.compartment is not null,
                    'regime', p.regime, 'legalBasis', p.legal_basis, 'source', p.source) order by p.from_date desc), '[]')
                from app.client_benefit p where p.client_id = c.id),
            'accommodations', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'from', p.from_date, 'until', p.until_date, 'restricted', p.compartment is not null,
                    'accommodationId', p.accommodation_id, 'accommodationName', a.name, 'kind', p.kind, 'room', p.room, 'legalBasis', p.legal_basis, 'source', p.source) order by p.from_date desc), '[]')
                from app.client_accommodation p left join app.accommodation a on a.id = p.accommodation_id where p.client_id = c.id),
            'addresses', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'from', p.from_date, 'until', p.until_date, 'restricted', p.compartment is not null,
                    'street', p.street, 'postalCode', p.postal_code, 'town', p.town, 'ags', p.ags, 'careOf', p.care_of, 'legalBasis', p.legal_basis, 'source', p.source) order by p.from_date desc), '[]')
                from app.client_address p where p.client_id = c.id),
            'works', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'from', p.from_date, 'until', p.until_date, 'restricted', p.compartment is not null,
                    'status', p.status, 'occupation', p.occupation, 'hoursPerWeek', p.hours_per_week, 'legalBasis', p.legal_basis, 'source', p.source) order by p.from_date desc), '[]')
                from app.client_work p where p.client_id = c.id),
            'marks', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'kind', m.kind, 'field', m.field, 'statedBy', m.stated_by,
                    'statement', m.statement, 'processingRestricted', m.processing_restricted, 'source', m.source, 'until', m.until_date,
                    'setBy', m.set_by, 'setByName', s.given_name || ' ' || s.family_name, 'setAt', m.set_at,
                    'liftedBy', m.lifted_by, 'liftedByName', l.given_name || ' ' || l.family_name, 'liftedAt', m.lifted_at,
                    'liftingReason', m.lifting_reason) order by m.set_at, m.id), '[]')
                from app.client_mark m left join app.staff s on s.id = m.set_by left join app.staff l on l.id = m.lifted_by
                where m.client_id = c.id),
            'households', (select coalesce(jsonb_agg(jsonb_build_object('householdId', h.household_id, 'role', h.role, 'from', h.from_date, 'until', h.until_date) order by h.from_date desc), '[]')
                from app.household_member h where h.client_id = c.id)
        )
        from app.client c where c.id = p_client
    );
end $$;
