-- Found by its name by ledger.settle: what happened to a case, as an event of its client.
create or replace function app.ledger_of_case_event(r app.case_event)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', c.client_id, 'case_' || r.kind, (r.at at time zone 'Europe/Berlin')::date, 'day', jsonb_build_object('code', r.code),
        exists (select from app.code k where k.list = 'accommodation-phase' and k.code = r.code and k.attributes ? 'compartment')
    from app."case" c where c.id = r.case_id and r.kind in ('opened', 'closed', 'reopened', 'phase_changed')
$$;

-- Found by its name by ledger.dimensions: which team was responsible at the end of that day; of a case that is closed the one that had it last.
create or replace function app.dimensions_of_responsibility(p_client uuid, p_on date) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object('team', r.team_id)
        from app."case" c join app.case_responsibility r on r.case_id = c.id
        where c.client_id = p_client and c.organisation_id = access.organisation_id()
          and (r.from_at at time zone 'Europe/Berlin')::date <= p_on
          and (r.until_at is null or (r.until_at at time zone 'Europe/Berlin')::date > p_on
               or r.ended_by = 'closed')
        order by r.from_at desc limit 1);
end $$;

-- Found by its name by ledger.settle: since when and until when a team was responsible, with whom as lead worker. Each organisation counts its own teams:
-- what was another's responsibility comes with a household, and is no event here. A case that was closed because there never should have been one tells
-- nothing, as long as that stands.
create or replace function app.ledger_of_case_responsibility(r app.case_responsibility)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', c.client_id, e.kind, (e.at at time zone 'Europe/Berlin')::date, 'day',
        jsonb_build_object('team', r.team_id, 'worker', r.lead_staff_id, 'how', e.how), false
    from app."case" c, (values ('responsibility_begun', r.from_at, null), ('responsibility_ended', r.until_at, r.ended_by)) e(kind, at, how)
    where c.id = r.case_id and e.at is not null and exists (select from app.team t where t.id = r.team_id and t.organisation_id = r.organisation_id)
      and not exists (select from app.code k where k.list = 'case-closing-reason' and k.code = c.closing_reason
          and k.attributes ->> 'countsInStatistics' = 'false'
          and daterange(k.valid_from, k.valid_to, '[)') @> (c.closed_at at time zone 'Europe/Berlin')::date)
$$;

-- Fired where the reason of a closing comes or goes: at commit each responsibility for the case is looked at, and those of which the ledger told nothing.
create or replace function app.settle_responsibilities() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into ledger.waiting (organisation_id, fact_table, fact_id, origin)
        select r.organisation_id, 'app.case_responsibility', r.id, 'recorded' from app.case_responsibility r
        where r.case_id = new.id and r.organisation_id = new.organisation_id
        on conflict do nothing;
    return null;
end $$;
revoke execute on function app.settle_responsibilities from public;

create or replace trigger z_ledger_of_closing after update of closing_reason on app."case"
    for each row when (old.closing_reason is distinct from new.closing_reason) execute function app.settle_responsibilities();

-- Found by its name by ledger.dimensions: in which phase of accommodation a person was on that day. One that is secret in itself is not told.
create or replace function app.dimensions_of_phase(p_client uuid, p_on date) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object('phase', case when not exists (
                select from app.code k where k.list = 'accommodation-phase' and k.code = e.code and k.attributes ? 'compartment') then e.code end)
        from app."case" c join app.case_event e on e.case_id = c.id
        where c.client_id = p_client and c.organisation_id = access.organisation_id() and e.kind in ('opened', 'phase_changed')
          and (e.at at time zone 'Europe/Berlin')::date <= p_on
        order by e.at desc, e.id desc limit 1);
end $$;

-- Named to ledger.follow: whose case it is.
create or replace function app.client_of_case(p_case uuid) returns uuid language plpgsql stable as $$
begin
    return (select c.client_id from app."case" c where c.id = p_case);
end $$;
