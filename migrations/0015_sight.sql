-- What "may see" looks at (Cases/Sight.cs), as columns of the case and its participants.

-- Which team handed the case over last: it reads on until former_access_until.
alter table app."case" add column former_team_id uuid references app.team;
-- Cases that a team has handed over.
create index case_former_team on app."case" (former_team_id) where former_team_id is not null;

-- A part that a deputy took while he stood in for somebody of the team: it ends with the absence.
alter table app.case_participant add column absence_id uuid references app.absence;
