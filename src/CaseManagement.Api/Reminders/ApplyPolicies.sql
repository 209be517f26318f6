-- What a policy makes of the acting organisation's reminders today, in one statement for each kind: which open ones end, and why; which are made.
-- app.causes_of_<kind>(), beside the slice that knows, tells what there is to be reminded of, as far as it stands today:
--   subject_id, case_id, cause_on (the day from which steps are counted), last_day (after which nothing is begun), since (earlier days do not count).
-- Never in a closed case; nor of whom a function app.no_reminders_of_<why>() names. A cause that is not told any more ends its reminder.
-- Where the kind tells its team, household_id, team_id and lead_staff_id stand behind case_id, and which causes there are is the function's to say: the case
-- may be none, or one that is closed, in which nothing is made.
-- Of what nobody ticks off, the step of a day that has come takes the place of the one before: else later ones would wait for it for ever.
--   end: reminder_id, end_cause         make: all else
-- Of some subjects, or of all where they are null. With p_only 'end' just that: most kinds then need no days.
create or replace function app.reminder_plan(p_kind text, p_subjects uuid[], p_only text, p_is_active boolean, p_steps integer[], p_unit text, p_made text,
    p_missed text) returns setof app.planned_reminder
-- A plan of its own each time: only a list that is known is looked up by hashes.
language plpgsql stable set plan_cache_mode = 'force_custom_plan' as $$
#variable_conflict use_column
declare
    tells_team constant boolean := (select k.tells_team from app.policy_kind k where k.kind = p_kind);
    told constant text := case when tells_team then 'c.id, x.household_id, x.team_id, x.lead_staff_id'
        else 'x.case_id, c.household_id, c.team_id, c.lead_staff_id' end;
    nested constant text := current_setting('enable_nestloop');
    own constant uuid := access.organisation_id();
    today constant date := access.today();
    wanted constant text := coalesce(p_only, 'both');
    causes app.reminder_cause[];
    spared text := '';
begin
    if not tells_team then
        select coalesce(string_agg(format(' and not exists (select from %s() z(id) where z.id = c.client_id)', f.oid::regproc), ''), '') into spared
            from pg_proc f where f.pronamespace = 'app'::regnamespace and f.proname like 'no\_reminders\_of\_%';
    end if;
    execute format($q$
        select array(
            select row(x.subject_id, x.cause_on, x.last_day, x.since, %3$s)::app.reminder_cause
            from app.causes_of_%1$s() x
            %4$s join app."case" c on c.id = x.case_id and c.organisation_id = $2 and c.status = 'open'%2$s
            where $1 is null or x.subject_id = any ($1))
        $q$, p_kind, spared, told, case when tells_team then 'left' else '' end)
        into causes using p_subjects, own;
    -- Of nothing there is nothing to say, and the statement below is dear to plan.
    if cardinality(causes) = 0 and not exists (select from app.reminder r where r.organisation_id = own and r.kind = p_kind and r.status = 'open'
            and r.policy_id is not null and (p_subjects is null or r.subject_id = any (p_subjects))) then
        return;
    end if;
    -- How many there are is not guessed well: nothing is compared each with each.
    perform set_config('enable_nestloop', 'off', true);
    return query
        with calendar as materialized (
            select x.land, x.local, x.name from app.calendar_on(today) x
        ), kind as (
            select x.subject_type, x.direction = 'before' as back, x.ends_done, x.ends_with_cause from app.policy_kind x where x.kind = p_kind
        ), cause as materialized (
            select x.* from unnest(causes) x
        ), day as materialized (
            -- Once for all causes of a day: working days are counted one by one.
            select d.cause_on, s.step, app.step_day(d.cause_on, s.step, p_unit, kind.back, calendar.land, calendar.local) as fires_on
            from (select distinct k.cause_on from cause k) d cross join unnest(p_steps) s(step) cross join calendar cross join kind
            where p_is_active and (wanted <> 'end' or kind.ends_with_cause)
        ), step as materialized (
            -- With the last of those that have passed: asked for each step, the number of steps would be squared.
            select x.*, max(x.fires_on) filter (where x.fires_on <= today) over (partition by x.subject_id, x.cause_on) as last_passed
            from (
                select k.*, day.step, day.fires_on, kind.subject_type, calendar.name as calendar, kind.ends_with_cause
                from cause k join day on day.cause_on = k.cause_on cross join calendar cross join kind
                where (k.last_day is null or k.last_day >= today) and (k.since is null or day.fires_on >= k.since)
                  and (p_made = 'at_once' or day.fires_on <= today)
            ) x
        ), ended as materialized (
            -- Reminders and what they stand on, side by side: joined, a wrong guess of how many there are would compare each with each.
            select x.id, x.subject_id,
                case when not x.stands then case when x.ends_done then 'happened' else 'no_longer_applies' end
                     when not p_is_active or x.step_unit <> p_unit or x.step <> all (p_steps) then 'policy_changed' else 'next_step' end as end_cause
            from (
                select u.id, u.subject_id, u.step, u.step_unit, u.fires_on, kind.ends_done,
                    bool_or(u.id is null) over w as stands, max(u.last_passed) over w as last_passed
                from (
                    select r.id, r.subject_id, r.cause_on, r.step, r.step_unit, r.fires_on, null::date as last_passed
                    from app.reminder r
                    where r.organisation_id = own and r.kind = p_kind and r.status = 'open' and r.policy_id is not null
                      and (p_subjects is null or r.subject_id = any (p_subjects))
                    union all
                    select null, k.subject_id, k.cause_on, null, null, null, null from cause k
                    union all
                    select null, s.subject_id, s.cause_on, null, null, null, s.last_passed from step s
                    where s.ends_with_cause and (p_missed <> 'none' or s.last_passed = today)) u
                cross join kind
                window w as (partition by u.subject_id, u.cause_on)) x
            where x.id is not null and (not p_is_active or x.step_unit <> p_unit or x.step <> all (p_steps) or not x.stands or x.fires_on < x.last_passed)
        ), new as (
            select distinct on (f.subject_id) f.*
            from step f
            where wanted <> 'end'
              and (not f.ends_with_cause or f.last_passed is null or f.fires_on >= f.last_passed)
              -- Of days that have passed: each, the last one only, or none; what was seen to meanwhile is not asked again.
              and (p_missed = 'all' or f.fires_on >= today
                   or (p_missed = 'once' and f.fires_on = f.last_passed))
              -- One at a time. ("offset 0": looked up for each row by its subject; joined, a kind that statistics do not know yet is read whole for each.)
              and not exists (select from app.reminder r where r.subject_id = f.subject_id and r.kind = p_kind and r.status = 'open'
                              and r.id not in (select e.id from ended e) offset 0)
              -- Each step of a cause once; nor what was seen to before there were policies (of what can be awaited again: that time).
              and not exists (select from app.reminder r where r.organisation_id = own and r.subject_id = f.subject_id and r.kind = p_kind
                              and r.policy_id is null and r.status in ('done', 'not_executable') and (not tells_team or r.due_on >= f.fires_on) offset 0)
              and not exists (select from app.reminder r where r.organisation_id = own and r.subject_id = f.subject_id and r.kind = p_kind
                              and r.cause_on = f.cause_on and r.step = f.step and r.step_unit = p_unit and r.policy_id is not null
                              and (r.end_cause is null or r.end_cause = 'next_step') offset 0)
              and (p_missed = 'all' or not exists (
                   select from app.reminder r where r.organisation_id = own and r.subject_id = f.subject_id and r.kind = p_kind
                       and r.cause_on = f.cause_on and r.policy_id is not null and r.end_cause is null
                       and r.closed_at is not null and (r.closed_at at time zone 'Europe/Berlin')::date >= f.fires_on))
            order by f.subject_id, f.fires_on, f.step
        )
        select 'end', e.id, e.end_cause, null::text, null::uuid, null::uuid, null::uuid, null::uuid, null::uuid, null::date, null::integer, null::date,
            null::date, null::date, null::text
        from ended e where wanted <> 'make'
        union all
        select 'make', null, null, n.subject_type, n.subject_id, n.case_id, n.household_id, n.team_id, n.lead_staff_id, n.cause_on, n.step, n.fires_on,
            least(greatest(n.fires_on, today), n.last_day), n.last_day, n.calendar
        from new n;
    perform set_config('enable_nestloop', nested, true);
end $$;

-- The policy of each kind that is in force on a day: the organisation's own, else the reference policy.
create or replace function app.policies_on(p_on date) returns setof app.reminder_policy language sql stable as $$
    select distinct on (p.kind) p.* from app.reminder_policy p
    where p.from_date <= p_on and p.withdrawn_at is null and (p.organisation_id = access.organisation_id() or p.organisation_id is null)
    order by p.kind, p.organisation_id is null, p.from_date desc, p.number desc
$$;

-- Who supervises a team today: who is in it, else one of the organisation's; null where there is none.
create or replace function app.supervisor_of(p_team uuid) returns uuid language plpgsql stable as $$
begin
    return (select g.staff_id from access.role_grant g join app.staff s on s.id = g.staff_id and s.left_at is null
    where g.organisation_id = access.organisation_id() and g.role = 'supervisor'
    order by not exists (select from access.members_on(access.today()) m where m.team_id = p_team and m.staff_id = g.staff_id), g.staff_id limit 1);
end $$;

-- Who has to act on what a policy makes; null for the whole team. Where there is no team somebody has to: whom the policy names, else whoever there is.
create or replace function app.addressee_of(p_addressee text, p_team uuid, p_lead uuid) returns uuid language plpgsql stable as $$
begin
    if p_addressee = 'lead' and p_lead is not null then
        return p_lead;
    elsif p_team is null then
        return coalesce(app.supervisor_of(null), p_lead);
    elsif p_addressee = 'supervisor' then
        return app.supervisor_of(p_team);
    end if;
    return null;
end $$;

-- Called by HandoverCases, where those change whom a cause of a kind that tells its team names: its open reminder is theirs then. Looks as the system does.
create or replace function app.readdress_reminder(p_kind text, p_subject uuid) returns integer language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    target uuid := access.transfer_target();
    n integer;
begin
    call access.act_as(organisation, 'system');
    execute format($q$
        update app.reminder r set team_id = n.team_id, assignee_id = n.staff_id, updated_at = access.now()
        from (
            -- Who of several supervisors has it keeps it.
            select o.id, x.team_id, case when p.addressee = 'supervisor' and x.team_id = o.team_id then o.assignee_id
                else app.addressee_of(p.addressee, x.team_id, x.lead_staff_id) end as staff_id
            from app.reminder o join app.reminder_policy p on p.id = o.policy_id join app.causes_of_%1$s() x on x.subject_id = o.subject_id
            where o.organisation_id = $3 and o.kind = $1 and o.subject_id = $2 and o.status = 'open') n
        where r.id = n.id and (r.team_id, r.assignee_id) is distinct from (n.team_id, n.staff_id)
        $q$, p_kind) using p_kind, p_subject, organisation;
    get diagnostics n = row_count;
    call access.act_as(organisation, actor, target);
    return n;
end $$;

-- Does what a policy says today, of some subjects or of all: found once, then ended, then made.
create or replace function app.carry_out(p app.reminder_policy, p_subjects uuid[], p_only text) returns integer language plpgsql as $$
declare
    plan constant app.planned_reminder[] :=
        array(select x from app.reminder_plan(p.kind, p_subjects, p_only, p.is_active, p.steps, p.unit, p.made, p.missed) x);
    n integer;
    total integer;
begin
    -- What was awaited has happened: done; else it has just no cause any more.
    update app.reminder r set status = case when e.end_cause = 'happened' then 'done' else 'cancelled' end, end_cause = e.end_cause,
        closed_at = access.now(), updated_at = access.now()
        from unnest(plan) e where e.verdict = 'end' and r.id = e.reminder_id and r.status = 'open';
    get diagnostics total = row_count;
    insert into app.reminder (id, organisation_id, subject_type, subject_id, case_id, household_id, team_id, assignee_id, kind, due_on, last_day, status,
        policy_id, cause_on, step, step_unit, fires_on, calendar, created_at, updated_at)
    select gen_random_uuid(), access.organisation_id(), m.subject_type, m.subject_id, m.case_id, m.household_id, m.team_id,
        w.staff_id, p.kind, m.due_on, m.last_day, 'open',
        p.id, m.cause_on, m.step, p.unit, m.fires_on, m.calendar, access.now(), access.now()
    from unnest(plan) m
    cross join lateral (select app.addressee_of(p.addressee, m.team_id, m.lead_staff_id) as staff_id) w
    where m.verdict = 'make' and (m.team_id is not null or w.staff_id is not null)
    on conflict do nothing;
    get diagnostics n = row_count;
    return total + n;
end $$;

-- Called by FollowPolicies, where a room looks after its kinds more often.
create or replace function app.follow_policies(p_kinds text[]) returns integer language plpgsql as $$
declare
    p app.reminder_policy;
    total integer := 0;
begin
    for p in select x.* from app.policies_on(access.today()) x where p_kinds is null or x.kind = any (p_kinds) order by x.kind loop
        total := total + app.carry_out(p, null, null);
    end loop;
    return total;
end $$;

-- Called by ApplyReminderPolicies: what all policies in force say. Twice changes nothing more.
create or replace function app.apply_reminder_policies() returns integer language sql as $$
    select app.follow_policies(null)
$$;

-- Called where an event begins a cause, so that its reminder is there with it. Looks as the system does; the trail names the caller.
create or replace function app.remind_of(p_kind text, p_subject uuid) returns integer language plpgsql
security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    target uuid := access.transfer_target();
    made integer;
begin
    if organisation is null then
        raise exception 'nobody acts' using errcode = '28000';
    end if;
    call access.act_as(organisation, 'system');
    made := (select sum(app.carry_out(x, array[p_subject], 'make')) from app.policies_on(access.today()) x where x.kind = p_kind and x.is_active);
    call access.act_as(organisation, actor, target);
    return coalesce(made, 0);
end $$;

-- Looks at the conditions again before somebody is told: of that only which is due and nobody has been told of.
create or replace function app.end_due_reminders() returns integer language plpgsql as $$
declare
    due record;
    p app.reminder_policy;
    total integer := 0;
begin
    for due in select r.kind, array_agg(distinct r.subject_id) as subjects from app.reminder r
        where r.organisation_id = access.organisation_id() and r.status = 'open' and r.policy_id is not null and r.due_on <= access.today()
          and not exists (select from app.notice n where n.kind = 'reminder-due' and n.subject_id = r.id and n.occasion = r.due_on::text)
        group by r.kind
    loop
        select x.* into p from app.policies_on(access.today()) x where x.kind = due.kind;
        if found then
            total := total + app.carry_out(p, due.subjects, 'end');
        end if;
    end loop;
    return total;
end $$;

-- Called by PreviewReminderPolicy: what another policy would end and make today. Looks as the system does, so that what the caller may not see is counted as
-- well and nothing ends in the preview that would not end; what of it is shown says the caller's own sight.
create or replace function app.policy_preview(p_kind text, p_is_active boolean, p_steps integer[], p_unit text, p_made text, p_missed text)
    returns table (verdict text, reminder_id uuid, end_cause text, subject_type text, subject_id uuid, case_id uuid, team_id uuid, step integer, due_on date)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
begin
    call access.act_as(organisation, 'system');
    return query
        select x.verdict, x.reminder_id, x.end_cause, coalesce(x.subject_type, r.subject_type), coalesce(x.subject_id, r.subject_id),
            coalesce(x.case_id, r.case_id), coalesce(x.team_id, r.team_id), coalesce(x.step, r.step), coalesce(x.due_on, r.due_on)
        from app.reminder_plan(p_kind, null, null, p_is_active, p_steps, p_unit, p_made, p_missed) x
        left join app.reminder r on r.id = x.reminder_id
        -- As make_reminders: where there is neither a team nor anybody, nothing is made.
        where x.verdict = 'end' or x.team_id is not null or app.addressee_of('team', null, x.lead_staff_id) is not null;
    call access.act_as(organisation, actor);
end $$;
