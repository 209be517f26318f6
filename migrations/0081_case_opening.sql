-- A case can be opened with effect from a day in the past: opened_at says since when it runs, recorded_at when that was written down.
alter table app."case" add column recorded_at timestamptz constraint case_recorded_in_bounds
    check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z');
alter table app."case" no force row level security;
update app."case" set recorded_at = opened_at;
alter table app."case" force row level security;
alter table app."case" alter column recorded_at set not null;
