-- Called by HandoverDraft and app.handover_view. The lines of restricted kinds that the caller may not see: which,
-- so that he does not submit without them, and nothing of them.
create or replace function app.hidden_handover_documents(p_handover uuid) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
    restricted uuid[];
begin
    call access.act_as(access.organisation_id(), 'system');
    restricted := array(select d.id from app.handover_document d where d.handover_id = p_handover and d.compartment is not null);
    call access.act_as(access.organisation_id(), actor);
    return query select r.id from unnest(restricted) r(id) where not exists (select from app.handover_document d where d.id = r.id) order by r.id;
end $$;
