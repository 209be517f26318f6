-- Asked by the scopes of most slices (AccessFunctions.MyTeams, Deputised) and by the routines of handovers.

-- The colleagues for whom the caller stands in today.
create or replace function access.deputised() returns table (id uuid) language sql stable as $$
    select a.staff_id from app.absence a
    where a.deputy_id = access.staff_id() and a.cancelled_at is null
      and a.from_date <= access.today() and a.until_date > access.today()
$$;

-- The teams in which the caller works today, himself or as a deputy.
create or replace function access.my_teams() returns table (id uuid) language sql stable as $$
    select m.team_id from app.team_member m
    where m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today())
      and (m.staff_id = access.staff_id() or m.staff_id in (select access.deputised()))
$$;
