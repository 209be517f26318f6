-- Named recurring commands and dated wake-ups. These rows are the truth; the engine (Hangfire) only wakes
-- them, so that a lost or doubled wake-up neither loses nor doubles anything.
create schema jobs;
grant usage on schema jobs to casemanagement_app;

create table jobs.recurring_command (
    name         text primary key,
    cron         text not null,                      -- five fields, UTC
    started_at   timestamptz,
    finished_at  timestamptz,
    outcome      text check (outcome in ('done', 'failed')),
    changed_rows bigint,
    failures     integer not null default 0          -- in a row
);

create table jobs.wake_up (
    id         uuid primary key,
    command    text not null references jobs.recurring_command,
    due_at     timestamptz not null,
    created_at timestamptz not null,
    done_at    timestamptz
);
-- Dated wake-ups that are due, for an engine that starts after it was down.
create index wake_up_due on jobs.wake_up (due_at) where done_at is null;
grant select, insert, update, delete on jobs.recurring_command, jobs.wake_up to casemanagement_app;
