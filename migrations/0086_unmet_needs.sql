-- ListServiceGaps (Offers/UnmetNeeds.sql): referrals that came to nothing, by the time when they ended.
create index referral_unmet on app.referral (organisation_id, ended_at) where status in ('rejected', 'expired', 'failed');
