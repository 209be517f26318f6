-- The caller's next fifty reminders, with the person, colleague, team and how often each was moved.
select r.*, c.id as client_id, c.family_name || ', ' || c.given_name, s.given_name || ' ' || s.family_name, t.name,
    (select count(*) from app.reminder_move m where m.reminder_id = r.id)
from (select * from app.reminder r where r.assignee_id = (select staff_id from bench.target where no = :i) and r.status = 'open'
      order by r.due_on, r.id limit 51) r
left join app."case" k on k.id = r.case_id left join app.client c on c.id = k.client_id
left join app.staff s on s.id = r.assignee_id left join app.team t on t.id = r.team_id
order by r.due_on, r.id
