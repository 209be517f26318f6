-- Whom the limits ask for, by number: open cases of the colleagues who are signed in.
drop table if exists bench.target, bench.reminder;
create table bench.target as
    select row_number() over (order by gen.u(88, p.i))::int as no, s.id as session_id, s.organisation_id, s.staff_id, p.team_id, p.id as client_id, p.case_id,
           p.household_id, c.family_name, c.given_name, c.birth_date, 'AZR ' || p.i as reference, 'r:AZR' || p.i as reference_key,
           gen.pair(gen.skeleton(c.family_name), gen.skeleton(c.given_name)) as name_key
    from gen.person p join app.client c on c.id = p.id
    join (select distinct on (staff_id) * from access.session order by staff_id, created_at desc) s on s.staff_id = p.staff_id
    where p.open and p.size <> 5; -- Families of five are handed over.
alter table bench.target add primary key (no);
create table bench.reminder as
    select row_number() over (order by gen.u(89, g.k))::int as no, t.session_id, t.staff_id, r.id as reminder_id, r.xmin::text::bigint as version
    from gen.reminder g join app.reminder r on r.id = g.id and r.status = 'open' and r.assignee_id is not null
    join bench.target t on t.case_id = r.case_id and t.staff_id = r.assignee_id;
alter table bench.reminder add primary key (no);
-- The context is sealed: only access.enter makes one.
create or replace function bench.enter(p_session uuid) returns void language plpgsql as $$
begin
    call access.enter(p_session, now(), 'limit', 'limit', null);
end $$;
grant select on bench.target, bench.reminder to casemanagement_app;
analyze bench.target;
analyze bench.reminder;
