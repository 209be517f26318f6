-- Called by FollowReferrals: the acting organisation's feed behind a place, each event with what it tells of as that stands now. A tombstone says why what
-- was copied of a referral has to go. Null where what came next after that place was forgotten; without a place it begins with the first that was not.
create or replace function app.referral_changes(p_after bigint, p_limit integer) returns jsonb language plpgsql as $$
declare
    mine constant uuid := access.organisation_id();
begin
    perform app.number_events();
    if exists (select from app.outbox_feed f where f.organisation_id = mine and p_after < f.pruned_through) then
        return null;
    end if;
    return (
        select coalesce(jsonb_agg(jsonb_build_object('sequence', s.sequence, 'eventId', s.id, 'type', s.type, 'at', s.at, 'referralId', s.subject_id,
            'tombstone', s.tombstone, 'referral', case when s.tombstone is null then s.referral end) order by s.sequence), '[]')
        from (
            select e.sequence, e.id, e.type, e.at, e.subject_id,
                case when r.id is null then 'deleted'
                     when r.organisation_id = mine then 'taken_over'
                     when r.status = 'withdrawn' then 'withdrawn'
                     when r.blocked_reason = 'consent_withdrawn' and r.block_confirmed_at is not null then 'consent_withdrawn' end as tombstone,
                jsonb_build_object('status', r.status, 'isBlocked', r.blocked_since is not null, 'serviceId', r.service_id,
                    'serviceName', app.told_service(r.id), 'senderId', o.id, 'sender', o.name, 'reference', x.reference, 'updatedAt', r.updated_at) as referral
            from app.outbox_event e
            left join app.referral r on r.id = e.subject_id and r.recipient_id = mine
            left join app.organisation o on o.id = app.told_organisation(r.id, r.organisation_id)
            left join app.referral_reference x on x.referral_id = r.id and x.organisation_id = mine
            where e.organisation_id = mine and e.sequence > coalesce(p_after, 0) and e.type like 'referral.%'
            order by e.sequence limit p_limit) s);
end $$;
