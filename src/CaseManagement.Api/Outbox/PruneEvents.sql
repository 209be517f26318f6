-- Called by PruneEvents, for one organisation: forgets its events from the first one on, as far as each was old when every webhook had it or had been out of
-- use for as long, and every mail address in use, or refused since, has heard of it. What is in use and has not been told, or still tries, keeps all that come
-- after. Answers how many were forgotten.
create or replace function app.prune_events(p_before timestamptz) returns integer language plpgsql as $$
declare
    mine constant uuid := access.organisation_id();
    last constant bigint := app.number_events();
    upto bigint;
    pruned integer;
begin
    perform from app.outbox_feed f where f.organisation_id = mine for update;
    -- A webhook that is just being told waits, or has been.
    perform from app.webhook_state s where s.organisation_id = mine order by s.webhook_id for update;
    select least(min(k.place) - 1, last) into upto from (
        select min(e.sequence) as place from app.outbox_event e where e.organisation_id = mine and e.sequence is not null and e.at >= p_before
        union all
        select min(s.told) + 1 from app.webhook_state s join app.webhook w on w.id = s.webhook_id
            where w.organisation_id = mine and s.told < last
              and case when w.status = 'active' then w.secret_changed_at is not null or w.created_at >= p_before else w.disabled_at >= p_before end
        union all
        select min(s.told) + 1 from app.mail_state s join app.mail_address x on x.id = s.address_id
            where x.organisation_id = mine and s.told < last and (x.status = 'active' or x.refused_at >= p_before)
        union all
        select min(e.sequence) from app.webhook_delivery d join app.webhook w on w.id = d.webhook_id
            join app.outbox_event e on e.id = d.event_id and e.organisation_id = mine
            where d.organisation_id = mine and d.next_attempt_at is not null and (w.status = 'active' or w.disabled_at >= p_before)
        union all
        select min(e.sequence) from app.webhook_delivery d join app.outbox_event e on e.id = d.event_id and e.organisation_id = mine
            where d.organisation_id = mine and d.ended_at >= p_before
        union all
        select last + 1) k;
    -- What one that is out of use will never be told stays a gap in its numbers.
    update app.webhook_state s set told = upto, last_number = s.last_number + (
        select count(*) from app.outbox_event e
        where e.organisation_id = mine and e.sequence > s.told and e.sequence <= upto and (w.event_types = '{}' or e.type = any(w.event_types)))
    from app.webhook w where w.id = s.webhook_id and s.organisation_id = mine and s.told < upto;
    delete from app.outbox_event e where e.organisation_id = mine and e.sequence <= upto;
    get diagnostics pruned = row_count;
    update app.outbox_feed f set pruned_through = upto where f.organisation_id = mine and f.pruned_through < upto;
    return pruned;
end $$;
