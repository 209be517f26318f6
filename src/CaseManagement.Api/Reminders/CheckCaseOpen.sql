-- A closed case takes no new reminders, and none of its ended ones is reopened.
-- The case is locked, so that closing it and making one at the same time take turns.
create or replace function app.check_reminder_case() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.status <> 'open' or old.status = 'open') then
        return new;
    end if;
    if (select c.status from app."case" c where c.id = new.case_id for share) = 'closed' then
        raise exception 'the case is closed' using errcode = '23514', constraint = 'reminder_of_open_case';
    end if;
    return new;
end $$;

create or replace trigger reminder_of_open_case before insert or update of status on app.reminder
    for each row when (new.case_id is not null) execute function app.check_reminder_case();
