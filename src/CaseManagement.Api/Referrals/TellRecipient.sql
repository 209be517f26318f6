-- Which event a move is; null of one that a recipient is not told.
create or replace function app.event_of_move(p_action text) returns text language sql immutable as $$
    select 'referral.' || case p_action
        when 'send' then 'sent' when 'accept' then 'accepted' when 'reject' then 'rejected' when 'expire' then 'expired' when 'start' then 'started'
        when 'hold' then 'held' when 'resume' then 'resumed' when 'complete' then 'completed' when 'fail' then 'failed' when 'withdraw' then 'withdrawn'
        when 'return' then 'returned' when 'acknowledge' then 'acknowledged' when 'block' then 'blocked' when 'unblock' then 'unblocked'
        when 'confirm-withdrawal' then 'withdrawal_confirmed' when 'correct' then 'corrected' when 'appoint' then 'appointment'
        when 'sender-changed' then 'sender_changed' end
$$;

-- Tells the recipient in the transaction of what happened, whichever side did it. The event is a row of the recipient's, so that for this one statement the
-- routine acts for it: only of a referral that the caller sees, and nothing but its id.
create or replace procedure app.tell_of_referral(p_referral uuid, p_type text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    recipient uuid;
begin
    select r.recipient_id into recipient from app.referral r where r.id = p_referral and r.recipient_id <> r.organisation_id;
    call app.tell_about_referral(recipient, p_referral, p_type);
end $$;
revoke execute on procedure app.tell_of_referral from public;

create or replace procedure app.tell_about_referral(p_recipient uuid, p_referral uuid, p_type text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation constant uuid := access.organisation_id();
    actor constant text := access.setting('actor');
    target constant uuid := access.transfer_target();
begin
    if p_recipient is not null and p_type is not null then
        call access.act_as(p_recipient, 'system');
        insert into app.outbox_event (id, organisation_id, type, subject_id, at, is_own)
            values (gen_random_uuid(), p_recipient, p_type, p_referral, access.now(), coalesce(organisation = p_recipient, false));
        call access.act_as(organisation, actor, target);
    end if;
end $$;
revoke execute on procedure app.tell_about_referral from public;

create or replace function app.tell_recipient() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_table_name = 'referral_move' then
        call app.tell_of_referral(new.referral_id, app.event_of_move(new.action));
    elsif tg_table_name = 'referral_message' then
        call app.tell_of_referral(new.referral_id, 'referral.message');
    else
        -- Whoever owns the database and erases sees no rows himself: the row that goes says who had it.
        call app.tell_about_referral(nullif(old.recipient_id, old.organisation_id), old.id,
            case when access.is_erasing() then 'referral.erased' else 'referral.deleted' end);
        return old;
    end if;
    return null;
end $$;
create or replace trigger tell_recipient after insert on app.referral_move for each row execute function app.tell_recipient();
-- A correction is told by its move.
create or replace trigger tell_recipient after insert on app.referral_message
    for each row when (new.kind = 'message') execute function app.tell_recipient();
create or replace trigger tell_recipient before delete on app.referral
    for each row when (old.sent_at is not null) execute function app.tell_recipient();
