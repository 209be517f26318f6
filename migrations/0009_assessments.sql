-- Assessments (Bedarfserhebung nach Beratungsraster): answers to a version of the binding form, area by area, and one need
-- per area with its urgency. draft -> completed -> superseded. A completed one never changes: the next one starts from its
-- answers and takes its place when it is completed.
create table app.assessment (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    case_id         uuid not null references app."case",
    template_id     uuid not null references app.assessment_template,
    status          text not null check (status in ('draft', 'completed', 'superseded')),
    person          text not null check (person in ('adult', 'child')), -- whose questions: a child was under 18 when it was started
    previous_id     uuid references app.assessment,                  -- the one whose answers it started from
    started_by      uuid references app.staff,                       -- null = the system
    started_at      timestamptz not null,
    completed_by    uuid references app.staff,
    completed_at    timestamptz,
    superseded_at   timestamptz,
    updated_at      timestamptz not null,
    check ((status = 'draft') = (completed_at is null)),
    check ((status = 'superseded') = (superseded_at is not null)),
    check (completed_at >= started_at),
    check (superseded_at >= completed_at),
    check (previous_id <> id)
);
-- One draft and one current assessment per client, and a chain of them, not a tree.
create unique index assessment_one_draft on app.assessment (client_id) where status = 'draft';
create unique index assessment_one_current on app.assessment (client_id) where status = 'completed';
create unique index assessment_one_successor on app.assessment (previous_id) where previous_id is not null;
-- ListAssessments and GetNeedHistory: those of a client, newest first.
create index assessment_client on app.assessment (client_id, started_at desc, id desc);
-- The timeline of a case.
create index assessment_case on app.assessment (case_id);
call access.protect('app.assessment');

create table app.assessment_area (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    assessment_id   uuid not null references app.assessment,
    client_id       uuid not null references app.client,
    area            text not null,                                    -- code list need-area
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    answers         jsonb not null default '{}' check (jsonb_typeof(answers) = 'object'), -- question code -> answer
    urgency         text,                                             -- code list urgency; null = not judged yet
    need            text check (length(btrim(need)) between 1 and 4000),
    proposed_service text check (length(btrim(proposed_service)) between 1 and 500),
    gap_reason      text,                                             -- code list need-gap-reason: why no service is proposed
    gap_note        text check (length(btrim(gap_note)) between 1 and 1000),
    updated_by      uuid references app.staff,
    updated_at      timestamptz not null,
    check (proposed_service is null or gap_reason is null),
    check (gap_note is null or gap_reason is not null)
);
-- The areas of an assessment, each once.
create unique index assessment_area_once on app.assessment_area (assessment_id, area);
-- What moves with a client at a handover.
create index assessment_area_client on app.assessment_area (client_id);
call access.protect('app.assessment_area');

-- Columns that a handover changes whatever the state.
create function app.without_controller(r jsonb) returns jsonb language sql immutable parallel safe
    as $$ select r - array['organisation_id', 'former_organisation_id', 'former_access_until'] $$;

create function app.keep_assessment() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    before jsonb := app.without_controller(to_jsonb(old));
    after jsonb;
begin
    if tg_op = 'DELETE' then
        if old.status <> 'draft' then
            raise exception 'a completed assessment is never deleted' using errcode = '23514', constraint = 'assessment_immutable';
        end if;
        return old;
    end if;
    after := app.without_controller(to_jsonb(new));
    if (old.status, new.status) not in (('draft', 'draft'), ('draft', 'completed'), ('completed', 'completed'), ('completed', 'superseded'), ('superseded', 'superseded')) then
        raise exception 'assessment: % to % is no legal move', old.status, new.status using errcode = '23514', constraint = 'assessment_move';
    end if;
    if old.status = 'draft' then
        before := before - array['status', 'completed_by', 'completed_at', 'updated_at'];
        after := after - array['status', 'completed_by', 'completed_at', 'updated_at'];
    elsif new.status <> old.status then
        before := before - array['status', 'superseded_at', 'updated_at'];
        after := after - array['status', 'superseded_at', 'updated_at'];
    end if;
    if before <> after then
        raise exception 'a completed assessment never changes, nor what a draft is about' using errcode = '23514', constraint = 'assessment_immutable';
    end if;
    return new;
end $$;
create trigger a_keep before update or delete on app.assessment for each row execute function app.keep_assessment();

create function app.keep_assessment_area() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    of_ uuid := case when tg_op = 'DELETE' then old.assessment_id else new.assessment_id end;
    a record;
begin
    if tg_op = 'UPDATE' and app.without_controller(to_jsonb(new)) = app.without_controller(to_jsonb(old)) then
        return new;
    end if;
    if tg_op = 'UPDATE' and (new.assessment_id, new.client_id, new.area) is distinct from (old.assessment_id, old.client_id, old.area)
       or tg_op = 'UPDATE' and new.compartment is distinct from old.compartment then
        raise exception 'an area stays where it is' using errcode = '23514', constraint = 'assessment_immutable';
    end if;
    -- Waits for whoever is completing it, and then sees that it is completed.
    select s.status, s.client_id, s.template_id into a from app.assessment s where s.id = of_ for share;
    if a.status is distinct from 'draft' then
        raise exception 'a completed assessment never changes' using errcode = '23514', constraint = 'assessment_immutable';
    end if;
    if tg_op = 'INSERT' and (a.client_id <> new.client_id or not exists (
            select from app.assessment_template t, jsonb_array_elements(t.content -> 'areas') x
             where t.id = a.template_id and x ->> 'code' = new.area and x ->> 'compartment' is not distinct from new.compartment)) then
        raise exception 'the form has no such area, or in another compartment' using errcode = '23514', constraint = 'assessment_area_of_form';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger a_keep before insert or update or delete on app.assessment_area for each row execute function app.keep_assessment_area();

-- Lays out the areas of a draft and takes over what the previous assessment holds: answers to questions that the new
-- version of the form asks in the same way, and the needs, but no urgency or reason whose code has ended since. Runs past the compartments, because what the lead worker wrote
-- under health must reach the next assessment although the colleague who starts it cannot see it. It answers nothing, and
-- stays inside the caller's organisation.
create procedure app.lay_out_assessment(p_assessment uuid, p_ids uuid[], p_areas text[])
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    a record;
    today date;
    actor text := current_setting('app.actor', true);
begin
    perform set_config('app.actor', 'system', true); -- until the end of this procedure; an error undoes it with everything else
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
    perform set_config('app.actor', coalesce(actor, ''), true);
end $$;
revoke execute on procedure app.lay_out_assessment from public;
grant execute on procedure app.lay_out_assessment to casemanagement_app;
