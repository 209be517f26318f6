-- Called by HandoverCases and AcceptHandover once open cases of these persons are with another team of the acting organisation. A handover is the business of
-- who has the household: one that is undecided passes to the team of those who go along, once none of their open cases is left with the team that sends it;
-- one that was accepted to the team of its persons. So it always has an owner who can go on with it, or give it up. Of several teams that of these persons.
-- Returns what is undecided and needs no decision any more: the team that is to take the household over has it already.
create or replace function app.follow_cases(p_clients uuid[]) returns setof uuid language plpgsql as $$
declare
    own constant uuid := access.organisation_id();
    f record;
begin
    for f in
        select h.id, h.receiver_team_id, t.team_id
        from app.handover h
        cross join lateral (
            select (array_agg(k.team_id order by k.client_id = any(p_clients) desc, k.client_id))[1] as team_id,
                bool_or(k.team_id = h.sender_team_id) as is_left
            from app.household_to_hand_over(h.household_id) g
            join app."case" k on k.client_id = g.client_id and k.organisation_id = own and k.status = 'open') t
        where h.sender_organisation_id = own and h.status in ('draft', 'submitted', 'clarification_requested')
          and h.household_id in (select m.household_id from app.household_member m where m.client_id = any(p_clients))
          and not t.is_left
        order by h.id
    loop
        if f.team_id = f.receiver_team_id then
            return next f.id;
        else
            update app.handover h set sender_team_id = f.team_id, updated_at = access.now()
                where h.id = f.id and h.status in ('draft', 'submitted', 'clarification_requested');
        end if;
    end loop;

    -- Where the household has come back to the very team that sent it, nothing passes: that team has the handover before it anyway.
    update app.handover h set receiver_team_id = t.team_id, updated_at = access.now()
        from (
            select o.id, (array_agg(k.team_id order by k.client_id = any(p_clients) desc, k.client_id))[1] as team_id,
                bool_or(k.team_id = o.receiver_team_id) as is_left
            from app.handover o
            join app.handover_person p on p.handover_id = o.id
            join app."case" k on k.client_id = p.client_id and k.organisation_id = own and k.status = 'open'
            where o.id in (select q.handover_id from app.handover_person q where q.client_id = any(p_clients))
              and o.receiver_organisation_id = own and o.status = 'accepted'
            group by o.id) t
        where t.id = h.id and not t.is_left and t.team_id <> h.sender_team_id and h.status = 'accepted';
end $$;
