-- A closed case takes no new reminders, and none of its ended ones is reopened.
-- The case is locked, so that closing it and making one at the same time take turns; and so is the person or household that one is of, so that none stays
-- behind at a handover (access.goes_along), and none of a case with the team that has it no more (RemindersFollowCase). What the product makes by itself may
-- be of what has stayed behind, and ends with its cause.
create or replace function app.check_reminder_case() returns trigger language plpgsql as $$
declare
    state text;
    responsible uuid := new.team_id;
    is_here boolean := true;
begin
    if tg_op = 'UPDATE' and (new.status <> 'open' or old.status = 'open') then
        return new;
    end if;
    if new.case_id is not null then
        select c.status, c.team_id into state, responsible from app."case" c where c.id = new.case_id for share;
        is_here := found;
        if state = 'closed' then
            raise exception 'the case is closed' using errcode = '23514', constraint = 'reminder_of_open_case';
        end if;
    elsif new.subject_type = 'client' then
        perform from app.client c where c.id = new.subject_id for share;
        is_here := found;
    elsif new.subject_type = 'household' then
        perform from app.household h where h.id = new.subject_id for share;
        is_here := found;
    end if;
    -- The next of a series is where the case is, whatever the one before says.
    if tg_op = 'INSERT' and new.series_id <> new.id and responsible <> new.team_id then
        new.team_id := responsible;
        new.assignee_id := null;
    end if;
    if (not is_here or tg_op = 'INSERT' and responsible <> new.team_id) and new.subject_type in ('case', 'client', 'household')
            and pg_trigger_depth() = 1 and not access.is_system() and not access.is_erasing() then
        raise exception 'what is to be reminded of has gone to another team' using errcode = 'serialization_failure';
    end if;
    return new;
end $$;

create or replace trigger reminder_of_open_case before insert or update of status on app.reminder
    for each row execute function app.check_reminder_case();
