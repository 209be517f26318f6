-- Asked of who has to act on a reminder, or stands in for him (ReminderAccess, RemindersInMyDay, NoticeDueReminders, the calendar): whether he sees what it is
-- about, by the teams in which he works, the cases in which he takes part and the persons whose glass he has broken. What is about no case, person or household
-- is seen by whom it is assigned to; and so is what the product gives a supervisor of a team in which there is none (app.supervisor_of).
create or replace function app.sees_reminder(p_reminder uuid, p_teams uuid[], p_parts uuid[], p_glass uuid[] default '{}') returns boolean
language plpgsql stable as $$
begin
    return exists (select from app.reminder r where r.id = p_reminder and (
        r.team_id = any(p_teams)
        or (r.case_id is null and r.subject_type not in ('case', 'client', 'household'))
        or exists (select from app."case" c
            where (c.id = r.case_id or (r.case_id is null and r.subject_type = 'client' and c.client_id = r.subject_id)
                   or (r.case_id is null and r.subject_type = 'household' and c.household_id = r.subject_id))
              and (c.team_id = any(p_teams) or c.id = any(p_parts) or c.client_id = any(p_glass)))
        or (r.kind <> 'personal' and exists (select from access.role_grant g
            where g.staff_id = r.assignee_id and g.organisation_id = r.organisation_id and g.role = 'supervisor'))));
end $$;
