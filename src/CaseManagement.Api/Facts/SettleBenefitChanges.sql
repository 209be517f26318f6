-- Fired at commit by the histories of benefits and of residence status, whoever writes them: what they tell of changes from one law of benefits to another is
-- kept in app.benefit_change, and its checklist asked once for each household. Where nobody is responsible then it waits for a case, which fires them, too.

-- AsylbLG, SGB II or SGB XII; null where a benefit is none of those that secure the livelihood.
create or replace function app.law_of_benefit(p_regime text, p_on date) returns text language sql stable as $$
    select c.attributes ->> 'law' from app.code c
    where c.list = 'benefit-regime' and c.code = p_regime and daterange(c.valid_from, c.valid_to, '[)') @> p_on
      and c.attributes ->> 'law' in ('AsylbLG', 'SGB II', 'SGB XII')
$$;

-- What the histories of a person tell. "Applied for", "not clarified" and gaps break no chain; own income or another benefit does, unless it runs beside.
create or replace function app.benefit_changes_of(p_client uuid)
    returns table (changed_on date, from_regime text, to_regime text, told_by text, compartment text) language sql stable as $$
    with known as (
        select b.from_date, b.until_date, b.regime, b.compartment, app.law_of_benefit(b.regime, b.from_date) as law
        from app.client_benefit b where b.client_id = p_client and b.regime not in ('applied', 'unknown')
    ), begun as (
        select b.from_date, l.regime as from_regime, b.regime as to_regime, b.law, coalesce(b.compartment, l.compartment) as compartment
        from known b cross join lateral (
            select x.regime, x.law, x.compartment from known x
            where x.from_date < b.from_date and x.regime <> all(app.regimes_beside(b.regime, b.from_date))
            order by x.from_date desc limit 1) l
        where b.law <> l.law
    )
    select b.from_date, b.from_regime, b.to_regime, 'benefit', b.compartment from begun b
    union all
    -- § 1 Abs. 3 AsylbLG: until the end of the month in which the title is given. Where the history of benefits says it, it says it better.
    select n.next_month, l.regime, s.hint, 'recognition', coalesce(s.compartment, l.compartment)
    from (
        select r.from_date, r.compartment, c.attributes ->> 'benefitRegimeHint' as hint
        from app.client_residence_status r join app.code c on c.list = 'residence-status' and c.code = r.status
            and daterange(c.valid_from, c.valid_to, '[)') @> r.from_date
        where r.client_id = p_client and r.from_known and c.attributes ->> 'kind' = 'title') s
    cross join lateral (select (date_trunc('month', s.from_date) + interval '1 month')::date as next_month) n
    cross join lateral (
        select x.regime, x.law, x.until_date, x.compartment from known x where x.from_date < n.next_month and x.law is not null
        order by x.from_date desc limit 1) l
    where l.law = 'AsylbLG' and app.law_of_benefit(s.hint, n.next_month) <> l.law and (l.until_date is null or l.until_date >= s.from_date)
      and not exists (select from known x where x.from_date >= s.from_date and x.law is distinct from 'AsylbLG')
$$;

create or replace procedure app.settle_benefit_changes(p_organisation uuid, p_client uuid) language plpgsql as $$
declare
    told record;
    e app.benefit_change;
    kept uuid[] := '{}';
    home uuid;
    responsible record;
begin
    -- One at a time of a person: the other waits and reads what the first has written.
    perform from app.client c where c.id = p_client and c.organisation_id = p_organisation for no key update;
    if not found then
        return;
    end if;
    for told in select * from app.benefit_changes_of(p_client) x order by x.changed_on loop
        -- The same change told better, or corrected, is no other one.
        select x.* into e from app.benefit_change x
            where x.client_id = p_client and x.organisation_id = p_organisation and x.id <> all(kept) and abs(x.changed_on - told.changed_on) <= 366
              and app.law_of_benefit(x.to_regime, x.changed_on) = app.law_of_benefit(told.to_regime, told.changed_on)
            order by abs(x.changed_on - told.changed_on), x.id limit 1;
        if e.id is null then
            e.id := gen_random_uuid();
            insert into app.benefit_change (id, organisation_id, client_id, compartment, changed_on, from_regime, to_regime, told_by, recognised_at)
                values (e.id, p_organisation, p_client, told.compartment, told.changed_on, told.from_regime, told.to_regime, told.told_by, access.now());
        elsif (e.changed_on, e.from_regime, e.to_regime, e.told_by, e.compartment)
                is distinct from (told.changed_on, told.from_regime, told.to_regime, told.told_by, told.compartment) then
            update app.benefit_change x set (changed_on, from_regime, to_regime, told_by, compartment)
                = (told.changed_on, told.from_regime, told.to_regime, told.told_by, told.compartment) where x.id = e.id;
        end if;
        kept := kept || e.id;
    end loop;
    delete from app.benefit_change x where x.client_id = p_client and x.organisation_id = p_organisation and x.id <> all(kept);

    select m.household_id into home from app.household_member m
        where m.client_id = p_client and daterange(m.from_date, m.until_date, '[)') @> access.today() order by m.from_date desc limit 1;
    -- What is long past when it is recorded is nobody's to do any more.
    select x.* into e from app.benefit_change x
        where x.client_id = p_client and x.organisation_id = p_organisation and x.asked_at is null and x.changed_on >= access.today() - 90
          and not exists (
            select from app.benefit_change o join app.household_member m on m.client_id = o.client_id and m.household_id = home
            where o.organisation_id = p_organisation and o.asked_at is not null and abs(o.changed_on - x.changed_on) <= 90)
        order by x.changed_on desc limit 1;
    if e.id is not null then
        select c.id, c.team_id, c.lead_staff_id into responsible from app."case" c
            where c.client_id = p_client and c.organisation_id = p_organisation and c.status = 'open';
        if found then
            insert into app.reminder (id, organisation_id, subject_type, subject_id, case_id, household_id, team_id, assignee_id, kind, due_on, status,
                                      created_at, updated_at)
                select gen_random_uuid(), p_organisation, case when home is null then 'client' else 'household' end, coalesce(home, p_client), responsible.id,
                    home, responsible.team_id, responsible.lead_staff_id, c.attributes ->> 'reminder',
                    greatest(access.today(), e.changed_on + (c.attributes ->> 'days')::integer), 'open', access.now(), access.now()
                from app.code c where c.list = 'benefit-change-step' and daterange(c.valid_from, c.valid_to, '[)') @> access.today()
                on conflict do nothing;
            update app.benefit_change x set asked_at = access.now() where x.id = e.id;
        end if;
    end if;
    -- What is not so any more asks nothing: a checklist goes with the change that asked it, in the same moment.
    update app.reminder r set status = 'cancelled', reason = 'no-change-of-benefit', closed_at = access.now(), updated_at = access.now()
        where r.organisation_id = p_organisation and r.status = 'open'
          and r.case_id in (select c.id from app."case" c where c.client_id = p_client)
          and r.kind in (select c.attributes ->> 'reminder' from app.code c where c.list = 'benefit-change-step')
          and not exists (select from app.benefit_change o where o.organisation_id = p_organisation and o.asked_at = r.created_at);
end $$;

create or replace function app.recognise_benefit_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid;
    actor text := access.setting('actor');
    target uuid := access.setting('transfer_target')::uuid;
begin
    if tg_op = 'DELETE' then
        new := old;
    end if;
    call access.act_as(new.organisation_id, 'system');
    if tg_table_name <> 'case' or exists (select from app.benefit_change x where x.client_id = new.client_id and x.organisation_id = new.organisation_id
            and x.asked_at is null and x.changed_on >= access.today() - 90) then
        call app.settle_benefit_changes(new.organisation_id, new.client_id);
    end if;
    call access.act_as(organisation, actor, target);
    return null;
end $$;

drop trigger if exists recognise_benefit_change on app.client_benefit;
create constraint trigger recognise_benefit_change after insert or update or delete on app.client_benefit deferrable initially deferred
    for each row execute function app.recognise_benefit_change();
drop trigger if exists recognise_benefit_change on app.client_residence_status;
create constraint trigger recognise_benefit_change after insert or update or delete on app.client_residence_status deferrable initially deferred
    for each row execute function app.recognise_benefit_change();
drop trigger if exists recognise_benefit_change on app."case";
create constraint trigger recognise_benefit_change after insert or update of status, organisation_id on app."case" deferrable initially deferred
    for each row when (new.status = 'open') execute function app.recognise_benefit_change();
