-- The newest fifty of what happened in a case, with names.
with k as (select id, client_id from app."case" where id = (select case_id from bench.target where no = :i)
    and team_id = any (current_setting('app.team_ids')::uuid[]))
select (select client_id from k), f.*, t.name, s.given_name || ' ' || s.family_name from (
    (select e.at, e.id, e.kind, e.case_id, e.code, null::text, e.note, null::uuid as team_id, e.staff_id from app.case_event e
        where e.case_id = (select id from k) order by e.at desc, e.id desc limit 51)
    union all (select r.from_at, r.id, 'responsibility', r.case_id, null, null, r.reason, r.team_id, r.lead_staff_id from app.case_responsibility r
        where r.case_id = (select id from k) order by r.from_at desc, r.id desc limit 51)
    union all (select x.at, x.id, 'contact', x.contact_id, c.kind, c.outcome, null, x.team_id, c.staff_id from app.contact_client x
        join app.contact c on c.id = x.contact_id where x.case_id = (select id from k) order by x.at desc, x.contact_id desc limit 51)
    union all (select a.completed_at, a.id, 'assessment', a.id, null, a.status, null, null, a.completed_by from app.assessment a
        where a.case_id = (select id from k) and a.completed_at is not null order by 1 desc, 2 desc limit 51)
    union all (select v.at, v.id, 'handover', p.handover_id, v.reason_code, v.to_status, null, null, v.staff_id from app.handover_person p
        join app.handover_move v on v.handover_id = p.handover_id where p.case_id = (select id from k) order by 1 desc, 2 desc limit 51)
    union all (select m.closed_at, m.id, 'reminder', m.id, m.kind, m.status, m.title, m.team_id, m.closed_by from app.reminder m
        where m.case_id = (select id from k) and m.closed_at is not null order by 1 desc, 2 desc limit 51)
    order by 1 desc, 2 desc limit 51) f
left join app.team t on t.id = f.team_id left join app.staff s on s.id = f.staff_id
order by 1 desc, 2 desc
