-- Called by DeliverWebhooks for one organisation: makes deliveries of the events that have come since, each under the webhook's own next number, and
-- answers the webhooks for which something is due. A webhook that is out of use is told later what it has missed.
create or replace function app.tell_webhooks() returns setof uuid language plpgsql as $$
declare
    mine constant uuid := access.organisation_id();
    last bigint;
    w record;
    added bigint;
begin
    if not exists (select from app.webhook x where x.organisation_id = mine) then
        return;
    end if;
    last := app.number_events();
    for w in
        select s.webhook_id, s.told, s.last_number, s.left_alone_until, x.event_types from app.webhook_state s join app.webhook x on x.id = s.webhook_id
        where x.organisation_id = mine and x.status = 'active' and x.secret_changed_at is not null and s.told < last
        order by s.webhook_id for update of s
    loop
        insert into app.webhook_delivery (id, organisation_id, webhook_id, kind, event_id, type, subject_id, sequence, event_at, next_attempt_at, created_at)
            select gen_random_uuid(), mine, w.webhook_id, 'live', e.id, e.type, e.subject_id, w.last_number + row_number() over (order by e.sequence), e.at,
                greatest(access.now(), w.left_alone_until), access.now()
            from app.outbox_event e
            where e.organisation_id = mine and e.sequence > w.told and e.sequence <= last and (w.event_types = '{}' or e.type = any(w.event_types));
        get diagnostics added = row_count;
        update app.webhook_state s set told = last, last_number = w.last_number + added where s.webhook_id = w.webhook_id;
    end loop;
    return query
        select distinct d.webhook_id from app.webhook_delivery d join app.webhook x on x.id = d.webhook_id
        where x.organisation_id = mine and x.status = 'active' and x.secret_changed_at is not null and d.next_attempt_at <= access.now();
end $$;
