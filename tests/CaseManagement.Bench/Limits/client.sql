-- A person with names, references, languages, qualifications, histories, marks, households and cases.
select c.*, c.xmin, c.id as client_id,
    (select json_agg(n) from app.client_name n where n.client_id = c.id),
    (select json_agg(r) from app.client_reference r where r.client_id = c.id),
    (select json_agg(l) from (select l.*, (select json_agg(v) from app.client_language_level v where v.language_id = l.id) from app.client_language l
        where l.client_id = c.id) l),
    (select json_agg(q) from app.client_qualification q where q.client_id = c.id),
    (select json_agg(p order by p.from_date desc) from app.client_residence_status p where p.client_id = c.id),
    (select json_agg(p order by p.from_date desc) from app.client_benefit p where p.client_id = c.id),
    (select json_agg(p order by p.from_date desc) from (select p.*, a.name from app.client_accommodation p
        left join app.accommodation a on a.id = p.accommodation_id where p.client_id = c.id) p),
    (select json_agg(p order by p.from_date desc) from app.client_address p where p.client_id = c.id),
    (select json_agg(p order by p.from_date desc) from app.client_work p where p.client_id = c.id),
    (select json_agg(m) from (select m.*, s.family_name from app.client_mark m left join app.staff s on s.id = m.set_by where m.client_id = c.id) m),
    (select json_agg(h order by h.from_date desc) from app.household_member h where h.client_id = c.id),
    (select json_agg(k order by k.opened_at desc) from (select k.*, t.name, s.given_name || ' ' || s.family_name from app."case" k
        join app.team t on t.id = k.team_id left join app.staff s on s.id = k.lead_staff_id
        where k.client_id = c.id and k.team_id = any (current_setting('app.team_ids')::uuid[])) k)
from app.client c
where c.id = (select client_id from bench.target where no = :i)
    and exists (select from app."case" k where k.client_id = c.id and k.team_id = any (current_setting('app.team_ids')::uuid[]))
