-- When a team is there: weekly openings by the clocks of Germany, from a day on. A week is counted in minutes since Monday 0:00, so that no opening overlaps
-- another; an empty one says that none are stated from then on. Without hours the whole of each working day counts.
create table app.office_hours (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    team_id         uuid not null references app.team,
    from_date       date not null constraint office_hours_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    periods         int4multirange not null constraint office_hours_in_week check (periods <@ '{[0,10080)}'::int4multirange),
    set_by          uuid references app.staff,
    updated_at      timestamptz not null constraint office_hours_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    statements      integer not null check (statements > 0),      -- how often this day's were stated
    constraint office_hours_once unique (team_id, from_date)
);

-- What is ignored is told to somebody else after so many working days, or hours in which the team is there.
alter table app.reminder_policy
    add column escalate_unit text not null default 'working_days'
        constraint reminder_policy_escalate_unit check (escalate_unit in ('working_days', 'working_hours'));
