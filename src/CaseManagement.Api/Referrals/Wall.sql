-- The wall here is of its own kind, since one record belongs to two: the sender, who keeps it, and the recipient from sending on. Of the person the
-- recipient reads the frozen snapshot while the referral runs or was completed, and corrections and messages; what the sender writes is the sender's.
call access.close('app.referral');
create policy readable on app.referral for select using (
    organisation_id = (select access.organisation_id())
    or (former_organisation_id = (select access.organisation_id()) and former_access_until > (select access.now()))
    or (recipient_id = (select access.organisation_id()) and sent_at is not null));
create policy added on app.referral for insert with check (organisation_id = (select access.organisation_id()) and status = 'draft');
create policy changed on app.referral for update using (
    organisation_id = (select access.organisation_id()) or (recipient_id = (select access.organisation_id()) and sent_at is not null))
    with check (organisation_id in ((select access.organisation_id()), (select access.transfer_target()))
        or (recipient_id = (select access.organisation_id()) and sent_at is not null));
create policy removed on app.referral for delete using (organisation_id = (select access.organisation_id()) and status = 'draft');
call access.trail('app.referral');
call access.goes_along('app.referral');

call access.protect('app.referral_draft');

do $$
declare
    t text;
begin
    -- Read with the referral, whose own policy applies inside the subquery; added by either side, never taken away.
    foreach t in array array['app.referral_move', 'app.referral_message', 'app.referral_appointment', 'app.referral_retrieval'] loop
        call access.close(t);
        execute format('create policy readable on %s for select using (exists (select from app.referral r where r.id = referral_id))', t);
        execute format('create policy added on %s for insert with check (exists (select from app.referral r where r.id = referral_id))', t);
        call access.trail(t);
    end loop;
    -- An appointment gets its result, a correction is confirmed.
    foreach t in array array['app.referral_message', 'app.referral_appointment'] loop
        execute format('create policy changed on %s for update using (exists (select from app.referral r where r.id = referral_id))', t);
    end loop;
    -- The recipient of what was rejected, withdrawn, expired, returned or failed has no business with the person any more; nor has he where the person
    -- has taken the consent back.
    foreach t in array array['app.referral_snapshot', 'app.referral_snapshot_restricted'] loop
        call access.close(t);
        execute format('create policy readable on %s for select using (exists (select from app.referral r where r.id = referral_id
            and (r.recipient_id is distinct from (select access.organisation_id()) or r.organisation_id = (select access.organisation_id())
                 or r.status in (''sent'', ''accepted'', ''in_progress'', ''on_hold'', ''completed'')
                    and r.blocked_reason is distinct from ''consent_withdrawn'')))', t);
        execute format('create policy added on %s for insert with check (exists (select from app.referral r where r.id = referral_id
            and r.organisation_id = (select access.organisation_id())))', t);
        call access.trail(t);
    end loop;
end $$;
-- The recipient was told it; inside the sender it stays with who may open the compartment.
create policy compartment on app.referral_snapshot_restricted as restrictive for select using (
    access.may_open(client_id, compartment)
    or exists (select from app.referral r where r.id = referral_id and r.recipient_id = (select access.organisation_id())
               and r.organisation_id <> (select access.organisation_id())));

-- The register stays with who disclosed; nobody alters it.
call access.close('app.disclosure');
create policy readable on app.disclosure for select using (organisation_id = (select access.organisation_id()));
create policy added on app.disclosure for insert with check (organisation_id = (select access.organisation_id()));
call access.trail('app.disclosure');

-- What the recipient keeps: its own file numbers, and what became of its messages.
call access.protect('app.referral_reference');
call access.protect('app.referral_receipt');
-- Of what was sent to it, and of nothing else: a row of its own would keep another organisation's from being erased, and tell that there is one.
create policy received on app.referral_reference as restrictive for insert with check (
    exists (select from app.referral r where r.id = referral_id and r.recipient_id = (select access.organisation_id()) and r.sent_at is not null));
create policy received on app.referral_receipt as restrictive for insert with check (referral_id is null
    or exists (select from app.referral r where r.id = referral_id and r.recipient_id = (select access.organisation_id()) and r.sent_at is not null));

call ledger.keep('app.referral', 2);
