-- A version that was planned and has not begun can be taken back; that it was planned, and who took it back, is kept.
alter table app.reminder_policy
    add column withdrawn_at timestamptz constraint reminder_policy_withdrawn_in_bounds
        check (withdrawn_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    add column withdrawn_by uuid references app.staff,
    add constraint reminder_policy_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null or organisation_id is not null));
grant update (withdrawn_at, withdrawn_by) on app.reminder_policy to casemanagement_app;

-- Of two supervisors who state the calendar the second is told that the first has: how often a day's calendar was stated.
alter table app.working_calendar add column statements integer not null default 1 check (statements > 0);
