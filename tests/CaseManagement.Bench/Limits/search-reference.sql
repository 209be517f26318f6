-- Persons who have the reference, with household and open case; judging likeness is left to the program.
select c.*, c.id as client_id, m.household_id, k.id, k.phase, t.name, s.given_name || ' ' || s.family_name,
    (select json_agg(n) from app.client_name n where n.client_id = c.id)
from app.client_search_key x join app.client c on c.id = x.client_id
left join app.household_member m on m.client_id = c.id and m.from_date <= current_date and (m.until_date is null or m.until_date > current_date)
left join app."case" k on k.client_id = c.id and k.status = 'open' and k.team_id = any (current_setting('app.team_ids')::uuid[])
left join app.team t on t.id = k.team_id left join app.staff s on s.id = k.lead_staff_id
where (x.organisation_id, x.key) = (select organisation_id, reference_key from bench.target where no = :i)
limit 50
