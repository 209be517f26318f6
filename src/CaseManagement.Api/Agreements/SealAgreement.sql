-- What is agreed in an agreement as it stands: its goals and steps, by the members that a version keeps. What was dropped, and what is no longer
-- agreed, is no part of it.
create or replace function app.agreement_items(p_agreement uuid)
    returns table (kind text, item_id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select 'goal', g.id, g.client_id, g.compartment, jsonb_build_object('area', g.area, 'needId', g.need_id, 'fromStrength', g.from_strength,
        'title', g.title, 'ownWords', g.own_words, 'ownWordsLanguage', g.own_words_language, 'wanted', g.wanted, 'indicator', g.indicator,
        'baseline', g.baseline, 'target', g.target, 'dueOn', g.due_on, 'owner', g.owner, 'ownerName', g.owner_name, 'dependsOn', g.depends_on)
        || app.measure_agreed(g)
    from app.agreement_goal g where g.agreement_id = p_agreement and g.status <> 'dropped'
    union all
    select 'step', s.id, s.client_id, s.compartment, jsonb_build_object('goalId', s.goal_id, 'side', s.side, 'who', s.who, 'what', s.what, 'dueOn', s.due_on)
    from app.agreement_step s where s.agreement_id = p_agreement and s.status <> 'lapsed'
$$;

-- Called by ProposeAgreement: writes what the versions that have just been added hold, and their hashes; those of a joint agreement are sealed
-- together. Runs past the compartments: what is restricted is part of what both agree to, also where who proposes it may not see it.
-- It answers nothing, and stays inside the caller's organisation.
create or replace procedure app.seal_agreement(p_versions uuid[]) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    call access.act_as(access.organisation_id(), 'system'); -- until the end of this procedure; an error undoes it with everything else
    insert into app.agreement_version_item (id, organisation_id, version_id, client_id, compartment, kind, item_id, content)
    select gen_random_uuid(), v.organisation_id, v.id, i.client_id, i.compartment, i.kind, i.item_id, i.content
    from app.agreement_version v cross join lateral app.agreement_items(v.agreement_id) i
    where v.id = any(p_versions) and v.hash is null and v.organisation_id = access.organisation_id();
    update app.agreement_version v set part_hash = sha256(convert_to(jsonb_build_object('number', v.number, 'language', v.language,
            'reviewOn', v.review_on, 'items', (
                select coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'id', i.item_id, 'content', i.content) order by i.kind, i.item_id), '[]')
                from app.agreement_version_item i where i.version_id = v.id))::text, 'UTF8'))
    where v.id = any(p_versions) and v.hash is null and v.organisation_id = access.organisation_id();
    update app.agreement_version v set hash = case when cardinality(p_versions) = 1 then v.part_hash else (
            select sha256(string_agg(p.part_hash, ''::bytea order by p.agreement_id)) from app.agreement_version p where p.id = any(p_versions)) end
    where v.id = any(p_versions) and v.hash is null and v.organisation_id = access.organisation_id();
    call access.act_as(access.organisation_id(), actor);
end $$;

revoke execute on procedure app.seal_agreement from public;
grant execute on procedure app.seal_agreement to casemanagement_app;

-- Called by DiscardAmendment: the text of an agreement as its version in force has it. What was added since goes; what was taken out is there again.
create or replace procedure app.restore_agreement(p_agreement uuid) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
    v record;
begin
    select x.id, x.language, x.review_on into v from app.agreement a join app.agreement_version x on x.agreement_id = a.id and x.number = a.in_force_number
        where a.id = p_agreement and a.organisation_id = access.organisation_id();
    if not found then
        raise exception 'there is no version in force' using errcode = 'P0002';
    end if;
    call access.act_as(access.organisation_id(), 'system');
    perform set_config('app.restores', p_agreement::text, true);
    delete from app.agreement_step s where s.agreement_id = p_agreement
        and not exists (select from app.agreement_version_item i join app.agreement_version o on o.id = i.version_id
                        where o.agreement_id = p_agreement and o.in_force_from is not null and i.item_id = s.id);
    delete from app.agreement_goal_note n using app.agreement_goal g where g.id = n.goal_id and g.agreement_id = p_agreement
        and not exists (select from app.agreement_version_item i join app.agreement_version o on o.id = i.version_id
                        where o.agreement_id = p_agreement and o.in_force_from is not null and i.item_id = g.id);
    update app.agreement_goal g set compartment = i.compartment, area = i.content ->> 'area', need_id = (i.content ->> 'needId')::uuid,
        from_strength = (i.content ->> 'fromStrength')::boolean, title = i.content ->> 'title', own_words = i.content ->> 'ownWords',
        own_words_language = i.content ->> 'ownWordsLanguage', wanted = (i.content ->> 'wanted')::boolean, indicator = i.content ->> 'indicator',
        baseline = i.content ->> 'baseline', target = i.content ->> 'target', due_on = (i.content ->> 'dueOn')::date, owner = i.content ->> 'owner',
        owner_name = i.content ->> 'ownerName', depends_on = i.content ->> 'dependsOn',
        measure_what = i.content #>> '{measure,what}', measure_unit = i.content #>> '{measure,unit}',
        baseline_number = (i.content #>> '{measure,baseline,number}')::numeric, baseline_level = i.content #>> '{measure,baseline,level}',
        target_number = (i.content #>> '{measure,target,number}')::numeric, target_level = i.content #>> '{measure,target,level}', updated_at = access.now()
    from app.agreement_version_item i where i.version_id = v.id and i.item_id = g.id and g.agreement_id = p_agreement;
    update app.agreement_step s set compartment = i.compartment, goal_id = (i.content ->> 'goalId')::uuid, side = i.content ->> 'side',
        who = i.content ->> 'who', what = i.content ->> 'what', due_on = (i.content ->> 'dueOn')::date,
        former_office_id = case when i.content ->> 'side' = 'office' then s.former_office_id end,
        -- Taken out by the amendment; what ended with the former office has ended.
        status = case when s.status = 'lapsed' and s.former_office_id is null then 'open' else s.status end,
        reason = case when s.status = 'lapsed' and s.former_office_id is null then null else s.reason end,
        settled_on = case when s.status = 'lapsed' and s.former_office_id is null then null else s.settled_on end, updated_at = access.now()
    from app.agreement_version_item i where i.version_id = v.id and i.item_id = s.id and s.agreement_id = p_agreement;
    delete from app.agreement_goal g where g.agreement_id = p_agreement
        and not exists (select from app.agreement_version_item i join app.agreement_version o on o.id = i.version_id
                        where o.agreement_id = p_agreement and o.in_force_from is not null and i.item_id = g.id);
    update app.agreement a set language = v.language where a.id = p_agreement and a.language <> v.language;
    call access.act_as(access.organisation_id(), actor);
    perform set_config('app.restores', '', true);
end $$;

revoke execute on procedure app.restore_agreement from public;
grant execute on procedure app.restore_agreement to casemanagement_app;

-- Called by Separation: the goals of one adult, not ended, with their steps, as those of the draft that goes on alone. Of what was agreed jointly each
-- row is one adult's already.
create or replace procedure app.copy_agreement(p_from uuid, p_to uuid) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    call access.act_as(access.organisation_id(), 'system');
    with copied as (
        select g.id as old, gen_random_uuid() as new from app.agreement_goal g
        where g.agreement_id = p_from and g.status in ('planned', 'active', 'on_hold') and g.organisation_id = access.organisation_id()
    ), goals as (
        insert into app.agreement_goal (id, organisation_id, agreement_id, client_id, compartment, area, need_id, from_strength, title, own_words,
            own_words_language, wanted, indicator, baseline, target, due_on, owner, owner_name, depends_on, measure_what, measure_unit, baseline_number,
            baseline_level, target_number, target_level, status, added_at, updated_by, updated_at)
        select c.new, g.organisation_id, p_to, g.client_id, g.compartment, g.area, g.need_id, g.from_strength, g.title, g.own_words,
            g.own_words_language, g.wanted, g.indicator, g.baseline, g.target, g.due_on, g.owner, g.owner_name, g.depends_on, g.measure_what,
            g.measure_unit, g.baseline_number, g.baseline_level, g.target_number, g.target_level, 'planned', access.now(), g.updated_by, access.now()
        from app.agreement_goal g join copied c on c.old = g.id
    ), reasons as (
        insert into app.agreement_unmet_need (id, organisation_id, agreement_id, client_id, compartment, area, reason, stated_by, stated_at)
        select gen_random_uuid(), n.organisation_id, p_to, n.client_id, n.compartment, n.area, n.reason, n.stated_by, n.stated_at
        from app.agreement_unmet_need n where n.agreement_id = p_from and n.organisation_id = access.organisation_id()
    )
    insert into app.agreement_step (id, organisation_id, agreement_id, client_id, compartment, goal_id, side, who, what, due_on, status, former_office_id,
        added_at, updated_at)
    select gen_random_uuid(), s.organisation_id, p_to, s.client_id, s.compartment, c.new, s.side, s.who, s.what, s.due_on, 'open', s.former_office_id,
        access.now(), access.now()
    from app.agreement_step s left join copied c on c.old = s.goal_id
    where s.agreement_id = p_from and s.status = 'open' and (s.goal_id is null or c.new is not null) and s.organisation_id = access.organisation_id();
    call access.act_as(access.organisation_id(), actor);
end $$;

revoke execute on procedure app.copy_agreement from public;
grant execute on procedure app.copy_agreement to casemanagement_app;

-- Called when an agreement comes into force: what was planned is active, restricted goals as well.
create or replace procedure app.start_goals(p_agreements uuid[]) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    call access.act_as(access.organisation_id(), 'system');
    update app.agreement_goal g set status = 'active', updated_at = access.now()
        where g.agreement_id = any(p_agreements) and g.status = 'planned' and g.organisation_id = access.organisation_id();
    call access.act_as(access.organisation_id(), actor);
end $$;

revoke execute on procedure app.start_goals from public;
grant execute on procedure app.start_goals to casemanagement_app;

-- Called by ProposeAgreement and GetAgreement: the whole file, restricted parts as well, so that nobody proposes past them; what of it the caller may not
-- open he is told only that there is something.
create or replace function app.agreement_file_whole(p_agreement uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
    whole text;
begin
    call access.act_as(access.organisation_id(), 'system');
    whole := app.agreement_file(p_agreement);
    call access.act_as(access.organisation_id(), actor);
    return whole;
end $$;

-- Called by CompleteAgreement: the goals that have no result yet, restricted ones as well, and nothing of them.
create or replace function app.goals_without_result(p_agreements uuid[]) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
    open uuid[];
begin
    call access.act_as(access.organisation_id(), 'system');
    open := array(select g.id from app.agreement_goal g
        where g.agreement_id = any(p_agreements) and g.status in ('planned', 'active', 'on_hold') order by g.id);
    call access.act_as(access.organisation_id(), actor);
    return query select unnest(open);
end $$;

-- Called by GetAgreement, for who may complete it: whether any would be named by app.goals_without_result of all that are completed together.
create or replace function app.lacks_result(p_agreement uuid) returns boolean language plpgsql as $$
begin
    return exists (select app.goals_without_result(array(
        select a.id from app.agreement a where a.id = p_agreement
        union
        select o.id from app.agreement a join app.agreement o on o.joint_id = a.joint_id
        where a.id = p_agreement and a.ended_at is null and o.ended_at is null)));
end $$;
