-- Asked by whoever proposes, decides or confirms an erasure, and inside of it once more: what of the acting organisation's stands in its way, as codes of
-- ErasureProblems. Empty where nothing does.
create or replace function app.erasure_obstacles(p_client uuid) returns text[] language sql stable as $$
    select array(
        select 'erasure-case-open' where exists (
            select from app."case" c where c.client_id = p_client and c.organisation_id = access.organisation_id() and c.status = 'open')
        union all
        select 'erasure-handover-open' where exists (
            select from app.handover h join app.handover_person p on p.handover_id = h.id
            where p.client_id = p_client and (
                h.status in ('submitted', 'clarification_requested') and access.organisation_id() in (h.sender_organisation_id, h.receiver_organisation_id)
                -- Whom the receiver still has to speak to he knows from here; a receiver who was closed speaks to nobody any more.
                or h.status = 'accepted' and h.sender_organisation_id = access.organisation_id() and h.receiver_organisation_id <> access.organisation_id()
                    and exists (select from app.organisation o where o.id = h.receiver_organisation_id and o.closed_at is null)))
        union all
        select 'erasure-referral-open' where exists (
            select from app.referral r where r.client_id = p_client and r.organisation_id = access.organisation_id()
              and r.sent_at is not null and r.ended_at is null)
        union all
        select 'erasure-withdrawal-unconfirmed' where exists (
            select from app.referral r where r.client_id = p_client and r.organisation_id = access.organisation_id()
              and r.blocked_reason = 'consent_withdrawn' and r.block_confirmed_at is null and r.recipient_id <> r.organisation_id
              -- Who was closed is asked by hand, as who never worked here.
              and exists (select from app.organisation o where o.id = r.recipient_id and o.closed_at is null))
        union all
        select 'erasure-processing-restricted' where exists (
            select from app.client c where c.id = p_client and c.organisation_id = access.organisation_id() and c.restricted_at is not null)
            or exists (select from app.client_mark m where m.client_id = p_client and m.organisation_id = access.organisation_id()
                       and m.processing_restricted and m.lifted_at is null)
        union all
        select 'erasure-import-open' where exists (
            select from app.import_row r join app.import i on i.id = r.import_id
            where r.organisation_id = access.organisation_id() and i.status in ('uploaded', 'checked')
              and (r.client_id = p_client or r.decided_client_id = p_client
                   -- Somebody is still to say whether the row is about the person.
                   or r.candidates @> jsonb_build_array(jsonb_build_object('clientId', p_client))
                   or r.person_key in (select o.person_key from app.import_row o where o.client_id = p_client)))
            or exists (
            select from app.fact_list_row r join app.fact_list l on l.id = r.fact_list_id
            where r.organisation_id = access.organisation_id() and l.status in ('uploaded', 'checked') and r.client_id = p_client));
$$;
