-- Reminders (Wiedervorlagen): dated follow-ups on any subject. Overdue is derived from due_on, never stored.
create table app.reminder (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    subject_type    text not null check (subject_type in ('case', 'client', 'household', 'handover')),
    subject_id      uuid not null,
    case_id         uuid references app."case",                  -- the case that it belongs to, if it belongs to one
    household_id    uuid references app.household,               -- so that it moves with the household at a handover
    team_id         uuid references app.team,                    -- who looks after it when nobody is assigned
    assignee_id     uuid references app.staff,
    kind            text not null check (kind in ('personal', 'handover_acceptance', 'handover_escalation', 'first_contact', 'assign_lead')),
    title           text check (length(btrim(title)) between 1 and 200),  -- null: the text follows from the kind
    note            text check (length(note) <= 4000),
    due_on          date not null,
    status          text not null check (status in ('open', 'done', 'not_executable', 'cancelled')),
    reason          text,                                         -- code reminder-not-executable-reason, or why it was cancelled
    created_by      uuid references app.staff,                    -- null: the system
    created_at      timestamptz not null,
    closed_by       uuid references app.staff,
    closed_at       timestamptz,
    updated_at      timestamptz not null,
    check ((status = 'open') = (closed_at is null)),
    check (status <> 'not_executable' or reason is not null),
    check (kind <> 'personal' or title is not null),
    check (assignee_id is not null or team_id is not null)
);
-- ListReminders: what is open for me / for my team, soonest first; and the due ones that NoticeDueReminders looks for.
create index reminder_assignee on app.reminder (assignee_id, due_on, id) where status = 'open';
create index reminder_team on app.reminder (team_id, due_on, id) where status = 'open';
create index reminder_case on app.reminder (case_id, due_on) where status = 'open';
-- The timeline of a case: what has ended, newest first.
create index reminder_case_ended on app.reminder (case_id, closed_at desc, id desc) where closed_at is not null;
create index reminder_household on app.reminder (household_id);
-- The system reminds once for each kind and subject at a time, however often the command runs.
create unique index reminder_of_system_once on app.reminder (subject_id, kind) where status = 'open' and kind <> 'personal';

-- Every snooze, kept: "moved five times" is a finding.
create table app.reminder_move (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    reminder_id     uuid not null references app.reminder,
    from_date       date not null,
    to_date         date not null check (to_date > from_date),
    moved_by        uuid references app.staff,
    moved_at        timestamptz not null,
    reason          text
);
create index reminder_move_reminder on app.reminder_move (reminder_id, moved_at);

-- What a member of staff has to be told: thin (ids and a kind, no content), read or not.
create table app.notice (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid not null references app.staff,           -- the recipient
    kind            text not null,                                -- e.g. reminder-due, break-glass; texts in the code
    subject_type    text not null,
    subject_id      uuid not null,
    occasion        text not null,                                -- e.g. the due date: one notice for each
    at              timestamptz not null,
    read_at         timestamptz,
    constraint notice_once unique (staff_id, kind, subject_id, occasion)
);
-- ListNotices: the recipient's, newest first.
create index notice_staff on app.notice (staff_id, at desc, id desc);
