-- Reminders that come again by a rule of RFC 5545: each occurrence is a row of its own, one open at a time; the next is made when one ends, out of it.
alter table app.reminder
    add column series_id    uuid,                                               -- the first occurrence's id
    add column repeats      text check (length(repeats) between 8 and 300),     -- the rule; null where nothing comes after this one
    add column repeats_from date constraint reminder_repeats_from_in_bounds check (repeats_from between date '1900-01-01' and date '2200-01-01'),
    add column occurs_on    date constraint reminder_occurs_in_bounds check (occurs_on between date '1900-01-01' and date '2200-01-01'),
    add constraint reminder_of_series check ((series_id is null) = (repeats_from is null) and (series_id is null) = (occurs_on is null)
        and (repeats is null or series_id is not null) and (series_id is null or kind = 'personal') and occurs_on >= repeats_from);
create unique index reminder_series_one_open on app.reminder (series_id) where status = 'open' and series_id is not null;
-- Each day of a rule once; one that was taken back because the one before goes on comes again.
create unique index reminder_occurrence_once on app.reminder (series_id, occurs_on) where status <> 'cancelled' and series_id is not null;
