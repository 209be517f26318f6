-- Called by DiscardHandover. A draft goes as a whole, documents of restricted kinds included, which its writer may not see.
create or replace function app.discard_handover(p_handover uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    if not exists (select from app.handover h where h.id = p_handover and h.status = 'draft' and h.sender_organisation_id = access.organisation_id()) then
        raise exception 'no draft of this caller' using errcode = '42501';
    end if;
    call access.act_as(access.organisation_id(), 'system');
    delete from app.handover_document where handover_id = p_handover;
    delete from app.handover_open_item where handover_id = p_handover;
    delete from app.handover_inclusion where handover_id = p_handover;
    delete from app.handover_person where handover_id = p_handover;
    delete from app.handover_move where handover_id = p_handover;
    delete from app.handover where id = p_handover;
    call access.act_as(access.organisation_id(), actor);
end $$;
