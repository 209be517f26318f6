-- Called by ReferralAccess.RequireConsent and app.retrieve_referral. Whether a referral that the caller sees rests on a consent that is not in force on a day.
-- The consent is the sender's row, so that for this one look the routine acts for the sender; the recipient learns nothing else of it.
create or replace function app.referral_consent_over(p_referral uuid, p_day date) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation constant uuid := access.organisation_id();
    actor constant text := access.setting('actor');
    target constant uuid := access.transfer_target();
    is_over boolean;
    r record;
begin
    select x.organisation_id, x.consent_id into r from app.referral x where x.id = p_referral;
    if r.consent_id is null then
        return false;
    end if;
    call access.act_as(r.organisation_id, 'system');
    is_over := not exists (select from app.consent c where c.id = r.consent_id and c.status = 'given' and c.given_on <= p_day
        and (c.valid_until is null or c.valid_until > p_day)
        -- One that went along at a handover covers the new sender only where it names him (ReferralView).
        and (c.former_organisation_id is null or r.organisation_id = any(c.recipient_organisation_ids)));
    call access.act_as(organisation, actor, target);
    return is_over;
end $$;
revoke execute on function app.referral_consent_over from public;
grant execute on function app.referral_consent_over to casemanagement_app;
