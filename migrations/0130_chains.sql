-- Chains of follow-ups: what is to be done one after the other once something has happened. Templates are the organisation's, in dated versions over the
-- reference templates below, as policies of reminders are; a chain that was started is a copy of one, and adjusted in its case. Each step that is open is
-- reminded of by the policy of its kind (Reminders/Chains/CausesOfChains.sql).
create table app.chain_template (
    id              uuid primary key,
    organisation_id uuid references app.organisation,             -- null: the reference template, which the product ships
    key             text not null check (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(key) <= 60),
    number          integer not null check (number between 1 and 100000),
    from_date       date not null constraint chain_template_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    is_active       boolean not null,
    name_de         text not null check (length(btrim(name_de)) between 1 and 100),
    name_en         text check (length(btrim(name_en)) between 1 and 100),
    event           text not null check (event in ('manual', 'case_opened', 'allocation', 'arrival', 'birth', 'moved_in', 'left_accommodation')),
    steps           jsonb not null check (jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) between 1 and 20),
    note            text check (length(btrim(note)) between 1 and 500),         -- why it was changed
    created_by      uuid references app.staff,
    created_at      timestamptz not null constraint chain_template_created_in_bounds
                        check (created_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    withdrawn_at    timestamptz constraint chain_template_withdrawn_in_bounds
                        check (withdrawn_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    withdrawn_by    uuid references app.staff,
    constraint chain_template_once unique nulls not distinct (organisation_id, key, number),
    constraint chain_template_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null or organisation_id is not null))
);
-- Versions are kept as they were.
revoke update, delete on app.chain_template from casemanagement_app;
grant update (withdrawn_at, withdrawn_by) on app.chain_template to casemanagement_app;

create table app.chain (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz constraint chain_former_access_in_bounds
                        check (former_access_until between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    client_id       uuid not null references app.client,
    case_id         uuid not null references app."case",
    template_id     uuid not null references app.chain_template,  -- the version that it was started with
    key             text not null,                                -- as the template says
    name_de         text not null,
    name_en         text,
    event           text not null,
    event_on        date not null constraint chain_event_in_bounds check (event_on between date '1900-01-01' and date '2200-01-01'),
    occasion_id     uuid,                                         -- what has happened: the case, presence …; null where it was started by hand
    started_by      uuid references app.staff,                    -- null: by the event
    started_at      timestamptz not null constraint chain_started_in_bounds
                        check (started_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    end_cause       text check (end_cause in ('completed', 'stopped', 'case_closed', 'died')),
    end_reason      text check (length(btrim(end_reason)) between 1 and 1000),
    ended_by        uuid references app.staff,
    ended_at        timestamptz constraint chain_ended_in_bounds
                        check (ended_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    updated_at      timestamptz not null constraint chain_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint chain_end check ((ended_at is null) = (end_cause is null) and (end_reason is null or ended_at is not null)),
    constraint chain_occasion_once unique (case_id, key, occasion_id)       -- the same event twice starts no second one
);
create unique index chain_running on app.chain (case_id, key) where ended_at is null;
-- What moves with a person; RemindersEndWithDeath.
create index chain_client on app.chain (client_id);

create table app.chain_step (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz constraint chain_step_former_access_in_bounds
                        check (former_access_until between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    chain_id        uuid not null references app.chain,
    number          integer not null check (number between 1 and 40),
    kind            text not null check (kind ~ '^[a-z]+(_[a-z]+)*$'),      -- its reminders are of the kind chain_<kind>
    title           text check (length(btrim(title)) between 1 and 200),
    addressee       text not null check (addressee in ('lead', 'team')),
    follows         integer check (follows < number),             -- the step before; null: the event
    due_after       integer not null check (due_after between 0 and 3660),
    unit            text not null check (unit in ('days', 'working_days')),
    due_on          date constraint chain_step_due_in_bounds check (due_on between date '1900-01-01' and date '2200-01-01'),
    calendar        text check (length(calendar) between 4 and 100),        -- by which holidays it was counted
    outcome         text check (outcome in ('done', 'not_executable', 'skipped', 'not_applicable')),
    passed_on       date constraint chain_step_passed_in_bounds check (passed_on between date '1900-01-01' and date '2200-01-01'),   -- what follows counts from
    reason          text check (length(btrim(reason)) between 1 and 1000),
    decided_by      uuid references app.staff,
    decided_at      timestamptz constraint chain_step_decided_in_bounds
                        check (decided_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint chain_step_once unique (chain_id, number),
    constraint chain_step_title check ((title is not null) = (kind = 'own')),
    constraint chain_step_passed check (passed_on is null or outcome is not null)
);

insert into app.policy_kind (kind, sort, subject_type, direction, condition_de, condition_en, source) values
('chain_first_contact', 200, 'chain_step', 'before',
 'In einer Kette ist das erste Gespräch dran; gezählt wird vom Tag, an dem der Schritt fällig ist.',
 'In a chain it is the first talk''s turn; counted from the day on which the step is due.', null),
('chain_school', 210, 'chain_step', 'before',
 'In einer Kette ist die Schule dran; gezählt wird vom Tag, an dem der Schritt fällig ist.',
 'In a chain it is school''s turn; counted from the day on which the step is due.', '§ 72 SchG BW'),
('chain_health_check', 220, 'chain_step', 'before',
 'In einer Kette ist die Gesundheitsuntersuchung dran; gezählt wird vom Tag, an dem der Schritt fällig ist.',
 'In a chain it is the health check''s turn; counted from the day on which the step is due.', '§ 62 AsylG; § 26 SGB V; § 4 AsylbLG'),
('chain_course', 230, 'chain_step', 'before',
 'In einer Kette ist der Integrationskurs dran; gezählt wird vom Tag, an dem der Schritt fällig ist.',
 'In a chain it is the integration course''s turn; counted from the day on which the step is due.', '§§ 44, 44a AufenthG'),
('chain_own', 240, 'chain_step', 'before',
 'In einer Kette ist ein eigener Schritt dran; gezählt wird vom Tag, an dem er fällig ist.',
 'In a chain it is the turn of a step of your own; counted from the day on which it is due.', null);

insert into app.reminder_policy (id, kind, number, from_date, is_active, steps, unit, addressee, made, missed, escalate_after, created_at)
select gen_random_uuid(), kind, 1, date '2000-01-01', true, array[0], 'days', 'lead', 'at_once', 'once', 5, timestamptz '2000-01-01Z'
from (values ('chain_first_contact'), ('chain_school'), ('chain_health_check'), ('chain_course'), ('chain_own')) shipped (kind);

-- Switched off until a supervisor wants it: nobody who brings the product up to date finds reminders that nobody has asked for.
insert into app.chain_template (id, key, number, from_date, is_active, name_de, name_en, event, steps, created_at) values
(gen_random_uuid(), 'arrival', 1, date '2000-01-01', false, 'Ankommen', 'Arrival', 'arrival', '[
    {"kind": "first_contact", "addressee": "lead", "dueAfter": 5, "unit": "working_days"},
    {"kind": "health_check", "addressee": "lead", "follows": 1, "dueAfter": 10, "unit": "working_days"},
    {"kind": "school", "addressee": "lead", "follows": 1, "dueAfter": 5, "unit": "working_days", "ageFrom": 6, "ageUntil": 18},
    {"kind": "course", "addressee": "lead", "follows": 1, "dueAfter": 15, "unit": "working_days", "ageFrom": 18}
]', timestamptz '2000-01-01Z');
