-- BlockedByConsent asks by the consent also for referrals that have ended: whoever has received data is told that the consent is taken back.
drop index app.referral_consent;
create index referral_consent on app.referral (consent_id) where consent_id is not null and sent_at is not null;
-- WatchReferrals: whose confirmation of a withdrawal is awaited.
create index referral_unconfirmed on app.referral (organisation_id, blocked_since)
    where blocked_reason = 'consent_withdrawn' and block_confirmed_at is null;
