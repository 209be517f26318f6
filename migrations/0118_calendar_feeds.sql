-- Whether an organisation's colleagues may have an address at which a calendar program reads what they are reminded of: off until a supervisor says
-- otherwise, because what leaves this way lies in programs and on devices that are not the organisation's. One row for an organisation.
create table app.calendar_setting (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation constraint calendar_setting_once unique,
    is_allowed      boolean not null,
    changed_by      uuid references app.staff,
    changed_at      timestamptz not null constraint calendar_setting_changed_in_bounds
                        check (changed_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);

-- Whose calendar can be read: one address for a colleague in an organisation. Goes when it is withdrawn, and with what it rests on.
create table app.calendar_feed (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid not null references app.staff,
    language        text not null check (language in ('de', 'en')),            -- of its words
    made_at         timestamptz not null constraint calendar_feed_made_in_bounds
                        check (made_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint calendar_feed_once unique (organisation_id, staff_id)
);

-- A digest of the 256 random bits in the address, and when they were last shown. No grant: Reminders/CalendarFeeds.sql is the only door.
create table access.calendar_key (
    feed_id         uuid primary key references app.calendar_feed on delete cascade,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid not null references app.staff,
    digest          bytea not null constraint calendar_key_digest unique check (length(digest) = 32),
    used_on         date not null constraint calendar_key_used_in_bounds check (used_on between date '1900-01-01' and date '2200-01-01')
);
