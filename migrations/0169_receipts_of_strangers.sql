-- A report with a known number was kept under whatever referral it named: drafts, and what was sent to others. The receipt stays, and holds none of them.
alter table app.referral no force row level security;
alter table app.referral_receipt no force row level security;
alter table app.referral_receipt disable trigger user;
update app.referral_receipt x set referral_id = null
    where x.referral_id is not null and not exists (
        select from app.referral r where r.id = x.referral_id and r.recipient_id = x.organisation_id and r.sent_at is not null);
alter table app.referral_receipt enable trigger user;
alter table app.referral_receipt force row level security;
alter table app.referral force row level security;
