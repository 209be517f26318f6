-- Found by its name by ledger.settle: an agreement comes into force, its goals are set by that day at the earliest and end. Goals of a draft are none yet. Each
-- review is one of every goal that was in force before it: on the day when it was or was to be, whichever came first. One that nobody has held is due still, or
-- was when the agreement ended after that day. Of a goal that is measured each state is one, that at its end apart; all name it by one pseudonym of its own
-- (`goal`). What is in a compartment says when it began and ended alone.
create or replace function app.ledger_of_agreement(r app.agreement)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language plpgsql volatile as $$
#variable_conflict use_column
begin
    return query select 'client', r.client_id, 'agreement_made', (r.activated_at at time zone 'Europe/Berlin')::date, 'day', '{}'::jsonb, false
    where r.activated_at is not null
    union all
    select 'client', r.client_id, e.kind, e.on_date, 'day', e.attributes, g.compartment is not null
    from app.agreement_goal g cross join lateral (values
        ('goal_set', greatest(r.activated_at, g.added_at), jsonb_build_object('area', g.area, 'dueOn', g.due_on)),
        ('goal_ended', g.ended_on::timestamp at time zone 'Europe/Berlin', jsonb_build_object('area', g.area, 'dueOn', g.due_on, 'result', g.status)))
        x(kind, at, attributes)
    cross join lateral (select x.kind, (x.at at time zone 'Europe/Berlin')::date as on_date, x.attributes) e
    where g.agreement_id = r.id and r.activated_at is not null and e.on_date is not null
    union all
    select 'client', r.client_id, 'goal_review', v.on_date, 'day', jsonb_build_object('area', g.area, 'dueOn', v.due_on, 'reviewedOn', v.done_on),
        g.compartment is not null
    from (
        select x.due_on, x.done_on, least(x.due_on, x.done_on) as on_date from unnest(r.reviews_due, r.reviews_done) x(due_on, done_on)
        union all
        select d.due_on, null, d.due_on from (values (coalesce(r.kept_review_on, r.review_on))) d(due_on)
        where r.ended_at is null or d.due_on < (r.ended_at at time zone 'Europe/Berlin')::date) v
    join app.agreement_goal g on g.agreement_id = r.id and (greatest(r.activated_at, g.added_at) at time zone 'Europe/Berlin')::date < v.on_date
        and (g.ended_on is null or g.ended_on >= v.on_date)
    where r.activated_at is not null
    union all
    select 'client', r.client_id, e.kind, s.on_date, 'day', jsonb_build_object('goal', ledger.pseudonym(r.organisation_id, 'goal', s.goal_id), 'area', s.area,
        'unit', s.unit, 'attainment', s.attainment), s.compartment is not null
    from app.goal_states(r) s cross join lateral (values
        ('goal_measured', case when s.compartment is null then not s.is_end else s.is_first end), ('goal_measured_ended', s.is_end)) e(kind, is_told)
    where r.activated_at is not null and e.is_told;
end $$;
