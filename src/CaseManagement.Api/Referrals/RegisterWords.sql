-- Whatever either side writes to the other is part of the register of the person's disclosures, which the sender keeps: the recipient's messages and the notes
-- of its steps as received, the notes of the sender's steps as disclosed. The sender's messages and corrections it enters itself. Each is a row of the
-- sender's, so that for this one statement the routine acts for it: only of a referral that the caller sees and writes in.
create or replace function app.register_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation constant uuid := access.organisation_id();
    actor constant text := access.setting('actor');
    target constant uuid := access.transfer_target();
    is_move constant boolean := tg_table_name = 'referral_move';
    words jsonb := to_jsonb(new);
    is_received boolean;
    r record;
begin
    select x.organisation_id, x.client_id, x.recipient_id, x.purpose, x.basis, x.consent_id into r from app.referral x
        where x.id = new.referral_id and x.recipient_id <> x.organisation_id and x.sent_at is not null
          -- Who was closed reads nothing more: what the sender writes there is told to nobody.
          and exists (select from app.organisation o where o.id = x.recipient_id and o.closed_at is null);
    is_received := new.organisation_id = r.recipient_id;
    if not found or not (is_received or is_move and new.organisation_id = r.organisation_id) then
        return null;
    end if;
    call access.act_as(r.organisation_id, 'system');
    insert into app.disclosure (id, organisation_id, client_id, referral_id, kind, recipient_id, recipient, purpose, basis, consent_id, fields,
        disclosed_by, at, message_id, move_id, received_from)
    select gen_random_uuid(), r.organisation_id, r.client_id, new.referral_id, case when is_move then 'note' else 'message' end,
        case when is_received then r.organisation_id else r.recipient_id end,
        case when is_received then (select o.name from app.organisation o where o.id = r.organisation_id)
             else (select s.content::jsonb ->> 'recipient' from app.referral_snapshot s where s.referral_id = new.referral_id) end,
        r.purpose, r.basis, r.consent_id, array[coalesce(words ->> 'action', 'text')], case when not is_received then new.staff_id end, new.at,
        case when not is_move then new.id end, case when is_move then new.id end, case when is_received then new.organisation_id end;
    call access.act_as(organisation, actor, target);
    return null;
end $$;
create or replace trigger register_words after insert on app.referral_message
    for each row when (new.kind = 'message') execute function app.register_words();
create or replace trigger register_words after insert on app.referral_move
    for each row when (new.note is not null) execute function app.register_words();
