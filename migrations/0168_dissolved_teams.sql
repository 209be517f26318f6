-- access.teams_of, at each request of a supervisor: what was with teams that are dissolved.
create index team_dissolved on app.team (organisation_id) where closed_at is not null;
