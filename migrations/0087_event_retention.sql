-- Up to which place events were forgotten (Outbox/PruneEvents.sql): who follows from an earlier one has to begin anew.
alter table app.outbox_feed add pruned_through bigint not null default 0 check (pruned_through >= 0);
-- What of a webhook was tried for an event (PruneEvents).
create index webhook_delivery_open on app.webhook_delivery (organisation_id, event_id) where next_attempt_at is not null;
