-- When a recurring command has last done all of its work: what failed afterwards does not take that away (Operation/Gauges.sql).
alter table jobs.recurring_command add column succeeded_at timestamptz
    constraint recurring_command_succeeded_at_in_bounds check (succeeded_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z');
update jobs.recurring_command set succeeded_at = finished_at where outcome = 'done';
