-- Called by HandoverDraft and app.handover_view. The lines of restricted kinds that the caller may not see: which,
-- so that he does not submit without them, and nothing of them.
create or replace function app.hidden_handover_documents(p_handover uuid) returns setof uuid language plpgsql as $$
declare
    actor text := current_setting('app.actor', true);
    restricted uuid[];
begin
    perform set_config('app.actor', 'system', true);
    restricted := array(select d.id from app.handover_document d where d.handover_id = p_handover and d.compartment is not null);
    perform set_config('app.actor', coalesce(actor, ''), true);
    return query select r.id from unnest(restricted) r(id) where not exists (select from app.handover_document d where d.id = r.id) order by r.id;
end $$;
