-- The walls repeated on app.referral: which states follow which (Referral.Moves), what the recipient never touches, and who is asked anew when the
-- sender changes at a handover. A consent that does not name the new sender does not cover what comes: blocked until it is renewed.
create or replace function app.keep_referral() returns trigger language plpgsql as $$
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if new.status <> old.status and (old.status, new.status) not in (
        ('draft', 'sent'), ('sent', 'accepted'), ('sent', 'rejected'), ('sent', 'expired'), ('sent', 'withdrawn'),
        ('accepted', 'in_progress'), ('accepted', 'withdrawn'), ('accepted', 'returned'),
        ('in_progress', 'on_hold'), ('in_progress', 'completed'), ('in_progress', 'failed'), ('in_progress', 'withdrawn'), ('in_progress', 'returned'),
        ('on_hold', 'in_progress'), ('on_hold', 'completed'), ('on_hold', 'failed'), ('on_hold', 'withdrawn'), ('on_hold', 'returned')) then
        raise exception 'no such move of a referral' using errcode = '23514', constraint = 'referral_move_legal';
    end if;
    if old.sent_at is not null
        and (new.client_id, new.service_id, new.recipient_id, new.purpose, new.sent_at, new.secrecy_basis)
            is distinct from (old.client_id, old.service_id, old.recipient_id, old.purpose, old.sent_at, old.secrecy_basis)
        or old.organisation_id <> access.organisation_id()
        and (new.organisation_id, new.case_id, new.basis, new.consent_id, new.blocked_since, new.closed_at)
            is distinct from (old.organisation_id, old.case_id, old.basis, old.consent_id, old.blocked_since, old.closed_at) then
        raise exception 'not to be changed' using errcode = '23514', constraint = 'referral_kept';
    end if;
    if new.organisation_id <> old.organisation_id and (new.status in ('sent', 'accepted', 'in_progress', 'on_hold')
        or new.blocked_reason = 'consent_withdrawn' and new.block_confirmed_at is null) then
        if new.consent_id is not null and new.blocked_since is null and not exists (
            select from app.consent c where c.id = new.consent_id and new.organisation_id = any(c.recipient_organisation_ids)) then
            new.blocked_since := access.now();
            new.blocked_reason := 'sender_changed';
        end if;
        new.updated_at := access.now();
        insert into app.referral_move (id, referral_id, action, from_status, to_status, at, organisation_id)
            values (gen_random_uuid(), new.id, 'sender-changed', new.status, new.status, access.now(), new.organisation_id);
    end if;
    return new;
end $$;
create or replace trigger keep before update on app.referral for each row execute function app.keep_referral();
