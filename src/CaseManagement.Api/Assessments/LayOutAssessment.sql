-- Called by StartAssessment: lays out the areas of a draft and takes over what the previous assessment holds, that is answers to
-- questions that the new version of the form asks in the same way, and the needs, but no urgency or reason whose code has
-- ended since. Runs past the compartments, because what the lead worker wrote under health must reach the next assessment
-- although the colleague who starts it cannot see it. It answers nothing, and stays inside the caller's organisation.
create or replace procedure app.lay_out_assessment(p_assessment uuid, p_ids uuid[], p_areas text[])
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    a record;
    today date;
    actor text := access.setting('actor');
begin
    call access.act_as(access.organisation_id(), 'system'); -- until the end of this procedure; an error undoes it with everything else
    select s.*, t.content into a
      from app.assessment s join app.assessment_template t on t.id = s.template_id
     where s.id = p_assessment and s.status = 'draft' and s.organisation_id = access.organisation_id();
    if not found then
        raise exception 'there is no such draft' using errcode = 'P0002';
    end if;
    today := (a.started_at at time zone 'Europe/Berlin')::date;
    insert into app.assessment_area (id, organisation_id, assessment_id, client_id, area, compartment, answers, urgency, need,
                                     proposed_service, gap_reason, gap_note, updated_by, updated_at)
    select n.id, a.organisation_id, a.id, a.client_id, n.area, f.form ->> 'compartment', coalesce(kept.answers, '{}'), u.code, p.need,
           p.proposed_service, g.code, case when g.code is not null then p.gap_note end, a.started_by, a.started_at
      from unnest(p_ids, p_areas) n(id, area)
      join lateral (select x as form from jsonb_array_elements(a.content -> 'areas') x where x ->> 'code' = n.area) f on true
      left join app.assessment_area p on p.assessment_id = a.previous_id and p.area = n.area and p.organisation_id = a.organisation_id
      left join app.code u on u.list = 'urgency' and u.code = p.urgency and daterange(u.valid_from, u.valid_to, '[)') @> today
      left join app.code g on g.list = 'need-gap-reason' and g.code = p.gap_reason and daterange(g.valid_from, g.valid_to, '[)') @> today
      left join lateral (
           select jsonb_object_agg(k.key, k.value) as answers
             from jsonb_each(p.answers) k
             join jsonb_array_elements(f.form -> 'questions') q on q ->> 'code' = k.key
             join app.assessment s on s.id = a.previous_id
             join app.assessment_template t on t.id = s.template_id
             join jsonb_array_elements(t.content -> 'areas') b on b ->> 'code' = n.area
             join jsonb_array_elements(b -> 'questions') r on r ->> 'code' = k.key
            where q ->> 'kind' = r ->> 'kind' and q -> 'optionsFrom' is not distinct from r -> 'optionsFrom'
              and coalesce(q ->> 'appliesTo', 'all') in ('all', a.person)
              -- no option of the old question is missing in the new one
              and not exists (select from jsonb_array_elements(r -> 'options') o
                               where not exists (select from jsonb_array_elements(q -> 'options') m where m ->> 'code' = o ->> 'code'))
           ) kept on true;
    call access.act_as(access.organisation_id(), actor);
end $$;

revoke execute on procedure app.lay_out_assessment from public;
grant execute on procedure app.lay_out_assessment to casemanagement_app;
