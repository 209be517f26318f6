-- Asked by SubmitHandover, in the statement that locks the team, and by app.handover_view: whether somebody in a team may decide today about what is handed
-- over to it: a member who holds a role with Permission.ReceiveHandovers in its organisation. Fewer than work on cases (app.is_staffed), and volatile as that.
create or replace function app.can_receive(p_team uuid) returns boolean language plpgsql volatile as $$
begin
    return exists (select from app.team t
        join access.members_on(access.today()) m on m.team_id = t.id
        join access.role_grant g on g.staff_id = m.staff_id and g.organisation_id = t.organisation_id and g.role in ('caseworker', 'supervisor')
        where t.id = p_team);
end $$;
