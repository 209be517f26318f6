-- Called by GetAgreement, ProposeAgreement and the versions: what belongs to an agreement as its screen shows it, in one round trip. Runs as the caller,
-- so that what the walls and compartments hide is not in it. Members as GoalView, StepView, AgreementVersionRow … in the API.

-- The needs of a person's current assessment, the most urgent first.
create or replace function app.agreement_needs(p_client uuid) returns jsonb language plpgsql stable as $$
begin
    return (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'clientId', a.client_id, 'area', a.area, 'urgency', a.urgency,
        'urgent', u.attributes -> 'urgent', 'need', a.need) order by (u.attributes ->> 'rank')::numeric desc, a.area), '[]')
    from app.assessment s
    join app.assessment_area a on a.assessment_id = s.id
    join app.code u on u.list = 'urgency' and u.code = a.urgency
        and daterange(u.valid_from, u.valid_to, '[)') @> (s.completed_at at time zone 'Europe/Berlin')::date
    where s.client_id = p_client and s.status = 'completed' and (u.attributes ->> 'rank')::numeric > 0);
end $$;

create or replace function app.staff_name(p_staff uuid) returns text language plpgsql stable as $$
begin
    return (select s.given_name || ' ' || s.family_name from app.staff s where s.id = p_staff);
end $$;

-- The versions of an agreement, newest first, with who has acknowledged each.
create or replace function app.agreement_version_rows(p_agreement uuid) returns jsonb language plpgsql stable as $$
begin
    return (select coalesce(jsonb_agg(jsonb_build_object('number', v.number, 'hash', encode(v.hash, 'hex'), 'kind', v.kind, 'what', v.what, 'why', v.why,
        'proposedBy', v.proposed_by, 'proposedByName', app.staff_name(v.proposed_by), 'proposedAt', v.proposed_at, 'approvedBy', v.approved_by,
        'approvedByName', app.staff_name(v.approved_by),
        'approvedAt', v.approved_at, 'withdrawnAt', v.withdrawn_at, 'inForceFrom', v.in_force_from, 'inForceUntil', v.in_force_until,
        'acknowledgements', (
            select coalesce(jsonb_agg(jsonb_build_object('side', k.side, 'state', k.state,
                'name', case when k.side = 'office' then app.staff_name(k.staff_id)
                    when k.representation_id is not null then (select r.name from app.representation r where r.id = k.representation_id)
                    else (select c.family_name || ', ' || c.given_name from app.client c where c.id = k.client_id) end,
                'representationId', k.representation_id, 'how', k.how, 'at', k.at, 'language', k.language, 'interpreter', k.interpreter,
                -- Where somebody was spoken to tells where to look for who has a bar on the address.
                'place', case when access.may_open(k.client_id, 'protection') or not exists (select from app.client_mark m
                    where m.client_id = k.client_id and m.kind = 'address_blocked' and m.lifted_at is null) then k.place end,
                'readBack', k.read_back, 'evidence', k.evidence, 'note', k.note, 'recordedBy', k.recorded_by,
                'recordedByName', app.staff_name(k.recorded_by), 'recordedAt', k.recorded_at)
                order by k.recorded_at, k.id), '[]')
            from app.agreement_acknowledgement k where k.version_id = v.id)) order by v.number desc), '[]')
    from app.agreement_version v where v.agreement_id = p_agreement and v.hash is not null);
end $$;

create or replace function app.agreement_versions(p_agreement uuid) returns text language sql stable as $$
    select app.agreement_version_rows(p_agreement)::text
$$;

-- One version word by word; null where there is none.
create or replace function app.agreement_version_view(p_agreement uuid, p_number int) returns text language plpgsql stable as $$
begin
    return (select jsonb_build_object('agreementId', v.agreement_id, 'clientId', v.client_id, 'language', v.language, 'reviewOn', v.review_on,
        'clientName', (select c.family_name || ', ' || c.given_name from app.client c where c.id = v.client_id),
        'version', (select x from jsonb_array_elements(app.agreement_version_rows(v.agreement_id)) x where (x -> 'number')::int = v.number),
        'goals', (select coalesce(jsonb_agg(i.content || jsonb_build_object('id', i.item_id, 'compartment', i.compartment)
            order by i.content ->> 'area', i.item_id), '[]') from app.agreement_version_item i where i.version_id = v.id and i.kind = 'goal'),
        'steps', (select coalesce(jsonb_agg(i.content || jsonb_build_object('id', i.item_id, 'compartment', i.compartment)
            order by i.content ->> 'dueOn', i.item_id), '[]') from app.agreement_version_item i where i.version_id = v.id and i.kind = 'step'))::text
    from app.agreement_version v where v.agreement_id = p_agreement and v.number = p_number and v.hash is not null);
end $$;

-- What is one person's of an agreement, as it stands.
create or replace function app.agreement_part(p_agreement uuid) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object('agreementId', a.id, 'clientId', a.client_id, 'proposedNumber', a.proposed_number, 'inForceNumber', a.in_force_number,
        'clientName', (select c.family_name || ', ' || c.given_name from app.client c where c.id = a.client_id), 'diedOn', app.died_on(a.client_id),
        'goals', (
            select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'area', g.area, 'needId', g.need_id, 'fromStrength', g.from_strength, 'title', g.title,
                'ownWords', g.own_words, 'ownWordsLanguage', g.own_words_language, 'wanted', g.wanted, 'indicator', g.indicator, 'baseline', g.baseline,
                'target', g.target, 'dueOn', g.due_on, 'owner', g.owner, 'ownerName', g.owner_name, 'dependsOn', g.depends_on,
                'compartment', g.compartment, 'status', g.status, 'progress', g.progress, 'result', g.result, 'endedOn', g.ended_on,
                'isOverdue', coalesce(g.ended_on is null and g.due_on < access.today(), false),
                'measure', app.measure_of(g), 'share', trim_scale(round(app.way_done(app.measure_of(g), l.latest), 2)),
                'attainment', case when g.measure_unit is not null then app.attainment(app.measure_of(g), l.latest) end,
                'measurements', (
                    select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'measuredOn', m.measured_on, 'unit', m.unit,
                        'value', app.measured_value(m.number, m.level), 'recordedBy', m.recorded_by, 'recordedByName', app.staff_name(m.recorded_by),
                        'recordedAt', m.recorded_at, 'voidedBy', m.voided_by, 'voidedByName', app.staff_name(m.voided_by), 'voidedAt', m.voided_at,
                        'voidReason', m.void_reason) order by m.measured_on desc, m.id desc), '[]')
                    from app.agreement_goal_measurement m where m.goal_id = g.id),
                'notes', (
                    select coalesce(jsonb_agg(jsonb_build_object('at', n.noted_at, 'status', n.status, 'progress', n.progress, 'note', n.note,
                        'notedBy', n.noted_by, 'notedByName', app.staff_name(n.noted_by)) order by n.noted_at desc, n.id desc), '[]')
                    from app.agreement_goal_note n where n.goal_id = g.id)) order by g.added_at, g.id), '[]')
            from app.agreement_goal g cross join lateral (select app.latest_measured(g.id, g.measure_unit, access.today()) as latest) l
            where g.agreement_id = a.id),
        'steps', (
            select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'goalId', s.goal_id, 'side', s.side, 'who', s.who, 'what', s.what, 'dueOn', s.due_on,
                'isOverdue', s.status = 'open' and s.due_on < access.today(), 'status', s.status, 'reason', s.reason, 'settledOn', s.settled_on,
                'formerOfficeId', s.former_office_id, 'formerOffice', (select o.name from app.organisation o where o.id = s.former_office_id),
                'compartment', s.compartment) order by s.due_on, s.id), '[]')
            from app.agreement_step s where s.agreement_id = a.id),
        'reasons', (select coalesce(jsonb_agg(jsonb_build_object('area', n.area, 'reason', n.reason) order by n.area), '[]')
            from app.agreement_unmet_need n where n.agreement_id = a.id),
        'needs', app.agreement_needs(a.client_id),
        'versions', (select coalesce(jsonb_agg(x), '[]') from jsonb_array_elements(app.agreement_version_rows(a.id)) x
            where (x -> 'number')::int in (a.in_force_number, a.proposed_number)))
    from app.agreement a where a.id = p_agreement);
end $$;

-- All of an agreement: what is this person's; of a joint one, while it runs, what is the other adults'.
create or replace function app.agreement_file(p_agreement uuid) returns text language plpgsql stable as $$
begin
    return (select jsonb_build_object('own', app.agreement_part(a.id),
        'partners', (select coalesce(jsonb_agg(app.agreement_part(o.id) order by o.id), '[]') from app.agreement o
            where o.joint_id = a.joint_id and o.id <> a.id and a.ended_at is null and o.ended_at is null),
        'nextId', (select n.id from app.agreement n where a.ended_at is not null and n.case_id = a.case_id and n.ended_at is null),
        'requiresApproval', coalesce((select s.requires_approval from app.agreement_setting s where s.id = a.organisation_id), false),
        'birthDate', (select c.birth_date from app.client c where c.id = a.client_id),
        'held', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'from', r.from_date, 'until', r.until_date, 'custody', r.custody,
                'ofMinors', r.of_minors, 'who', coalesce(r.representative_client_id::text, r.name),
                'diedOn', app.died_on(r.client_id, r.representative_client_id))), '[]')
            from app.representation r where r.client_id = a.client_id))::text
    from app.agreement a where a.id = p_agreement);
end $$;

-- The labels of the codes that stand in the versions of an agreement, as "list/code" with de and en: of each the one in force today, else the latest.
create or replace function app.agreement_labels(p_agreement uuid) returns text language sql stable as $$
    select jsonb_object_agg(x.list || '/' || x.code, jsonb_build_object('de', x.label_de, 'en', x.label_en))::text
    from (select distinct on (c.list, c.code) c.list, c.code, c.label_de, c.label_en from app.code c
        where c.list in ('need-area', 'agreement-change-kind', 'goal-measure-unit', 'cefr-level')
           or c.list = 'language' and c.code in (select v.language from app.agreement_version v where v.agreement_id = p_agreement)
        order by c.list, c.code, daterange(c.valid_from, c.valid_to, '[)') @> access.today() desc, c.valid_from desc) x
$$;
