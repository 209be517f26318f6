-- Fired by every change of an agreement and its parts: who has acknowledged what decides when it is in force; what is agreed changes only where that may
-- still be edited; versions and acknowledgements never change.

-- The legal moves of the status; the same as AgreementTable.Moves, which a test compares.
create or replace function app.agreement_may_move(p_from text, p_to text) returns boolean language sql immutable parallel safe as $$
    select (p_from, p_to) in (('draft', 'proposed'), ('draft', 'terminated'), ('proposed', 'draft'), ('proposed', 'active'), ('proposed', 'terminated'),
        ('active', 'under_review'), ('active', 'completed'), ('active', 'terminated'),
        ('under_review', 'active'), ('under_review', 'completed'), ('under_review', 'terminated'))
$$;

-- Whether what is agreed may still be edited; the same as AgreementField.Goals in AgreementTable.
create or replace function app.agreement_is_open(p_status text, p_amend_kind text, p_proposed int) returns boolean language sql immutable parallel safe as $$
    select p_status = 'draft' or (p_status = 'under_review' and p_amend_kind is not null and p_proposed is null)
$$;

-- Whether a side has acknowledged a version: this one, of exactly this content.
create or replace function app.has_acknowledged(p_agreement uuid, p_number int, p_side text) returns boolean language plpgsql stable as $$
begin
    return exists (select from app.agreement_version v join app.agreement_acknowledgement k on k.version_id = v.id and k.hash = v.hash
        where v.agreement_id = p_agreement and v.number = p_number and v.withdrawn_at is null and k.side = p_side and k.state = 'given');
end $$;

create or replace function app.keep_agreement() returns trigger language plpgsql as $$
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception 'an agreement begins as a draft' using errcode = '23514', constraint = 'agreement_move';
        end if;
        return new;
    end if;
    if new.status <> old.status and not app.agreement_may_move(old.status, new.status) then
        raise exception 'agreement: % to % is no legal move', old.status, new.status using errcode = '23514', constraint = 'agreement_move';
    end if;
    if (new.case_id, new.client_id, new.joint_id) is distinct from (old.case_id, old.client_id, old.joint_id) then
        raise exception 'an agreement stays whose it is' using errcode = '23514', constraint = 'agreement_move';
    end if;
    -- In force is what both sides have acknowledged, of a joint one each adult.
    if new.in_force_number is distinct from old.in_force_number and exists (
        select from app.agreement a where (a.id = new.id or a.joint_id = new.joint_id) and a.status in ('proposed', 'active', 'under_review')
            and exists (select from unnest(array['client', 'office']) side where not app.has_acknowledged(a.id,
                case when a.id = new.id then new.in_force_number else coalesce(a.proposed_number, a.in_force_number) end, side)))
    then
        raise exception 'not all have acknowledged this version' using errcode = '23514', constraint = 'agreement_acknowledged_by_all';
    end if;
    return new;
end $$;

create or replace trigger a_keep before insert or update on app.agreement for each row execute function app.keep_agreement();

-- What is agreed of goals and steps, and why a need has no goal.
create or replace function app.keep_agreement_part() returns trigger language plpgsql as $$
declare
    running constant text[] := array['status', 'progress', 'result', 'ended_on', 'updated_by', 'updated_at', 'reason', 'settled_on', 'settled_by',
        'former_office_id', 'stated_by', 'stated_at', 'organisation_id', 'former_organisation_id', 'former_access_until'];
    of_ uuid := case when tg_op = 'DELETE' then old.agreement_id else new.agreement_id end;
    a record;
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if tg_op = 'UPDATE' and to_jsonb(new) - running = to_jsonb(old) - running then
        return new;
    end if;
    if tg_op = 'UPDATE' and (new.agreement_id, new.client_id) is distinct from (old.agreement_id, old.client_id) then
        raise exception 'a part stays in its agreement' using errcode = '23514', constraint = 'agreement_text_stands';
    end if;
    select x.status, x.amend_kind, x.proposed_number, x.client_id, x.organisation_id into a from app.agreement x where x.id = of_ for share;
    -- What stayed with the sender of a handover is no longer part of the agreement: it goes on request (Art. 17 GDPR).
    if tg_op = 'DELETE' and a.organisation_id is distinct from old.organisation_id then
        return old;
    end if;
    if not app.agreement_is_open(a.status, a.amend_kind, a.proposed_number)
       and not (access.is_system() and current_setting('app.restores', true) is not distinct from of_::text) then
        raise exception 'what is agreed changes by an amendment only' using errcode = '23514', constraint = 'agreement_text_stands';
    end if;
    if tg_op = 'INSERT' and new.client_id <> a.client_id then
        raise exception 'a part is of whose agreement it is' using errcode = '23514', constraint = 'agreement_text_stands';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create or replace trigger a_keep before insert or update or delete on app.agreement_goal for each row execute function app.keep_agreement_part();
create or replace trigger a_keep before insert or update or delete on app.agreement_step for each row execute function app.keep_agreement_part();
create or replace trigger a_keep before insert or update or delete on app.agreement_unmet_need for each row execute function app.keep_agreement_part();

-- A version: once sealed only what becomes of it, and that once.
create or replace function app.keep_agreement_version() returns trigger language plpgsql as $$
declare
    moves constant text[] := array['organisation_id', 'former_organisation_id', 'former_access_until'];
    marks constant text[] := array['approved_by', 'approved_at', 'withdrawn_at', 'in_force_from', 'in_force_until', 'part_hash', 'hash'];
    mark text;
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        raise exception 'a version is never deleted' using errcode = '23514', constraint = 'agreement_version_stands';
    end if;
    if to_jsonb(new) - moves - marks <> to_jsonb(old) - moves - marks then
        raise exception 'a version never changes' using errcode = '23514', constraint = 'agreement_version_stands';
    end if;
    foreach mark in array marks loop
        if to_jsonb(old) -> mark <> 'null' and to_jsonb(new) -> mark <> to_jsonb(old) -> mark then
            raise exception 'a version never changes' using errcode = '23514', constraint = 'agreement_version_stands';
        end if;
    end loop;
    return new;
end $$;

create or replace trigger a_keep before update or delete on app.agreement_version for each row execute function app.keep_agreement_version();

-- What stands in a version, and who has acknowledged it.
create or replace function app.keep_agreement_record() returns trigger language plpgsql as $$
declare
    moves text[] := array['organisation_id', 'former_organisation_id', 'former_access_until'];
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    -- Who may read it is no part of what was agreed: it may be restricted later, and never opened.
    if to_jsonb(old) ->> 'compartment' is null then
        moves := moves || 'compartment'::text;
    end if;
    -- What stayed with the sender of a handover is no longer part of a version: it goes on request (Art. 17 GDPR).
    if tg_op = 'DELETE' and not exists (select from app.agreement_version v where v.id = old.version_id and v.organisation_id = old.organisation_id) then
        return old;
    end if;
    if tg_op = 'DELETE' or to_jsonb(new) - moves <> to_jsonb(old) - moves then
        raise exception 'what was agreed, and by whom, never changes' using errcode = '23514', constraint = 'agreement_version_stands';
    end if;
    return new;
end $$;

create or replace trigger a_keep before update or delete on app.agreement_version_item for each row execute function app.keep_agreement_record();
create or replace trigger a_keep before update or delete on app.agreement_acknowledgement for each row execute function app.keep_agreement_record();

-- A measurement: once void, void; all else stands. It goes with its goal only.
create or replace function app.keep_goal_measurement() returns trigger language plpgsql as $$
declare
    moves text[] := array['organisation_id', 'former_organisation_id', 'former_access_until'];
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        if exists (select from app.agreement_goal g where g.id = old.goal_id) then
            raise exception 'a measurement is never deleted' using errcode = '23514', constraint = 'goal_measurement_stands';
        end if;
        return old;
    end if;
    if old.voided_at is null then
        moves := moves || array['voided_by', 'voided_at', 'void_reason'];
    end if;
    if old.compartment is null then
        moves := moves || 'compartment'::text;
    end if;
    if to_jsonb(new) - moves <> to_jsonb(old) - moves then
        raise exception 'a measurement never changes' using errcode = '23514', constraint = 'goal_measurement_stands';
    end if;
    return new;
end $$;

create or replace trigger a_keep before update or delete on app.agreement_goal_measurement for each row execute function app.keep_goal_measurement();

-- What stayed behind of a goal or step goes with it, in versions as well.
create or replace function app.forget_agreement_part() returns trigger language plpgsql as $$
begin
    delete from app.agreement_version_item i where i.item_id = old.id and i.organisation_id = old.organisation_id
        and not exists (select from app.agreement_version v where v.id = i.version_id and v.organisation_id = old.organisation_id);
    return null;
end $$;

create or replace trigger b_forget after delete on app.agreement_goal for each row execute function app.forget_agreement_part();
create or replace trigger b_forget after delete on app.agreement_step for each row execute function app.forget_agreement_part();

-- What belongs to a goal is restricted with it: its steps follow; of what was written before, nothing that was restricted opens again, for it may have
-- read otherwise.
create or replace function app.restrict_agreement_part() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'agreement_goal' then
        update app.agreement_step s set compartment = new.compartment where s.goal_id = new.id and s.compartment is distinct from new.compartment;
        update app.agreement_goal_note n set compartment = new.compartment where n.goal_id = new.id and n.compartment is null;
        update app.agreement_goal_measurement m set compartment = new.compartment where m.goal_id = new.id and m.compartment is null;
    end if;
    update app.agreement_version_item i set compartment = new.compartment where i.client_id = new.client_id and i.compartment is null
        and (i.item_id = new.id or i.content ->> 'goalId' = new.id::text);
    return null;
end $$;

create or replace trigger b_restrict after update of compartment on app.agreement_goal for each row
    when (new.compartment is distinct from old.compartment) execute function app.restrict_agreement_part();
create or replace trigger b_restrict after update of compartment on app.agreement_step for each row
    when (new.compartment is distinct from old.compartment) execute function app.restrict_agreement_part();

create or replace function app.check_version_item() returns trigger language plpgsql as $$
begin
    if exists (select from app.agreement_version v where v.id = new.version_id and v.hash is not null) then
        raise exception 'a sealed version takes nothing in' using errcode = '23514', constraint = 'agreement_version_stands';
    end if;
    return new;
end $$;

create or replace trigger a_sealed before insert on app.agreement_version_item for each row execute function app.check_version_item();

-- Only the version that waits is acknowledged, and exactly its content.
create or replace function app.check_acknowledgement() returns trigger language plpgsql as $$
begin
    if not exists (select from app.agreement_version v join app.agreement a on a.id = v.agreement_id and a.proposed_number = v.number
        where v.id = new.version_id and v.hash = new.hash and v.client_id = new.client_id and v.withdrawn_at is null)
    then
        raise exception 'this version does not wait for an acknowledgement' using errcode = '23514', constraint = 'agreement_acknowledges_proposed';
    end if;
    return new;
end $$;

create or replace trigger a_waits before insert on app.agreement_acknowledgement for each row execute function app.check_acknowledgement();
