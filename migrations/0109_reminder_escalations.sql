-- Who was told of what was ignored, and when: the deputy while who has to act is away, else the supervisor. Kept with the reminder; one open for a subject.
create table app.reminder_escalation (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz constraint reminder_escalation_former_access_in_bounds
                        check (former_access_until between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    reminder_id     uuid not null references app.reminder,
    subject_id      uuid not null,                                -- the reminder's
    level           text not null check (level in ('deputy', 'supervisor')),
    staff_id        uuid not null references app.staff,           -- who was told
    due_on          date not null constraint reminder_escalation_due_in_bounds check (due_on between date '1900-01-01' and date '2200-01-01'),
    at              timestamptz not null constraint reminder_escalation_at_in_bounds
                        check (at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    ended_at        timestamptz constraint reminder_escalation_ended_in_bounds
                        check (ended_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    -- Of each day on which it was due each is told once.
    constraint reminder_escalation_once unique (reminder_id, level, due_on)
);
create unique index reminder_escalation_one_open on app.reminder_escalation (organisation_id, subject_id) where ended_at is null;
