-- app.settle_referrals: those sent to a service that changes.
create index referral_service on app.referral (service_id) where sent_at is not null;
