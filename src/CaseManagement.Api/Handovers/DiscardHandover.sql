-- Called by DiscardHandover. A draft goes as a whole, documents of restricted kinds included, which its writer may not see.
create or replace function app.discard_handover(p_handover uuid) returns void language plpgsql as $$
declare
    actor text := current_setting('app.actor', true);
begin
    if not exists (select from app.handover h where h.id = p_handover and h.status = 'draft' and h.sender_organisation_id = access.organisation_id()) then
        raise exception 'no draft of this caller' using errcode = '42501';
    end if;
    perform set_config('app.actor', 'system', true);
    delete from app.handover_document where handover_id = p_handover;
    delete from app.handover_open_item where handover_id = p_handover;
    delete from app.handover_inclusion where handover_id = p_handover;
    delete from app.handover_person where handover_id = p_handover;
    delete from app.handover_move where handover_id = p_handover;
    delete from app.handover where id = p_handover;
    perform set_config('app.actor', coalesce(actor, ''), true);
end $$;
