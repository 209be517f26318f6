-- A child may die on the day of its birth, and whoever arrives on that of the arrival.
alter table app.presence drop constraint presence_check;
alter table app.presence add constraint presence_until_after_from check (until_date > from_date or (until_date = from_date and leave_reason = 'died'));
