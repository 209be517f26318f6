-- Asked by access.learn when the context is entered; PL/pgSQL, because it keeps its plans: what follows from teams and absences today.

-- The colleagues for whom somebody stands in on a day.
create or replace function access.deputised_by(p_staff uuid, p_on date) returns uuid[] language plpgsql stable as $$
begin
    return (select coalesce(array_agg(a.staff_id), '{}') from app.absence a
        where a.deputy_id = p_staff and a.cancelled_at is null and a.from_date <= p_on and a.until_date > p_on);
end $$;

-- Who is a member of which team on a day. One plain SELECT, so that it is planned as part of the statement that asks.
create or replace function access.members_on(p_on date) returns setof app.team_member language sql stable as $$
    select m.* from app.team_member m where m.from_date <= p_on and (m.until_date is null or m.until_date > p_on)
$$;

-- The acting organisation's teams in which somebody works on a day, himself or for those for whom he stands in. What was with a team that is dissolved would
-- be out of everybody's sight: it is the supervisors'. Not of who administers as well, or stands in for somebody who does: he could dissolve a team to see
-- what it has.
create or replace function access.teams_of(p_staff uuid[], p_on date) returns uuid[] language plpgsql stable as $$
begin
    return (select coalesce(array_agg(distinct x.id), '{}') from (
        select t.id from unnest(p_staff) s(id)
            join access.members_on(p_on) m on m.staff_id = s.id
            join app.team t on t.id = m.team_id and t.organisation_id = (select access.organisation_id())
        union all
        select t.id from app.team t
        where t.organisation_id = (select access.organisation_id()) and t.closed_at is not null
          and exists (select from access.role_grant g
              where g.staff_id = any(p_staff) and g.organisation_id = (select access.organisation_id()) and g.role = 'supervisor')
          and not exists (select from access.role_grant g
              where g.staff_id = any(p_staff) and g.organisation_id = (select access.organisation_id()) and g.role = 'administrator')) x);
end $$;

-- Changed by the caller himself, his sets hold from the next statement on.
create or replace trigger a_learn after insert or update or delete on app.team_member for each statement execute function access.learn_again();
create or replace trigger a_learn after insert or update or delete on app.absence for each statement execute function access.learn_again();
