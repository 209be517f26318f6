-- Policies of reminders: for which cause, how far ahead or after, for whom. Kinds are the product's, with a function app.causes_of_<kind> each that says what is
-- there to be reminded of (Reminders/ApplyPolicies.sql); how it is reminded of is the organisation's, in dated versions over the reference policies below.
create table app.policy_kind (
    kind            text primary key check (kind ~ '^[a-z]+(_[a-z]+)*$'),       -- the reminder's
    sort            integer not null,
    subject_type    text not null check (subject_type ~ '^[a-z]+(_[a-z]+)*$'),
    direction       text not null check (direction in ('before', 'after')),     -- the cause's day
    condition_de    text not null,
    condition_en    text not null,
    source          text                                                        -- the law or rule behind it
);
revoke insert, update, delete on app.policy_kind from casemanagement_app;

create table app.reminder_policy (
    id              uuid primary key,
    organisation_id uuid references app.organisation,             -- null: the reference policy, which the product ships
    kind            text not null references app.policy_kind,
    number          integer not null check (number between 1 and 100000),
    from_date       date not null constraint reminder_policy_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    is_active       boolean not null,
    steps           integer[] not null check (cardinality(steps) between 1 and 12 and 0 <= all (steps) and 3660 >= all (steps)),
    unit            text not null check (unit in ('days', 'working_days', 'months', 'years')),
    addressee       text not null check (addressee in ('lead', 'team', 'supervisor')),
    made            text not null check (made in ('at_once', 'on_the_day')),    -- the next one is seen ahead, or comes on its day
    missed          text not null check (missed in ('all', 'once', 'none')),    -- what becomes of days that had passed already
    escalate_after  integer check (escalate_after between 1 and 250),           -- working days after the due day; null: nothing happens
    note            text check (length(btrim(note)) between 1 and 500),         -- why it was changed
    created_by      uuid references app.staff,
    created_at      timestamptz not null constraint reminder_policy_created_in_bounds
                        check (created_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint reminder_policy_once unique nulls not distinct (organisation_id, kind, number)
);
-- Versions are kept as they were.
revoke update, delete on app.reminder_policy from casemanagement_app;

-- What a reminder was made from: the policy's version, the day of the cause, which step, the day that follows, and the calendar by which days were counted.
alter table app.reminder
    add column policy_id uuid references app.reminder_policy,
    add column cause_on date constraint reminder_cause_in_bounds check (cause_on between date '1900-01-01' and date '2200-01-01'),
    add column step integer,
    add column step_unit text check (step_unit in ('days', 'working_days', 'months', 'years')),
    add column fires_on date constraint reminder_fires_in_bounds check (fires_on between date '1900-01-01' and date '2200-01-01'),
    add column calendar text check (length(calendar) between 4 and 100),        -- Land, holidays of the commune, version
    add column end_cause text check (end_cause in ('no_longer_applies', 'policy_changed', 'case_closed')),
    add constraint reminder_of_policy check ((policy_id is null) = (cause_on is null) and (policy_id is null) = (step is null)
        and (policy_id is null) = (step_unit is null) and (policy_id is null) = (fires_on is null) and (policy_id is null) = (calendar is null)),
    add constraint reminder_end_cause check (end_cause is null or (status = 'cancelled' and policy_id is not null));
create index reminder_by_policy on app.reminder (policy_id) where policy_id is not null;
-- app.reminder_plan: what is open of a kind, and each step of a cause once, unless what was made ended without anybody's doing.
create index reminder_kind_open on app.reminder (organisation_id, kind, subject_id) where status = 'open' and policy_id is not null;
create unique index reminder_step_once on app.reminder (organisation_id, subject_id, kind, cause_on, step, step_unit)
    where policy_id is not null and end_cause is null;
drop index app.reminder_information;

insert into app.policy_kind (kind, sort, subject_type, direction, condition_de, condition_en, source) values
('residence_title_expires', 10, 'client', 'before',
 'Ein Aufenthaltstitel oder sein Nachweis läuft ab.', 'A residence title or its proof expires.', '§ 81 Abs. 4 AufenthG'),
('benefit_approval_ends', 20, 'client', 'before',
 'Ein Bewilligungszeitraum endet.', 'An approval period of a benefit ends.', '§ 41 Abs. 3 SGB II'),
('lease_ends', 30, 'household', 'before',
 'Ein Mietverhältnis eines Haushalts endet an einem bekannten Tag.', 'A household''s lease ends on a known day.', '§ 542 BGB'),
('consent_expires', 40, 'consent', 'before',
 'Eine Einwilligung gilt nicht mehr lange.', 'A consent is valid for a while only.', 'Art. 7 DSGVO'),
('counselling_ends', 50, 'case', 'before',
 'Der Zeitraum der Beratung endet.', 'The counselling period ends.', 'Nr. 3 VwV Integrationsmanagement'),
('no_contact', 60, 'case', 'after',
 'Seit dem letzten Kontakt, bei dem die Person erreicht wurde, ist Zeit vergangen.', 'Time has passed since the last contact that reached the person.', null),
('no_home_visit', 70, 'case', 'after',
 'Seit dem letzten Hausbesuch ist Zeit vergangen.', 'Time has passed since the last home visit.', null),
('assessment_old', 80, 'case', 'after',
 'Die letzte abgeschlossene Bedarfserhebung ist alt.', 'The last completed assessment is old.', null),
('referral_outcome', 90, 'referral', 'after',
 'Eine Vermittlung ist zu Ende, und wie sie ausging, hat niemand zur Kenntnis genommen.',
 'A referral has ended, and nobody has acknowledged how.', null),
('participation_lasts', 100, 'participation', 'after',
 'Ein Kurs, eine Schule oder ein Verein wurde begonnen und hält an.', 'A course, school or club was begun and lasts.', null),
('employment_lasts', 110, 'employment', 'after',
 'Eine Arbeit wurde begonnen und hält an.', 'A job was begun and lasts.', null),
('birthday', 120, 'client', 'after',
 'Ein Alter ist erreicht, mit dem sich etwas öffnet: Betreuungsplatz (1, 3), Schule (6), eigene Anträge (15), Ausbildung (16), Volljährigkeit (18).',
 'An age is reached that opens something: nursery (1), kindergarten (3), school (6), own claims (15), training (16), majority (18).',
 '§ 24 SGB VIII; § 36 SGB I; § 2 BGB'),
('of_age', 130, 'client', 'after',
 'Wer vertreten wurde, ist volljährig geworden.', 'Who was represented has come of age.', '§ 2 BGB'),
('information_due', 140, 'client', 'after',
 'Die Person wurde über die Verarbeitung ihrer Daten noch nicht informiert.', 'The person has not been informed about the processing yet.',
 'Art. 14 Abs. 3 Buchst. a DSGVO');

insert into app.reminder_policy (id, kind, number, from_date, is_active, steps, unit, addressee, made, missed, escalate_after, created_at)
select gen_random_uuid(), kind, 1, date '2000-01-01', is_active, steps, unit, addressee, made, missed, escalate_after, timestamptz '2000-01-01Z'
from (values
    ('residence_title_expires', true, array[90, 30, 7], 'days', 'lead', 'at_once', 'once', 5),
    ('benefit_approval_ends', true, array[60, 30], 'days', 'lead', 'at_once', 'once', 5),
    ('lease_ends', true, array[90, 30], 'days', 'lead', 'at_once', 'once', 10),
    ('consent_expires', true, array[30], 'days', 'lead', 'at_once', 'once', null),
    ('counselling_ends', true, array[180, 60], 'days', 'lead', 'at_once', 'once', null),
    ('no_contact', true, array[56], 'days', 'lead', 'on_the_day', 'once', 10),
    ('no_home_visit', false, array[182], 'days', 'lead', 'on_the_day', 'once', null),
    ('assessment_old', true, array[12], 'months', 'lead', 'on_the_day', 'once', null),
    ('referral_outcome', true, array[5], 'working_days', 'lead', 'at_once', 'once', 5),
    ('participation_lasts', true, array[3, 6], 'months', 'lead', 'on_the_day', 'once', null),
    ('employment_lasts', true, array[3, 6], 'months', 'lead', 'on_the_day', 'once', null),
    ('birthday', true, array[1, 3, 6, 15, 16, 18], 'years', 'lead', 'on_the_day', 'once', null),
    ('of_age', true, array[18], 'years', 'lead', 'on_the_day', 'once', null),
    ('information_due', true, array[1], 'months', 'lead', 'at_once', 'once', null)
) shipped (kind, is_active, steps, unit, addressee, made, missed, escalate_after);
