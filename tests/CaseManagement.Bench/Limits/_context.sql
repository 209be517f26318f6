\set i random(1, :last)
\startpipeline
select set_config('app.organisation_id', s.organisation_id::text, true), set_config('app.staff_id', s.staff_id::text, true),
    set_config('app.actor', 'staff', true), set_config('app.session_id', s.id::text, true), set_config('app.now', now()::text, true),
    set_config('app.request_id', 'limit', true), set_config('app.action', 'limit', true),
    set_config('app.team_ids', (select coalesce(array_agg(m.team_id), '{}')::text from app.team_member m
        where m.staff_id = s.staff_id and m.from_date <= current_date and (m.until_date is null or m.until_date > current_date)), true),
    set_config('app.deputised_ids', (select coalesce(array_agg(a.staff_id), '{}')::text from app.absence a
        where a.deputy_id = s.staff_id and a.cancelled_at is null and a.from_date <= current_date and a.until_date > current_date), true),
    set_config('app.case_ids', (select coalesce(array_agg(p.case_id), '{}')::text from app.case_participant p
        where p.staff_id = s.staff_id and p.until_at is null), true),
    set_config('app.glass_ids', (select coalesce(array_agg(g.client_id), '{}')::text from app.break_glass g
        where g.staff_id = s.staff_id and g.until_at > now()), true)
from bench.target t join access.session s on s.id = t.session_id join access.account a on a.id = s.account_id
where t.no = :i and s.revoked_at is null and s.expires_at > now() and a.disabled_at is null;
