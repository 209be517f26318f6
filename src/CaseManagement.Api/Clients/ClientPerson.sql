-- Called by app.client_document, and for whoever discloses a person: who somebody is, as the API shows it. What was so for a time is in
-- app.client_periods, marks and households in the document alone.
create or replace function app.client_person(p_client uuid) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object(
            'id', c.id, 'familyName', c.family_name, 'givenName', c.given_name,
            'birthDate', c.birth_date, 'birthDatePrecision', c.birth_date_precision, 'sex', c.sex,
            'nationalities', to_jsonb(c.nationalities), 'countryOfBirth', c.country_of_birth, 'countryOfOrigin', c.country_of_origin,
            'nationalityHistory', (
                select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'nationality', n.nationality, 'from', n.from_date, 'until', n.until_date,
                    'legalBasis', n.legal_basis, 'source', n.source) order by n.until_date desc nulls first, n.from_date desc nulls last, n.nationality), '[]')
                from app.client_nationality n where n.client_id = c.id),
            'literacy', c.literacy, 'educationLevel', c.education_level,
            'phone', c.phone, 'email', c.email,
            'names', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'kind', n.kind, 'script', n.script, 'familyName', n.family_name, 'givenName', n.given_name) order by n.id), '[]')
                from app.client_name n where n.client_id = c.id),
            'references', (
                select coalesce(jsonb_agg(jsonb_build_object('source', r.source, 'value', r.value) order by r.source, r.value), '[]')
                from app.client_reference r where r.client_id = c.id),
            'languages', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'language', l.language, 'isMotherTongue', l.is_mother_tongue, 'interpreterNeeded', l.interpreter_needed,
                    'levels', (
                        select coalesce(jsonb_agg(jsonb_build_object('skill', v.skill, 'level', v.level, 'assessedOn', v.assessed_on) order by v.skill), '[]')
                        from app.client_language_level v where v.language_id = l.id)) order by l.is_mother_tongue desc, l.language), '[]')
                from app.client_language l where l.client_id = c.id),
            'qualifications', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'title', q.title, 'educationLevel', q.education_level, 'country', q.country, 'yearObtained', q.year_obtained,
                    'recognitionStage', q.recognition_stage, 'stageSince', q.stage_since) order by q.id), '[]')
                from app.client_qualification q where q.client_id = c.id))
        from app.client c where c.id = p_client
    );
end $$;
