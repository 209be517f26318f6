-- What an organisation is told: ids only, written in the transaction of what happened. Its place in the organisation's feed an event gets after the
-- commit, under a lock (Outbox/NumberEvents.sql): so nothing that commits late gets an early place, and the numbers have no gap.
create table app.outbox_event (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,    -- who is told
    type            text not null,                                -- e.g. referral.sent
    subject_id      uuid not null,                                -- the referral; it may be gone
    at              timestamptz not null constraint outbox_event_at_in_bounds check (at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    no              bigint not null generated always as identity, -- in which order they were written: of one subject one after the other, its row is locked
    sequence        bigint check (sequence > 0)
);
-- Its feed from a place on; a place is given once.
create unique index outbox_event_sequence on app.outbox_event (organisation_id, sequence) where sequence is not null;
-- What waits for a place.
create index outbox_event_waiting on app.outbox_event (organisation_id, no) where sequence is null;

create table app.outbox_feed (organisation_id uuid primary key references app.organisation, last bigint not null check (last >= 0));

-- The file number that the recipient's own software gives a referral, one each: the functional id of its messages.
create table app.referral_reference (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,    -- the recipient
    referral_id     uuid not null references app.referral,
    reference       text not null check (length(btrim(reference)) between 1 and 100),
    updated_at      timestamptz not null
        constraint referral_reference_updated_at_in_bounds check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint referral_reference_once unique (organisation_id, reference),
    constraint referral_reference_one unique (organisation_id, referral_id)
);
create index referral_reference_referral on app.referral_reference (referral_id);

-- What became of each message of a recipient's software, by the message's own id.
create table app.referral_receipt (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    message_id      uuid not null,
    reference       text not null,
    referral_id     uuid references app.referral,
    outcome         text not null check (outcome in ('created', 'updated', 'ignored', 'refused')),
    code            text,                                         -- why it was ignored or refused
    at              timestamptz not null constraint referral_receipt_at_in_bounds check (at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    staff_id        uuid references app.staff,
    api_client_id   uuid references access.api_client,
    constraint referral_receipt_once unique (organisation_id, message_id),
    check ((outcome in ('ignored', 'refused')) = (code is not null))
);
-- ListReferralReceipts, newest first.
create index referral_receipt_organisation on app.referral_receipt (organisation_id, at desc, id desc);
