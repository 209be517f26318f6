-- Called where work has to rest on somebody of the acting organisation: app.causes_of_referral_confirmation, WatchServices, RemindersOfStaff,
-- app.block_elsewhere, app.tell_of_copies_elsewhere.

-- The team behind a colleague, whether he is still there or not: one in which he works, else one in which he has worked, else any; an open one before one
-- that is closed. Null where the organisation never had a team.
create or replace function app.team_behind(p_staff uuid) returns uuid language sql stable as $$
    select t.id from app.team t
    left join lateral (
        select max(coalesce(m.until_date, 'infinity')) as until_date from app.team_member m where m.team_id = t.id and m.staff_id = p_staff) w on true
    where t.organisation_id = access.organisation_id()
    order by t.closed_at is not null, w.until_date desc nulls last, t.id limit 1
$$;

-- Who answers for what a colleague has begun: himself while he works on cases here, else the supervisors of a team of his, else those of the organisation.
create or replace function app.answering_for(p_staff uuid) returns setof uuid language sql stable as $$
    with here as (
        select distinct g.staff_id, g.role = 'supervisor' as supervises
        from access.role_grant g join app.staff s on s.id = g.staff_id and s.left_at is null
        where g.organisation_id = access.organisation_id() and g.role in ('accommodation_staff', 'caseworker', 'supervisor')
    ), supervisor as (
        select h.staff_id, exists (
            select from access.members_on(access.today()) m join app.team_member o on o.team_id = m.team_id and o.staff_id = p_staff
            where m.staff_id = h.staff_id) as is_near
        from here h where h.supervises
    )
    select distinct h.staff_id from here h where h.staff_id = p_staff
    union all
    select s.staff_id from supervisor s
    where not exists (select from here h where h.staff_id = p_staff) and (s.is_near or not exists (select from supervisor n where n.is_near))
$$;
