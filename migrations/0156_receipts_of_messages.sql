-- What a message said, so that the same id with another body is refused; null of those before.
alter table app.referral_receipt add body_sha256 bytea check (length(body_sha256) = 32);
