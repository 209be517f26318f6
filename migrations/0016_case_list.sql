-- The page of a team's cases out of the index alone: it holds what row-level security asks, so that no other case of the team is looked up.
drop index app.case_team;
-- ListCases: a team's cases, newest first.
create index case_team on app."case" (team_id, status, opened_at desc, id desc)
    include (organisation_id, former_organisation_id, former_access_until);
