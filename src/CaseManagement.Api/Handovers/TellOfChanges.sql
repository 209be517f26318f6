-- Called by WatchHandovers for what changes with the day alone, and by the triggers below in the transaction of the change: tells everybody in
-- both teams, and who submitted it, that the household is no longer the one that was submitted. Once for each submission.
create or replace function app.tell_of_changes(p_handover uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    h app.handover;
    side record;
    told integer;
    total integer := 0;
begin
    select * into h from app.handover x where x.id = p_handover and x.status = 'submitted';
    if not found or not exists (select from app.handover_changes(h.id)) then
        return 0;
    end if;
    for side in select * from (values (h.sender_organisation_id, h.sender_team_id, h.submitted_by),
        (h.receiver_organisation_id, h.receiver_team_id, null)) s(organisation_id, team_id, staff_id)
    loop
        call access.act_as(side.organisation_id, actor);
        insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
            select gen_random_uuid(), side.organisation_id, w.staff_id, 'handover-outdated', 'handover', h.id, 'package ' || h.package_version, access.now()
            from (
                select m.staff_id from access.members_on(access.today()) m where m.team_id = side.team_id
                union select side.staff_id where side.staff_id is not null) w
            on conflict on constraint notice_once do nothing;
        get diagnostics told = row_count;
        total := total + told;
    end loop;
    call access.act_as(organisation, actor);
    return total;
end $$;

-- Fired at commit, whatever the order of the statements before: who moves from one household to another has left one and joined one.
create or replace function app.tell_of_changed_household() returns trigger language plpgsql as $$
declare
    changed uuid;
begin
    if tg_op = 'DELETE' then
        changed := old.household_id;
    else
        changed := new.household_id;
    end if;
    perform app.tell_of_changes(h.id) from app.handover h where h.household_id = changed and h.status = 'submitted';
    return null;
end $$;

create or replace function app.tell_of_changed_case() returns trigger language plpgsql as $$
begin
    perform app.tell_of_changes(p.handover_id) from app.handover_person p where p.client_id = new.client_id;
    return null;
end $$;

-- Where somebody has died, and where that is put right or never was so: who had died by the submission stands in the household alone.
create or replace function app.tell_of_death() returns trigger language plpgsql as $$
begin
    perform app.tell_of_changes(h.id) from app.handover h
        where h.status = 'submitted' and h.household_id in (select m.household_id from app.household_member m where m.client_id = new.client_id);
    return null;
end $$;

drop trigger if exists tell_handover_of_member on app.household_member;
create constraint trigger tell_handover_of_member after insert or delete or update of from_date, until_date on app.household_member
    deferrable initially deferred for each row execute function app.tell_of_changed_household();
drop trigger if exists tell_handover_of_case on app."case";
create constraint trigger tell_handover_of_case after update of status, team_id on app."case"
    deferrable initially deferred for each row when ((old.status, old.team_id) is distinct from (new.status, new.team_id))
    execute function app.tell_of_changed_case();
drop trigger if exists tell_handover_of_death on app.presence;
create constraint trigger tell_handover_of_death after insert on app.presence
    deferrable initially deferred for each row when (new.leave_reason = 'died')
    execute function app.tell_of_death();
drop trigger if exists tell_handover_of_death_put_right on app.presence;
create constraint trigger tell_handover_of_death_put_right after update of until_date, leave_reason, voided_at on app.presence
    deferrable initially deferred for each row when ('died' in (old.leave_reason, new.leave_reason))
    execute function app.tell_of_death();
