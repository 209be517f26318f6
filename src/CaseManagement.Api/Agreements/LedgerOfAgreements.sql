-- Found by its name by ledger.settle: an agreement comes into force, its goals are set by that day at the earliest and end. Goals of a draft are none yet.
create or replace function app.ledger_of_agreement(r app.agreement)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, 'agreement_made', (r.activated_at at time zone 'Europe/Berlin')::date, 'day', '{}'::jsonb, false
    where r.activated_at is not null
    union all
    select 'client', r.client_id, e.kind, e.on_date, 'day', e.attributes, g.compartment is not null
    from app.agreement_goal g cross join lateral (values
        ('goal_set', greatest(r.activated_at, g.added_at), jsonb_build_object('area', g.area, 'dueOn', g.due_on)),
        ('goal_ended', g.ended_on::timestamp at time zone 'Europe/Berlin', jsonb_build_object('area', g.area, 'dueOn', g.due_on, 'result', g.status)))
        x(kind, at, attributes)
    cross join lateral (select x.kind, (x.at at time zone 'Europe/Berlin')::date as on_date, x.attributes) e
    where g.agreement_id = r.id and r.activated_at is not null and e.on_date is not null
$$;
