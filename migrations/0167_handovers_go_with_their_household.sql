-- A handover goes with its household from one team of an organisation to another (Handovers/FollowCases.sql). Those that have stayed behind go now: nobody in
-- the team that has the household could see them, and where their own team was dissolved or has no members, nobody at all. Neither walls nor trail: nobody
-- has changed anything.
do $$
declare
    t text;
    tables constant text[] := array['app.handover', 'app.handover_person', 'app.household_member', 'app."case"'];
begin
    foreach t in array tables loop
        execute format('alter table %s no force row level security', t);
    end loop;
    alter table app.handover disable trigger user;

    -- What is undecided: to the team of an open case of the household; from a dissolved team, also to the one that had the household last.
    update app.handover h set sender_team_id = n.team_id
    from (
        select o.id, (array_agg(k.team_id order by k.status = 'open' desc, k.opened_at desc, k.id))[1] as team_id,
            bool_or(k.status = 'open' and k.team_id = o.sender_team_id) as is_left
        from app.handover o
        join app.household_member m on m.household_id = o.household_id and (m.until_date is null or m.until_date > current_date)
        join app."case" k on k.client_id = m.client_id and k.organisation_id = o.sender_organisation_id
            and (k.status = 'open' or exists (select from app.team s where s.id = o.sender_team_id and s.closed_at is not null))
        join app.team w on w.id = k.team_id and w.closed_at is null
        where o.status in ('draft', 'submitted', 'clarification_requested')
        group by o.id) n
    where n.id = h.id and not n.is_left and n.team_id not in (h.sender_team_id, h.receiver_team_id);

    -- What was accepted, and waits for the first contact.
    update app.handover h set receiver_team_id = n.team_id
    from (
        select o.id, (array_agg(k.team_id order by k.opened_at desc, k.id))[1] as team_id, bool_or(k.team_id = o.receiver_team_id) as is_left
        from app.handover o
        join app.handover_person p on p.handover_id = o.id
        join app."case" k on k.client_id = p.client_id and k.organisation_id = o.receiver_organisation_id and k.status = 'open'
        where o.status = 'accepted'
        group by o.id) n
    where n.id = h.id and not n.is_left and n.team_id not in (h.sender_team_id, h.receiver_team_id);

    alter table app.handover enable trigger user;
    foreach t in array tables loop
        execute format('alter table %s force row level security', t);
    end loop;
end $$;
