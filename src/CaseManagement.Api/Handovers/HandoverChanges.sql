-- Who goes along when a household is handed over: its members, and who is to join it later: nobody is left between two organisations. The dead stay with the
-- office that has counselled them, which closes their cases: nobody has to be told of them, assess them or speak to them.
create or replace function app.household_to_hand_over(p_household uuid) returns table (client_id uuid, role text) language sql stable as $$
    select distinct on (m.client_id) m.client_id, m.role from app.household_member m
    where m.household_id = p_household and (m.until_date is null or m.until_date > access.today())
      and app.died_on(m.client_id) is null order by m.client_id, m.from_date
$$;

-- Asked by app.handover_view, app.transfer_household and app.tell_of_changes: how the household of a handover that is before the receiver
-- differs from the one that was submitted. One definition for what makes a handover outdated: nobody has joined, left or died, and each person
-- has an open case of the sending team. Acts for the sender, whose rows they still are; whoever shows it says what of it the caller may see.
create or replace function app.handover_changes(p_handover uuid) returns table (kind text, client_id uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    h app.handover;
begin
    select * into h from app.handover x where x.id = p_handover and x.status = 'submitted';
    if not found then
        return;
    end if;
    call access.act_as(h.sender_organisation_id, 'system');
    return query
        with submitted as (
            select p.client_id from app.handover_person p where p.handover_id = h.id
        ), going as (
            select m.client_id from app.household_to_hand_over(h.household_id) m
        )
        select 'person_joined', p.client_id from going p where p.client_id not in (select s.client_id from submitted s)
        union all
        select case when app.died_on(s.client_id) is null then 'person_left' else 'person_died' end, s.client_id
        from submitted s where s.client_id not in (select p.client_id from going p)
        union all
        select case when k.team_id is null then 'case_closed' else 'case_passed_on' end, s.client_id
        from submitted s join going p on p.client_id = s.client_id
        left join app."case" k on k.client_id = s.client_id and k.status = 'open'
        where k.team_id is distinct from h.sender_team_id;
    call access.act_as(organisation, actor);
end $$;
