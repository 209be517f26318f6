-- The newest fifty cases of the team, with names, last contact and next due date.
select k.*, c.family_name, c.given_name, c.birth_date, h.reference, t.name, s.given_name || ' ' || s.family_name,
    (select max(x.at) from app.contact_client x where x.case_id = k.id and x.reached),
    (select min(r.due_on) from app.reminder r where r.case_id = k.id and r.status = 'open')
from (select * from app."case" k where k.team_id = (select team_id from bench.target where no = :i) and k.status = 'open'
      order by k.opened_at desc, k.id desc limit 51) k
join app.client c on c.id = k.client_id join app.team t on t.id = k.team_id
left join app.household h on h.id = k.household_id left join app.staff s on s.id = k.lead_staff_id
order by k.opened_at desc, k.id desc
