-- A household with its members, the open case of each and who is responsible.
select h.*, h.xmin, m.client_id, m.role, m.from_date, m.until_date, c.family_name, c.given_name, c.birth_date, c.sex, k.id, k.team_id, k.phase, t.name,
    s.given_name || ' ' || s.family_name
from app.household h
left join app.household_member m on m.household_id = h.id
left join app."case" k on k.client_id = m.client_id and k.status = 'open' and k.team_id = any (current_setting('app.team_ids')::uuid[])
left join app.client c on c.id = m.client_id
left join app.team t on t.id = k.team_id
left join app.staff s on s.id = k.lead_staff_id
where h.id = (select household_id from bench.target where no = :i)
