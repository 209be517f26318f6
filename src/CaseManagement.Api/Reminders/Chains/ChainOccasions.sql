-- What has happened lately and starts a chain that has not been started for it: of persons with an open case, the last one of each.
-- app.starts_of_<event>(), beside the slice that knows, tells client_id, occasion_id (what has happened, always the same one) and event_on. An event of more
-- than 30 days ago starts nothing. Nor does one while a chain of the template runs, nor one from before another that has started one and was so.
create or replace function app.chain_occasions(p_event text, p_key text)
    returns table (case_id uuid, client_id uuid, occasion_id uuid, event_on date, birth_date date)
language plpgsql stable as $$
declare
    spared text;
begin
    select coalesce(string_agg(format(' and not exists (select from %s() z(id) where z.id = c.client_id)', f.oid::regproc), ''), '') into spared
        from pg_proc f where f.pronamespace = 'app'::regnamespace and f.proname like 'no\_reminders\_of\_%';
    return query execute format($q$
        select distinct on (c.id) c.id, c.client_id, x.occasion_id, x.event_on, p.birth_date
        from app.starts_of_%1$s() x
        join app."case" c on c.client_id = x.client_id and c.organisation_id = access.organisation_id() and c.status = 'open'
        join app.client p on p.id = c.client_id
        where x.event_on between access.today() - 30 and access.today()%2$s
          and not exists (select from app.chain h where h.case_id = c.id and h.key = $1
                          and (h.ended_at is null or h.occasion_id = x.occasion_id
                               or (h.event_on >= x.event_on and h.end_cause <> 'event_voided')))
        order by c.id, x.event_on desc, x.occasion_id
        $q$, p_event, spared) using p_key;
end $$;

-- Called by StartChains and PreviewChainTemplate: looks as the system does, so that what the caller may not see is counted as well; what of it is shown says
-- the caller's own sight.
create or replace function app.chain_starts(p_event text, p_key text)
    returns table (case_id uuid, client_id uuid, occasion_id uuid, event_on date, birth_date date)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
begin
    call access.act_as(organisation, 'system');
    return query select * from app.chain_occasions(p_event, p_key);
    call access.act_as(organisation, actor);
end $$;

-- Called by StartChain and in my day: whether there is anything to be reminded of for a person. Nobody whom a function app.no_reminders_of_<why>() names.
-- Its cost says what it is: asked of few rows, which were found otherwise, and never of a whole table.
create or replace function app.is_reminded_of(p_client uuid) returns boolean language plpgsql stable cost 1000 as $$
declare
    f record;
    spared boolean;
begin
    for f in select p.oid::regproc as name from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname like 'no\_reminders\_of\_%' loop
        execute format('select exists (select from %s() z(id) where z.id = $1)', f.name) into spared using p_client;
        if spared then
            return false;
        end if;
    end loop;
    return true;
end $$;
