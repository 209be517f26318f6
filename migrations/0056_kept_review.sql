-- The next review as it stood when the amendment began: an amendment that is discarded leaves it so.
alter table app.agreement add column kept_review_on date check (kept_review_on between date '1900-01-01' and date '2200-01-01');
