-- Found by its name by ledger.settle: that a team has accepted somebody, in its organisation's ledger, with the day of the first submission.
create or replace function app.ledger_of_handover_move(r app.handover_move)
    returns table (unit text, unit_id uuid, kind text, on_date date, date_precision text, attributes jsonb, withheld boolean) language sql stable as $$
    select 'client', p.client_id, 'handover_accepted', (r.at at time zone 'Europe/Berlin')::date, 'day',
        jsonb_build_object('team', h.receiver_team_id, 'submittedOn', (select (min(m.at) at time zone 'Europe/Berlin')::date
            from app.handover_move m where m.handover_id = r.handover_id and m.to_status = 'submitted')), false
    from app.handover h join app.handover_person p on p.handover_id = h.id
    where h.id = r.handover_id and r.to_status = 'accepted'
$$;
