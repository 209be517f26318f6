-- The fifty cases of the team whose next reminder is due soonest: the team's cases have no such order, so all of them are looked at.
select k.*, c.family_name, c.given_name, c.birth_date, h.reference, t.name, s.given_name || ' ' || s.family_name,
    (select max(x.at) from app.contact_client x where x.case_id = k.id and x.reached)
from (select k.*, (select min(r.due_on) from app.reminder r where r.case_id = k.id and r.status = 'open') as due from app."case" k
      where k.team_id = (select team_id from bench.target where no = :i) and k.status = 'open' order by due nulls last, k.id limit 51) k
join app.client c on c.id = k.client_id join app.team t on t.id = k.team_id
left join app.household h on h.id = k.household_id left join app.staff s on s.id = k.lead_staff_id
order by k.due nulls last, k.id
