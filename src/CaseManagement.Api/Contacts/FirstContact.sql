-- Read by FirstContact (ContactMap.cs), and by app.note_first_contacts for handovers. What a first contact is stands here and nowhere else.
--
-- The first contact with each person by the team that is (or was) responsible: per stint of a team, [since, until), the
-- earliest contact in which the person was reached. A stint begins where a team becomes responsible and goes on while
-- only the lead worker changes. Contact times are kept to the minute: the minute in which the stint began is part of it.
-- No row: not yet. The caller's own walls hold (security_invoker).
create or replace view app.first_contact with (security_invoker = true) as
    select s.case_id, s.team_id, s.from_at as since, stint.until_at as until, first.client_id, first.contact_id, first.at
    from app.case_responsibility s
    left join lateral (
        select min(e.until_at) as until_at
        from app.case_responsibility e
        where e.case_id = s.case_id and e.from_at >= s.from_at and e.until_at is not null
          and not exists (select from app.case_responsibility n where n.case_id = e.case_id and n.from_at = e.until_at and n.team_id = s.team_id)) stint on true
    cross join lateral (
        select cc.client_id, cc.contact_id, cc.at
        from app.contact_client cc
        where cc.case_id = s.case_id and cc.team_id = s.team_id and cc.reached
          and cc.at >= date_trunc('minute', s.from_at) and (stint.until_at is null or cc.at < stint.until_at)
        order by cc.at, cc.contact_id
        limit 1) first
    where not exists (select from app.case_responsibility p where p.case_id = s.case_id and p.until_at = s.from_at and p.team_id = s.team_id);
