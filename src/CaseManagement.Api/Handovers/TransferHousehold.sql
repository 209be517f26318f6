-- Called by AcceptHandover. Started by the receiver, who does not see the sender's rows: only for a handover addressed to one of the caller's teams
-- and submitted. For its statements the function acts for the sender and names the receiver as the target of the move;
-- the trail still names the caller. Inside one organisation no row changes its controller. As the owner, who alone acts for another (access.act_as).
create or replace function app.transfer_household(p_handover uuid, p_lead uuid, p_former_until timestamptz) returns table (moved_table text, moved_rows bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    receiver uuid := access.organisation_id();
    actor text := access.setting('actor');
    h app.handover;
    clients uuid[];
    cases uuid[];
    included uuid[];
    stays uuid[];
    m record;
begin
    select * into h from app.handover x
        where x.id = p_handover and x.status = 'submitted' and x.receiver_organisation_id = receiver
          and x.receiver_team_id = any(access.my_team_ids()) for update;
    if not found then
        raise exception 'no handover that this caller could accept' using errcode = '42501';
    end if;
    -- Locked, so that the team is not dissolved (CloseTeam) while the household is on its way into it.
    perform from app.team t where t.id = h.receiver_team_id and t.closed_at is null for share;
    if not found then
        raise exception 'the receiving team is closed' using errcode = '23514', constraint = 'handover_receiver_open';
    end if;
    if not app.is_staffed(h.receiver_team_id) then
        raise exception 'nobody is in the receiving team' using errcode = '23514', constraint = 'team_without_members';
    end if;
    select array_agg(p.client_id order by p.client_id) into clients from app.handover_person p where p.handover_id = h.id;

    call access.act_as(h.sender_organisation_id, 'system');
    -- Whoever changes who lives together, or is adding something of one of them, is waited for, and seen; whoever comes later waits (access.goes_along).
    perform from app.household x where x.id = h.household_id for no key update;
    perform from app."case" k where k.client_id = any(clients) order by k.id for no key update;
    perform from app.client c where c.id = any(clients) order by c.id for no key update;

    -- The household as it was submitted; otherwise somebody would be left behind or taken along by mistake.
    if exists (select from app.handover_changes(h.id)) then
        raise exception 'the household has changed since submission' using errcode = '23514', constraint = 'handover_up_to_date';
    end if;
    select coalesce(array_agg(i.item_id), '{}') into included from app.handover_inclusion i where i.handover_id = h.id;
    select array_agg(k.id) into cases from app."case" k where k.client_id = any(clients);

    if h.sender_organisation_id <> receiver then
        -- Colleagues of the sender no longer take part.
        update app.case_participant set until_at = greatest(access.now(), from_at + interval '1 microsecond') where case_id = any(cases) and until_at is null;
        -- Whom the sender has admitted to a compartment is admitted no longer, should the household come back one day.
        update app.named_person set ended_at = access.now() where client_id = any(clients) and ended_at is null;
        -- Mentors are the sender's: what they do for the household ends, and the receiver has others.
        update app.mentor_assignment set until_date = greatest(access.today(), from_date), end_reason = 'moved', ended_at = access.now(),
            updated_at = access.now()
            where organisation_id = h.sender_organisation_id and ended_at is null and (until_date is null or until_date > access.today())
              and (client_id = any(clients) or household_id = h.household_id);
        -- Whoever of the household is not on the way has died, and stays: without a household that is another office's from now on.
        stays := array(select x.client_id from app.household_member x where x.household_id = h.household_id and x.client_id <> all (clients)
            and x.organisation_id = h.sender_organisation_id and (x.until_date is null or x.until_date > access.today()));
        update app."case" set household_id = null, updated_at = access.now()
            where client_id = any (stays) and household_id = h.household_id and status = 'open';
        update app.household_member set until_date = greatest(access.today(), from_date + 1)
            where client_id = any (stays) and household_id = h.household_id and (until_date is null or until_date > access.today());
        -- Who has died represents nobody: written down, because the receiver does not see the death of who stays.
        update app.representation r set until_date = d.day, updated_at = access.now()
            from (select x.id, app.died_on(x.representative_client_id) as day from app.representation x
                where x.client_id = any(clients) and x.representative_client_id is not null) d
            where d.id = r.id and d.day > r.from_date and (r.until_date is null or r.until_date > d.day);
        call access.act_as(h.sender_organisation_id, 'system', receiver);
        -- Who led a case keeps what of the person stays here.
        insert into app.keeper (id, organisation_id, client_id, team_id, staff_id, since, updated_at)
            select gen_random_uuid(), h.sender_organisation_id, k.client_id, h.sender_team_id, k.lead_staff_id, access.now(), access.now()
            from app."case" k where k.client_id = any(clients) and k.status = 'open';
        for m in select * from app.moving_tables() order by depth, moving::text loop
            execute format('update %s set organisation_id = $5, former_organisation_id = $6, former_access_until = $7
                where organisation_id = $6 and (%s)', m.moving, m.condition)
                using h.household_id, clients, cases, included, receiver, h.sender_organisation_id, p_former_until;
            get diagnostics moved_rows = row_count;
            moved_table := m.moving::text;
            return next;
        end loop;
        -- For the sender the person's own histories end today, and stay restricted whatever becomes of the person's mark.
        for m in select t.moving, access.has_column(t.moving, 'protected_itself') as has_mark from app.moving_tables() t
            where t.moving::text like 'app.client\_%' and access.has_column(t.moving, 'compartment') and access.has_column(t.moving, 'until_date')
        loop
            execute format('update %s set until_date = case when until_date <= $3 then until_date else greatest($3, from_date + 1) end %s
                where organisation_id = $1 and client_id = any($2) and compartment is not null',
                m.moving, case when m.has_mark then ', protected_itself = true' end)
                using h.sender_organisation_id, clients, access.today();
        end loop;
    end if;

    -- Back to the receiver, whose rows they are now: what is open is the new team's; nothing of those who come back stays behind any more.
    call access.act_as(receiver, 'system');
    update app.keeper set ended_at = access.now(), updated_at = access.now()
        where organisation_id = receiver and client_id = any(clients) and ended_at is null;
    update app.reminder set team_id = h.receiver_team_id, updated_at = access.now(),
        assignee_id = case when exists (select from app.chain_step s where s.id = subject_id and s.addressee = 'team') then null else p_lead end
        where organisation_id = receiver and status = 'open' and subject_type <> 'handover'
          and (case_id = any(cases) or household_id = h.household_id and case_id is null or subject_id = any(clients));
    -- What colleagues of the sending team still had to do is taken over one by one (Measures/MeasuresInMyDay.cs).
    update app.measure set actor_staff_id = null, updated_at = access.now()
        where organisation_id = receiver and status in ('planned', 'running') and actor_staff_id is not null
          and (client_id = any(clients) or (client_id is null and household_id = h.household_id))
          and not exists (select from app.team_member t where t.team_id = h.receiver_team_id and t.staff_id = actor_staff_id
                          and t.from_date <= access.today() and (t.until_date is null or t.until_date > access.today()));
    call app.hand_over_agreements(clients, h.sender_organisation_id);
    update app.appointment set team_id = h.receiver_team_id, staff_id = p_lead, updated_at = access.now()
        where organisation_id = receiver and status in ('invited', 'confirmed') and case_id = any(cases);
    call access.act_as(receiver, actor);
end $$;
