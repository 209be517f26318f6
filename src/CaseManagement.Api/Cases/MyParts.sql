-- Asked by access.learn when the context is entered; PL/pgSQL, because it keeps its plans: the open
-- cases in which somebody takes part, as a deputy while the absence lasts.
create or replace function access.parts_of(p_staff uuid, p_on date) returns uuid[] language plpgsql stable as $$
begin
    return (select coalesce(array_agg(p.case_id), '{}') from app.case_participant p
        join app."case" c on c.id = p.case_id and c.status = 'open'
        left join app.absence a on a.id = p.absence_id
        where p.staff_id = p_staff and p.until_at is null
          and (p.absence_id is null or (a.cancelled_at is null and a.from_date <= p_on and a.until_date > p_on and a.deputy_id = p_staff)));
end $$;

create or replace trigger a_learn after insert or update or delete on app.case_participant for each statement execute function access.learn_again();
create or replace trigger a_learn after update of status on app."case" for each statement execute function access.learn_again();

-- Whether a colleague sees what belongs to a team and a case today: he works in the team, himself or as a deputy, or takes part in the case (Sight.cs).
create or replace function access.sees(p_staff uuid, p_team uuid, p_case uuid) returns boolean language plpgsql stable as $$
begin
    return coalesce(p_team = any(access.teams_of(access.deputised_by(p_staff, access.today()) || p_staff, access.today())), false)
        or coalesce(p_case = any(access.parts_of(p_staff, access.today())), false);
end $$;
