-- Called by GetLeftBehind: the restricted entries of a person that are the acting organisation's own though the person is not. Runs as the
-- caller, so that whom access.may_open does not admit sees none. Members as RestrictedContent in the API.
create or replace function app.left_behind(p_client uuid) returns jsonb language plpgsql stable as $$
declare
    own constant uuid := access.organisation_id();
    -- For the grace period the periods that went along are still readable, but no longer the organisation's.
    periods constant uuid[] := array(
        select p.id from app.client_residence_status p where p.client_id = p_client and p.organisation_id = own
        union all select p.id from app.client_benefit p where p.client_id = p_client and p.organisation_id = own
        union all select p.id from app.client_family_status p where p.client_id = p_client and p.organisation_id = own
        union all select p.id from app.client_work p where p.client_id = p_client and p.organisation_id = own
        union all select p.id from app.client_accommodation p where p.client_id = p_client and p.organisation_id = own
        union all select p.id from app.client_address p where p.client_id = p_client and p.organisation_id = own);
begin
    return (
        select coalesce(jsonb_agg(jsonb_build_object(
            'itemId', i.id, 'clientId', p_client, 'kind', i.kind, 'compartment', i.compartment, 'content', i.content) order by i.kind, i.id), '[]')
        from (
            select r.id, 'record' as kind, r.compartment, jsonb_build_object('text', r.content, 'writtenAt', r.created_at) as content
            from app.restricted_record r where r.client_id = p_client and r.organisation_id = own
            union all
            select a.id, 'need', a.compartment, jsonb_build_object('area', a.area, 'urgency', a.urgency, 'need', a.need, 'answers', a.answers)
            from app.assessment_area a where a.client_id = p_client and a.organisation_id = own and a.compartment is not null
            union all
            select l.id, 'section', l.compartment, x.content || '{"section": "letters"}'
            from app.letter l join app.package_of_letters(array[p_client]) x on x.id = l.id where l.organisation_id = own and l.compartment is not null
            union all
            select m.id, 'section', m.compartment, x.content || '{"section": "measures"}'
            from app.measure m join app.package_of_measures(array[p_client]) x on x.id = m.id where m.organisation_id = own and m.compartment is not null
            union all
            select x.id, 'section', x.compartment, x.content || '{"section": "agreements"}'
            from app.package_of_agreements(array[p_client]) x where x.compartment is not null and (
                exists (select from app.agreement_goal g where g.id = x.id and g.organisation_id = own)
                or exists (select from app.agreement_step s where s.id = x.id and s.organisation_id = own)
                or exists (select from app.agreement_unmet_need n where n.id = x.id and n.organisation_id = own))
            union all
            select w.id, 'section', w.compartment, x.content || '{"section": "case_work"}'
            from app.case_work w join app.package_of_case_work(array[p_client]) x on x.id = w.id where w.organisation_id = own and w.compartment is not null
            union all
            select d.id, 'section', d.compartment, x.content || '{"section": "documents"}'
            from app.document d join app.package_of_documents(array[p_client]) x on x.id = d.id where d.organisation_id = own and d.compartment is not null
            union all
            select t.id, 'section', t.compartment, x.content || '{"section": "participations"}'
            from app.participation t join app.package_of_participations(array[p_client]) x on x.id = t.id
            where t.organisation_id = own and t.compartment is not null
            union all
            select e.id, 'section', e.compartment, x.content || '{"section": "employments"}'
            from app.employment e join app.package_of_employments(array[p_client]) x on x.id = e.id
            where e.organisation_id = own and e.compartment is not null
            union all
            select v.id, 'section', v.compartment, x.content || '{"section": "language_levels"}'
            from app.language_level v join app.package_of_language_levels(array[p_client]) x on x.id = v.id
            where v.organisation_id = own and v.compartment is not null
            union all
            select o.id, 'section', o.compartment, x.content || '{"section": "occupancies"}'
            from app.occupancy o join app.package_of_occupancies(array[p_client]) x on x.id = o.id
            where o.organisation_id = own and o.compartment is not null
            union all
            select p.id, p.kind, p.compartment, p.told
            from app.handover_periods(p_client) p where p.compartment is not null and p.id = any(periods)) i);
end $$;
