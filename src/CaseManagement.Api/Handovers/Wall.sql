-- The wall here is of its own kind, since one record belongs to two controllers: the sender always sees it, the receiver
-- from submission on. What the sender is still writing (documents, open items, inclusions) is the sender's alone; the
-- receiver reads frozen packages, and those only while the handover concerns him.
call access.close('app.handover');
create policy readable on app.handover for select using (
    sender_organisation_id = (select access.organisation_id())
    or (receiver_organisation_id = (select access.organisation_id()) and submitted_at is not null));
create policy added on app.handover for insert with check (sender_organisation_id = (select access.organisation_id()) and status = 'draft');
create policy changed on app.handover for update using (
    sender_organisation_id = (select access.organisation_id())
    or (receiver_organisation_id = (select access.organisation_id()) and submitted_at is not null));
create policy removed on app.handover for delete using (sender_organisation_id = (select access.organisation_id()) and status = 'draft');
-- Without organisation_id in the row, the trail keeps each entry with the organisation that acted.
call access.trail('app.handover');

do $$
declare
    t text;
begin
    -- Visible with the handover (its own policy applies inside the subquery), changed by either side as the product allows.
    foreach t in array array['app.handover_person', 'app.handover_move', 'app.handover_item'] loop
        call access.close(t);
        execute format('create policy readable on %s for select using (exists (select from app.handover h where h.id = handover_id))', t);
        execute format('create policy added on %s for insert with check (exists (select from app.handover h where h.id = handover_id))', t);
        execute format('create policy changed on %s for update using (exists (select from app.handover h where h.id = handover_id))', t);
        execute format('create policy removed on %s for delete using (exists (select from app.handover h where h.id = handover_id
            and h.sender_organisation_id = (select access.organisation_id()) and h.status in (''draft'', ''clarification_requested'')))', t);
        call access.trail(t);
    end loop;
    foreach t in array array['app.handover_package', 'app.handover_package_restricted'] loop
        call access.close(t);
        -- The receiver of a declined, withdrawn or expired handover has no business with the persons any more.
        execute format('create policy readable on %s for select using (exists (select from app.handover h where h.id = handover_id
            and (h.sender_organisation_id = (select access.organisation_id())
                 or (h.status in (''submitted'', ''clarification_requested'', ''accepted'', ''completed'') and h.receiver_erased_at is null))))', t);
        execute format('create policy added on %s for insert with check (exists (select from app.handover h where h.id = handover_id
            and h.sender_organisation_id = (select access.organisation_id())))', t);
        call access.trail(t);
    end loop;
end $$;
create policy compartment on app.handover_package_restricted as restrictive for select using (access.may_open(client_id, compartment));

call access.protect('app.handover_document');
call access.protect('app.handover_open_item');
call access.protect('app.handover_inclusion');

call ledger.keep('app.handover_move');
