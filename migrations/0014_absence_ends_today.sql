-- Who is back on the day on which the absence began is back: the period is empty then, and the deputy's sight ends at once.
alter table app.absence drop constraint absence_check, add constraint absence_until_not_before_from check (until_date >= from_date);
