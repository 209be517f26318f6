-- Found by its name by ledger.settle: what happened to a case, as an event of its client.
create or replace function app.ledger_of_case_event(r app.case_event)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', c.client_id, 'case_' || r.kind, (r.at at time zone 'Europe/Berlin')::date, 'day', jsonb_build_object('code', r.code),
        exists (select from app.code k where k.list = 'accommodation-phase' and k.code = r.code and k.attributes ? 'compartment')
    from app."case" c where c.id = r.case_id and r.kind in ('opened', 'closed', 'reopened', 'phase_changed')
$$;

-- Found by its name by ledger.dimensions: which team was responsible at the end of that day.
create or replace function app.dimensions_of_responsibility(p_client uuid, p_on date) returns jsonb language sql stable as $$
    select jsonb_build_object('team', r.team_id)
    from app."case" c join app.case_responsibility r on r.case_id = c.id
    where c.client_id = p_client and c.organisation_id = access.organisation_id()
      and (r.from_at at time zone 'Europe/Berlin')::date <= p_on
      and (r.until_at is null or (r.until_at at time zone 'Europe/Berlin')::date > p_on
           or (r.ended_by = 'closed' and (r.until_at at time zone 'Europe/Berlin')::date = p_on))
    order by r.from_at desc limit 1
$$;
