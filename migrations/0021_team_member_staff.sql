-- "Which teams am I in" is asked with every request (access.teams_of), out of this index alone. Without all that it compares, PostgreSQL takes the
-- exclusion constraint's index for as good: that one begins with the team, and is read as a whole.
drop index app.team_member_staff;
create index team_member_staff on app.team_member (staff_id, team_id) include (from_date, until_date);
