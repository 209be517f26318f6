-- What there is to be reminded of, as app.causes_of_<kind> tell it, with whom it concerns.
create type app.reminder_cause as (
    subject_id    uuid,
    cause_on      date,
    last_day      date,
    since         date,
    case_id       uuid,
    household_id  uuid,
    team_id       uuid,
    lead_staff_id uuid
);
-- What a policy makes of reminders, found once and then done: a row of app.reminder_plan.
create type app.planned_reminder as (
    verdict       text,
    reminder_id   uuid,
    end_cause     text,
    subject_type  text,
    subject_id    uuid,
    case_id       uuid,
    household_id  uuid,
    team_id       uuid,
    lead_staff_id uuid,
    cause_on      date,
    step          integer,
    fires_on      date,
    due_on        date,
    last_day      date,
    calendar      text
);
drop function if exists app.reminder_plan(text, boolean, integer[], text, text, text);
drop function if exists app.reminder_plan_of(uuid, text, boolean, integer[], text, text, text);
drop function if exists app.make_reminders(text, uuid);
drop function if exists app.end_reminders(text);
-- Found by app.end_due_reminders and NoticeDueReminders every five minutes: what is due of an organisation, out of all that is open.
create index reminder_due on app.reminder (organisation_id, due_on) where status = 'open';
