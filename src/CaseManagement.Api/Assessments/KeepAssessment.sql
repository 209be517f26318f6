-- Fired by every change of an assessment and its areas: what is completed never changes, and a draft stays about its client.

-- Columns that a handover changes whatever the state.
create or replace function app.without_controller(r jsonb) returns jsonb language sql immutable parallel safe
    as $$ select r - array['organisation_id', 'former_organisation_id', 'former_access_until'] $$;

-- The legal moves; the same as Assessment.Moves, which a test compares.
create or replace function app.assessment_may_move(p_from text, p_to text) returns boolean language sql immutable parallel safe as $$
    select (p_from, p_to) in (('draft', 'completed'), ('completed', 'superseded'))
$$;

create or replace function app.keep_assessment() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    before jsonb := app.without_controller(to_jsonb(old));
    after jsonb;
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        if old.status <> 'draft' then
            raise exception 'a completed assessment is never deleted' using errcode = '23514', constraint = 'assessment_immutable';
        end if;
        return old;
    end if;
    after := app.without_controller(to_jsonb(new));
    if new.status <> old.status and not app.assessment_may_move(old.status, new.status) then
        raise exception 'assessment: % to % is no legal move', old.status, new.status using errcode = '23514', constraint = 'assessment_move';
    end if;
    if old.status = 'draft' then
        -- Whose case was closed meanwhile, it is completed in the person's next one.
        before := before - array['case_id', 'status', 'completed_by', 'completed_at', 'updated_at'];
        after := after - array['case_id', 'status', 'completed_by', 'completed_at', 'updated_at'];
    elsif new.status <> old.status then
        before := before - array['status', 'superseded_at', 'updated_at'];
        after := after - array['status', 'superseded_at', 'updated_at'];
    end if;
    if before <> after then
        raise exception 'a completed assessment never changes, nor what a draft is about' using errcode = '23514', constraint = 'assessment_immutable';
    end if;
    return new;
end $$;

create or replace trigger a_keep before update or delete on app.assessment for each row execute function app.keep_assessment();

create or replace function app.keep_assessment_area() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    of_ uuid := case when tg_op = 'DELETE' then old.assessment_id else new.assessment_id end;
    a record;
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if tg_op = 'UPDATE' and app.without_controller(to_jsonb(new)) = app.without_controller(to_jsonb(old)) then
        return new;
    end if;
    if tg_op = 'UPDATE' and (new.assessment_id, new.client_id, new.area) is distinct from (old.assessment_id, old.client_id, old.area)
       or tg_op = 'UPDATE' and new.compartment is distinct from old.compartment then
        raise exception 'an area stays where it is' using errcode = '23514', constraint = 'assessment_immutable';
    end if;
    -- What stayed with the sender of a handover is no longer part of the assessment: it goes on request (Art. 17 GDPR).
    if tg_op = 'DELETE' and not exists (select from app.assessment s where s.id = of_ and s.organisation_id = old.organisation_id) then
        return old;
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

create or replace trigger a_keep before insert or update or delete on app.assessment_area for each row execute function app.keep_assessment_area();
