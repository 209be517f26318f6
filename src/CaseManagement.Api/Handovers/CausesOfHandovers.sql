-- Found by their names by app.reminder_plan: what waits at the receiver of a handover, who looks after it, and until when. Its cases are not his yet, or
-- several; the reminder is of the handover therefore, once for the household.

-- Not answered. While the sender answers questions nothing waits here.
create or replace function app.causes_of_handover_acceptance()
    returns table (subject_id uuid, case_id uuid, household_id uuid, team_id uuid, lead_staff_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select h.id, null::uuid, null::uuid, h.receiver_team_id, null::uuid, h.acceptance_due_on, null::date, null::date
    from app.handover h where h.receiver_organisation_id = (select access.organisation_id()) and h.status = 'submitted'
$$;

-- Taken over, and somebody whose case is open was not spoken to since (app.first_contact; not only as far as somebody has noted it). For the one who leads all
-- of those cases, else for their team, else for the team that has taken over.
create or replace function app.causes_of_first_contact()
    returns table (subject_id uuid, case_id uuid, household_id uuid, team_id uuid, lead_staff_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select h.id, null::uuid, null::uuid,
        case when count(distinct c.team_id) = 1 then min(c.team_id::text)::uuid else h.receiver_team_id end,
        case when count(distinct c.lead_staff_id) = 1 and count(c.lead_staff_id) = count(*) then min(c.lead_staff_id::text)::uuid end,
        h.first_contact_due_on, null::date, null::date
    from app.handover h
    cross join app.awaited_contacts(h.id) p(client_id)
    join app."case" c on c.client_id = p.client_id and c.organisation_id = (select access.organisation_id()) and c.status = 'open'
    where h.receiver_organisation_id = (select access.organisation_id()) and h.status = 'accepted'
      and not exists (select from app.first_contact f where f.case_id = c.id and f.client_id = p.client_id and f.since >= h.accepted_at)
    group by h.id
$$;

-- What of both the supervisor has to see to: after the days of the handover's terms, and after those for the first contact.
create or replace function app.causes_of_handover_escalation()
    returns table (subject_id uuid, case_id uuid, household_id uuid, team_id uuid, lead_staff_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select h.id, null::uuid, null::uuid, h.receiver_team_id, null::uuid, h.escalate_on, null::date, null::date
    from app.handover h where h.receiver_organisation_id = (select access.organisation_id()) and h.status = 'submitted'
    union all
    select f.subject_id, f.case_id, f.household_id, f.team_id, f.lead_staff_id, f.cause_on, f.last_day, f.since from app.causes_of_first_contact() f
$$;

-- Opened without a handover: nobody has set a day for the first contact, so it is counted from the opening.
create or replace function app.causes_of_no_first_contact() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select c.id, c.id, (c.opened_at at time zone 'Europe/Berlin')::date, null::date, null::date
    from app."case" c
    where c.organisation_id = (select access.organisation_id()) and c.status = 'open'
      and not exists (select from app.contact_client k where k.case_id = c.id and k.reached and k.at <= access.now())
      and not exists (select from app.handover_person p join app.handover h on h.id = p.handover_id
                      where p.case_id = c.id and h.status = 'accepted' and h.receiver_organisation_id = (select access.organisation_id()))
$$;
