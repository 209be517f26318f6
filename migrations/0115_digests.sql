-- When an organisation's people are told by mail what waits for them, and from when to when no mail goes; times of day in Germany. Without a row it is as
-- app.digest_settings() says.
create table app.digest_setting (
    id              uuid primary key,
    organisation_id uuid not null constraint digest_setting_once unique references app.organisation,
    morning         boolean not null,                             -- what waits for a person, on working days
    weekly          boolean not null,                             -- what waits in the teams of who supervises, once a week
    at_time         time not null,                                -- both, where they fall on one day in one mail
    weekday         integer not null check (weekday between 1 and 7), -- ISO 8601: 1 is Monday
    quiet_from      time,
    quiet_until     time,
    set_by          uuid references app.staff,
    updated_at      timestamptz not null constraint digest_setting_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint digest_setting_quiet check ((quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until)
);

-- Whom of its people an organisation tells: nobody who has not asked for it. The address is the one that was on record then.
create table app.digest_choice (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid not null references app.staff,
    morning         boolean not null,
    weekly          boolean not null,
    language        text not null check (language in ('de', 'en')),
    address         text check (length(address) between 3 and 320),   -- null: there was none
    refused_at      timestamptz constraint digest_choice_refused_in_bounds
                        check (refused_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    refused_status  integer,                                      -- RFC 5321
    updated_at      timestamptz not null constraint digest_choice_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint digest_choice_once unique (organisation_id, staff_id),
    check ((refused_at is null) = (refused_status is null))
);

-- A mail is to an address of the organisation's, or to one of its people; then it has lines: fixed phrases and numbers.
alter table app.mail
    alter column address_id drop not null,
    add column staff_id uuid references app.staff,
    add column lines text[] check (cardinality(lines) between 1 and 60),
    drop constraint mail_kind_check,
    add constraint mail_kind_check check (kind in ('news', 'confirmation', 'digest')),
    drop constraint mail_outcome_check,
    add constraint mail_outcome_check check (outcome in ('delivered', 'refused', 'overtaken')),
    add constraint mail_of_staff check ((kind = 'digest') = (staff_id is not null) and (kind = 'digest') = (address_id is null)
        and (kind = 'digest') = (lines is not null));
create index mail_of_staff_due on app.mail (organisation_id, staff_id) where staff_id is not null and next_attempt_at is not null;

-- That a person was told of a day, or that there was nothing to tell: once, on however many instances.
create table app.digest (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid not null references app.staff,
    on_day          date not null constraint digest_on_day_in_bounds check (on_day between date '1900-01-01' and date '2200-01-01'),
    parts           integer not null check (parts >= 0),          -- how many parts had something in them; 0: no mail
    mail_id         uuid references app.mail on delete set null,
    at              timestamptz not null constraint digest_at_in_bounds check (at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint digest_once unique (organisation_id, staff_id, on_day)
);
create index digest_mail on app.digest (mail_id) where mail_id is not null;
