-- Whether somebody sees what is with a team: a member of today who works on cases of its organisation (OfCaseworkers in the API says the same). Asked, in the
-- statement that locks the team, before a case comes to it (CaseAccess, SubmitHandover, app.transfer_household). Volatile, so that it looks once the lock is
-- held: whoever was the last and has just left (EndTeamMembership) is not counted. Grants stand behind no wall, and who has left has none.
create or replace function app.is_staffed(p_team uuid) returns boolean language plpgsql volatile as $$
begin
    return exists (select from app.team t
        join access.members_on(access.today()) m on m.team_id = t.id
        join access.role_grant g on g.staff_id = m.staff_id and g.organisation_id = t.organisation_id
            and g.role in ('accommodation_staff', 'caseworker', 'supervisor')
        where t.id = p_team);
end $$;
