-- Found by its name by ledger.settle: a referral is sent, with the days on which it was answered and ended, and ends. Which areas it is for says the service;
-- where one is told, that is the one of its purpose, else the first; one that is confidential or tells something of who goes there is withheld.
create or replace function app.ledger_of_referral(r app.referral)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', r.client_id, e.kind, (e.at at time zone 'Europe/Berlin')::date, 'day',
        jsonb_build_object('area', case when r.purpose = any(s.need_areas) then r.purpose else s.need_areas[1] end,
            'areas', to_jsonb(s.need_areas), 'status', case when r.ended_at is not null then r.status end, 'declinedBy', r.declined_by,
            'endedOn', (r.ended_at at time zone 'Europe/Berlin')::date,
            'answeredOn', (coalesce(r.accepted_at, case when r.status = 'rejected' then r.ended_at end) at time zone 'Europe/Berlin')::date),
        app.is_hidden(s) or s.reveals is not null
    from app.service s, (values ('referral_sent', r.sent_at), ('referral_ended', r.ended_at)) e(kind, at)
    where s.id = r.service_id and r.sent_at is not null and e.at is not null
$$;
