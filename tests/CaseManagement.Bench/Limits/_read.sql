with answer as (
{answer}),
record as (insert into audit.inbox (at, organisation_id, kind, action, staff_id, session_id, request_id, client_ids)
    select now(), t.organisation_id, 'read', 'limit', t.staff_id, t.session_id, 'limit', (select array_agg(distinct client_id) from answer)
    from bench.target t where t.no = :i)
select * from answer;
