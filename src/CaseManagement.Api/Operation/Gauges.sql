-- Called by ProductGauges when somebody asks for metrics, by the system alone. One number for all organisations together: nothing here tells one of them
-- from another, or is about anybody.
create or replace function app.gauges() returns table (gauge text, job text, value double precision)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine uuid;
    one record;
    reminders bigint := 0; events bigint := 0; deliveries bigint := 0; mails bigint := 0; failing bigint := 0; given_up bigint := 0;
    event_since timestamptz; delivery_since timestamptz; mail_since timestamptz;
begin
    if not access.is_system() then
        raise exception 'counted for the system alone' using errcode = '42501';
    end if;
    for mine in select o.id from app.organisation o where o.closed_at is null loop
        call access.act_as(mine, 'system');
        select (select count(*) from app.reminder r where r.organisation_id = mine and r.status = 'open' and r.due_on <= access.today()
                    and not exists (select from app.notice n
                        where n.kind = 'reminder-due' and n.subject_id = r.id and n.occasion = r.due_on::text)) as reminders,
               e.n as events, e.since as event_since, d.n as deliveries, d.since as delivery_since, m.n as mails, m.since as mail_since,
               (select count(*) from app.webhook w join app.webhook_state s on s.webhook_id = w.id
                    where w.organisation_id = mine and w.status = 'active' and s.failing_since is not null) as failing,
               (select count(*) from app.webhook w where w.organisation_id = mine and w.status = 'disabled' and w.disabled_why = 'failing') as given_up
        into one
        from (select count(*) as n, min(x.at) as since from app.outbox_event x where x.organisation_id = mine and x.sequence is null
                  and (exists (select from app.webhook w where w.organisation_id = mine and w.status = 'active' and w.secret_changed_at is not null)
                      or exists (select from app.mail_address a where a.organisation_id = mine and a.status = 'active'))) e,
             (select count(*) as n, min(x.event_at) as since from app.webhook_delivery x join app.webhook w on w.id = x.webhook_id
                  where x.organisation_id = mine and x.next_attempt_at is not null and w.status = 'active') d,
             (select count(*) as n, min(x.created_at) as since from app.mail x where x.organisation_id = mine and x.next_attempt_at is not null
                  and not app.is_quiet()) m; -- then they are to wait
        reminders := reminders + one.reminders;
        events := events + one.events;
        deliveries := deliveries + one.deliveries;
        mails := mails + one.mails;
        failing := failing + one.failing;
        given_up := given_up + one.given_up;
        event_since := least(event_since, one.event_since);
        delivery_since := least(delivery_since, one.delivery_since);
        mail_since := least(mail_since, one.mail_since);
    end loop;
    call access.act_as(null, 'system');
    return query values
        ('reminders-not-noticed', null::text, reminders::double precision),
        ('events-waiting', null, events), ('events-age', null, app.seconds_since(event_since, access.now())),
        ('deliveries-waiting', null, deliveries), ('deliveries-age', null, app.seconds_since(delivery_since, access.now())),
        ('mails-waiting', null, mails), ('mails-age', null, app.seconds_since(mail_since, access.now())),
        ('webhooks-failing', null, failing), ('webhooks-given-up', null, given_up),
        ('trail-waiting', null, (select count(*) from audit.inbox)),
        ('trail-age', null, app.seconds_since((select min(i.at) from audit.inbox i), access.now()));
    return query select 'job-succeeded', c.name, extract(epoch from c.succeeded_at)::double precision
        from jobs.recurring_command c where c.succeeded_at is not null;
    return query select 'job-failures', c.name, c.failures::double precision from jobs.recurring_command c;
end $$;

-- 0 where there is nothing.
create or replace function app.seconds_since(p_since timestamptz, p_now timestamptz) returns double precision
language sql immutable set search_path = pg_catalog, pg_temp as $$ select coalesce(greatest(extract(epoch from p_now - p_since), 0), 0)::double precision $$;

revoke execute on function app.gauges from public;
grant execute on function app.gauges to casemanagement_app;
