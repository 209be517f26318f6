-- Called by GetReceivedReferral. What the recipient may read of a referral; its first retrieval goes on record in the same statement. Null where it was
-- not sent to the acting organisation. The person's id is for the record of readings alone and in no answer.
create or replace function app.retrieve_referral(p_referral uuid) returns jsonb language plpgsql as $$
declare
    r record;
begin
    select x.id, x.client_id, x.xmin as version, x.status, x.ended_at, x.blocked_reason into r from app.referral x
        where x.id = p_referral and x.recipient_id = access.organisation_id() and x.organisation_id <> access.organisation_id() and x.sent_at is not null;
    if not found then
        return null;
    end if;
    if r.ended_at is null and r.blocked_reason is distinct from 'consent_withdrawn' then
        insert into app.referral_retrieval (id, referral_id, organisation_id, staff_id, at)
            values (gen_random_uuid(), r.id, access.organisation_id(), access.staff_id(), access.now())
            on conflict (referral_id) do nothing;
    end if;
    return jsonb_build_object('version', r.version::text::bigint, 'clientId', r.client_id, 'referral', app.referral_view(r.id)
        || jsonb_build_object('isConsentOver', r.status = 'sent' and app.referral_consent_over(r.id, access.today())));
end $$;
