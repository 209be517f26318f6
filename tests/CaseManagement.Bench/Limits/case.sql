-- A case with names, first and last contact, next due date, participants, and what the caller is to it.
select k.*, k.xmin, c.family_name, c.given_name, c.birth_date, t.name, s.given_name || ' ' || s.family_name,
    (select min(x.at) from app.contact_client x where x.case_id = k.id and x.client_id = k.client_id and x.team_id = k.team_id and x.reached
        and x.at >= (select max(r.from_at) from app.case_responsibility r where r.case_id = k.id)),
    (select max(x.at) from app.contact_client x where x.case_id = k.id and x.reached),
    (select min(r.due_on) from app.reminder r where r.case_id = k.id and r.status = 'open'),
    (select json_agg(p order by p.from_at) from (select p.staff_id, p.from_at, s.given_name || ' ' || s.family_name from app.case_participant p
        left join app.staff s on s.id = p.staff_id where p.case_id = k.id and p.until_at is null) p),
    exists (select from app.team_member m where m.team_id = k.team_id and m.staff_id = current_setting('app.staff_id')::uuid
        and m.from_date <= current_date and (m.until_date is null or m.until_date > current_date))
from app."case" k join app.client c on c.id = k.client_id join app.team t on t.id = k.team_id left join app.staff s on s.id = k.lead_staff_id
where k.id = (select case_id from bench.target where no = :i)
    and (k.team_id = any (current_setting('app.team_ids')::uuid[]) or k.id = any (current_setting('app.case_ids')::uuid[]))
