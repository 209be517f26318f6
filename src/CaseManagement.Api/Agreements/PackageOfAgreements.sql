-- Found by its name by app.handover_records: the agreements of the persons of a package with their goals and steps. What is restricted of them stands
-- for itself, and goes along where it is included.
create or replace function app.package_of_agreements(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select a.id, a.client_id, null::text, jsonb_build_object('status', a.status, 'isJoint', a.joint_id is not null, 'language', a.language,
        'reviewOn', a.review_on, 'version', a.in_force_number, 'inForceSince', a.activated_at, 'endedAt', a.ended_at, 'endReason', a.end_reason,
        'goals', (select coalesce(jsonb_agg(app.goal_of_package(g) order by g.added_at, g.id), '[]')
            from app.agreement_goal g where g.agreement_id = a.id and g.compartment is null),
        'steps', (select coalesce(jsonb_agg(app.step_of_package(s) order by s.due_on, s.id), '[]')
            from app.agreement_step s where s.agreement_id = a.id and s.compartment is null),
        'withoutGoal', (select coalesce(jsonb_agg(jsonb_build_object('area', n.area, 'reason', n.reason) order by n.area), '[]')
            from app.agreement_unmet_need n where n.agreement_id = a.id and n.compartment is null))
    from app.agreement a where a.client_id = any(p_clients)
    union all
    select g.id, g.client_id, g.compartment, app.goal_of_package(g) || jsonb_build_object('kind', 'goal')
    from app.agreement_goal g where g.client_id = any(p_clients) and g.compartment is not null
    union all
    select s.id, s.client_id, s.compartment, app.step_of_package(s) || jsonb_build_object('kind', 'step')
    from app.agreement_step s where s.client_id = any(p_clients) and s.compartment is not null
    union all
    select n.id, n.client_id, n.compartment, jsonb_build_object('kind', 'withoutGoal', 'area', n.area, 'reason', n.reason)
    from app.agreement_unmet_need n where n.client_id = any(p_clients) and n.compartment is not null
$$;

create or replace function app.goal_of_package(g app.agreement_goal) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object('area', g.area, 'title', g.title, 'ownWords', g.own_words, 'ownWordsLanguage', g.own_words_language,
        'indicator', g.indicator, 'baseline', g.baseline, 'target', g.target, 'dueOn', g.due_on, 'owner', g.owner,
        'ownerName', g.owner_name, 'dependsOn', g.depends_on,
        'status', g.status, 'progress', g.progress, 'result', g.result) || app.measure_agreed(g)
        || case when m.measured is null then '{}' else jsonb_build_object('measured', m.measured) end
    from (select jsonb_agg(jsonb_build_object('measuredOn', x.measured_on, 'unit', x.unit, 'value', app.measured_value(x.number, x.level))
        order by x.measured_on) as measured from app.agreement_goal_measurement x where x.goal_id = g.id and x.voided_at is null) m);
end $$;

create or replace function app.step_of_package(s app.agreement_step) returns jsonb language sql stable as $$
    select jsonb_build_object('side', s.side, 'who', s.who, 'what', s.what, 'dueOn', s.due_on, 'status', s.status, 'reason', s.reason)
$$;
