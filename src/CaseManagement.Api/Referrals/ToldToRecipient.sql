-- Called by app.referral_view, app.referral_changes, ListReceivedReferrals: whom and what the recipient of a referral may know beside what was sent.

-- An organisation that it may know, or that has told itself by sending; null where not. Whether its colleagues may refer elsewhere makes no difference here:
-- not who there is would be told, but with whom the person is.
create or replace function app.told_organisation(p_referral uuid, p_organisation uuid) returns uuid language plpgsql stable as $$
begin
    return (select o.id from app.organisation o where o.id = p_organisation and (app.is_known(o)
        or exists (select from app.referral_move m where m.referral_id = p_referral and m.action = 'send' and m.organisation_id = o.id)));
end $$;

-- The service by name: as it is called today, while the recipient offers it and everybody may know of it; else as it was sent. Where that is erased, by who
-- was asked.
create or replace function app.told_service(p_referral uuid) returns text language plpgsql stable as $$
begin
    return (select case when s.provider_id = r.recipient_id and not app.is_hidden(s) then s.name else coalesce(app.service_as_sent(r.id), o.name) end
        from app.referral r join app.service s on s.id = r.service_id left join app.organisation o on o.id = r.recipient_id where r.id = p_referral);
end $$;

-- The snapshot is closed to the recipient once nothing of the person is to be read any more; what its own service was called is none of that. For this one
-- name the routine looks with the sender's eyes: only at a referral that the caller sees.
create or replace function app.service_as_sent(p_referral uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation constant uuid := access.organisation_id();
    actor constant text := access.setting('actor');
    target constant uuid := access.transfer_target();
    sender constant uuid := (select r.organisation_id from app.referral r where r.id = p_referral);
    name text;
begin
    if sender is null then
        return null;
    end if;
    call access.act_as(sender, 'system');
    name := (select s.content::jsonb ->> 'service' from app.referral_snapshot s where s.referral_id = p_referral);
    call access.act_as(organisation, actor, target);
    return name;
end $$;
revoke execute on function app.service_as_sent from public;
grant execute on function app.service_as_sent to casemanagement_app;
