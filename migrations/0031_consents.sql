-- What persons are asked to consent to: the organisation's texts, by key and number. A published one never changes (app.keep_consent_text).
create table app.consent_text (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    key             text not null check (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(key) <= 64),
    number          integer not null check (number > 0),
    purpose         text not null,                                -- code list consent-purpose
    title           text not null check (length(btrim(title)) between 1 and 200),
    status          text not null check (status in ('draft', 'published', 'retired')),
    written_by      uuid references app.staff,
    created_at      timestamptz not null,
    published_at    timestamptz,
    retired_at      timestamptz,
    updated_at      timestamptz not null,
    constraint consent_text_number unique (organisation_id, key, number),
    check ((status = 'draft') = (published_at is null)),
    check ((status = 'retired') = (retired_at is not null))
);
create unique index consent_text_one_draft on app.consent_text (organisation_id, key) where status = 'draft';
create unique index consent_text_one_published on app.consent_text (organisation_id, key) where status = 'published';
-- ListConsentTexts: newest first.
create index consent_text_organisation on app.consent_text (organisation_id, created_at desc, id desc);

create table app.consent_wording (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    text_id         uuid not null references app.consent_text on delete cascade,
    language        text not null,                                -- code list language (ISO 639-3)
    text            text not null check (length(btrim(text)) between 1 and 20000),
    source          text check (length(btrim(source)) between 1 and 200),  -- who translated it
    is_reviewed     boolean not null,                             -- by a speaker of the language
    unique (text_id, language)
);

-- What a person has consented to, with the words that were read out: it stays understandable after a handover, when the text itself is
-- another organisation's. Moves with the person; whether it covers the receiver, its recipients say.
create table app.consent (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    text_id         uuid not null references app.consent_text,
    text_key        text not null,
    text_number     integer not null,
    purpose         text not null,                                -- code list consent-purpose
    title           text not null,
    wording         text not null,
    language        text not null,                                -- of the wording
    recipients      text[] not null check (cardinality(recipients) > 0),
    recipient_organisation_ids uuid[] not null default '{}',      -- those recipients that are organisations here
    data            text[] not null check (cardinality(data) > 0),  -- code list consent-data
    given_on        date not null,
    form            text not null,                                -- code list consent-form
    reading         text not null,                                -- code list consent-reading
    interpreter     text,                                         -- code list interpreter-kind
    representation_ids uuid[] not null default '{}',              -- who gave it for the person; none: the person
    evidence        text not null check (length(btrim(evidence)) between 1 and 500),
    valid_until     date,                                         -- exclusive
    status          text not null check (status in ('given', 'withdrawn')),
    withdrawn_on    date,
    withdrawal_form text,                                         -- code list consent-form
    withdrawal_note text check (length(btrim(withdrawal_note)) between 1 and 1000),
    withdrawal_recorded_by uuid references app.staff,
    withdrawal_recorded_at timestamptz,
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check (valid_until > given_on),
    check ((status = 'withdrawn') = (withdrawn_on is not null)),
    check ((withdrawn_on is null) = (withdrawal_recorded_at is null) and (withdrawn_on is null) = (withdrawal_form is null)),
    check (withdrawn_on >= given_on)
);
-- The consents of a person, and the timeline: newest first.
create index consent_client on app.consent (client_id, recorded_at desc, id desc);
-- Withdrawals in the timeline.
create index consent_withdrawn on app.consent (client_id, withdrawal_recorded_at desc, id desc) where withdrawal_recorded_at is not null;
create index consent_text_used on app.consent (text_id);
-- The same consent twice is a second click.
create unique index consent_once on app.consent (client_id, text_id, given_on, recipients) where status = 'given';

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('consent-purpose', 320, 'Zweck der Einwilligung', 'Purpose of a consent', '„socialClaims“: ab 15 Jahren kann die Person es selbst (§ 36 SGB I).', '"socialClaims": from 15 the person can do it alone (§ 36 SGB I).', 'Art. 6, 7 DSGVO; § 67b SGB X; § 203 StGB'),
('consent-data', 330, 'Daten, die eine Einwilligung umfasst', 'Data that a consent covers', null, null, null),
('consent-form', 340, 'Form einer Erklärung', 'Form of a declaration', null, null, 'Art. 7 DSGVO; § 67b Abs. 2 SGB X'),
('consent-reading', 350, 'Wie der Text vermittelt wurde', 'How the text was conveyed', null, null, 'Art. 7 Abs. 2, Art. 12 Abs. 1 DSGVO');

-- attributes: socialClaims: own claims of somebody who is 15 (§ 36 SGB I).
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('consent-purpose', 'counselling', 'Beratung und Führung der Akte', 'Counselling and keeping the file', '2000-01-01', null, 10, '{}', 'Art. 6 Abs. 1 Buchst. a DSGVO'),
('consent-purpose', 'referral', 'Vermittlung an eine andere Stelle', 'Referral to another agency', '2000-01-01', null, 20, '{}', 'Art. 6 Abs. 1 Buchst. a DSGVO; § 67b SGB X'),
('consent-purpose', 'social-benefits', 'Anträge auf eigene Sozialleistungen', 'Applications for own social benefits', '2000-01-01', null, 30, '{"socialClaims":true}', '§ 36 Abs. 1 SGB I'),
('consent-purpose', 'confidentiality-release', 'Entbindung von der Schweigepflicht', 'Release from confidentiality', '2000-01-01', null, 40, '{}', '§ 203 StGB'),
('consent-purpose', 'health-data', 'Verarbeitung von Gesundheitsdaten', 'Processing of health data', '2000-01-01', null, 50, '{}', 'Art. 9 Abs. 2 Buchst. a DSGVO'),
('consent-purpose', 'agreement', 'Integrationsvereinbarung', 'Integration agreement', '2000-01-01', null, 60, '{}', null),
('consent-purpose', 'case-conference', 'Besprechung am Runden Tisch', 'Discussion at the round table', '2000-01-01', null, 70, '{}', null),
('consent-purpose', 'volunteers', 'Begleitung durch Ehrenamtliche', 'Support by volunteers', '2000-01-01', null, 80, '{}', null),
('consent-purpose', 'photo', 'Bild- und Tonaufnahmen', 'Pictures and recordings', '2000-01-01', null, 90, '{}', '§ 22 KUG'),
('consent-data', 'base-data', 'Name, Geburtsdatum, Herkunft', 'Name, date of birth, origin', '2000-01-01', null, 10, '{}', null),
('consent-data', 'contact-data', 'Anschrift, Telefon, E-Mail', 'Address, telephone, e-mail', '2000-01-01', null, 20, '{}', null),
('consent-data', 'household', 'Angaben zum Haushalt', 'Household', '2000-01-01', null, 30, '{}', null),
('consent-data', 'residence', 'Aufenthaltsstatus', 'Residence status', '2000-01-01', null, 40, '{}', null),
('consent-data', 'benefits', 'Leistungsbezug', 'Benefits', '2000-01-01', null, 50, '{}', null),
('consent-data', 'language-education', 'Sprache, Schule, Ausbildung, Arbeit', 'Language, school, training, work', '2000-01-01', null, 60, '{}', null),
('consent-data', 'needs', 'Bedarfe und Ziele', 'Needs and goals', '2000-01-01', null, 70, '{}', null),
('consent-data', 'health', 'Gesundheit', 'Health', '2000-01-01', null, 80, '{}', 'Art. 9 DSGVO'),
('consent-data', 'protection', 'Gewalt- und Schutzfragen', 'Violence and protection', '2000-01-01', null, 90, '{}', null),
('consent-form', 'written', 'Schriftlich', 'In writing', '2000-01-01', null, 10, '{}', null),
('consent-form', 'oral', 'Mündlich, mit Vermerk', 'Orally, with a note', '2000-01-01', null, 20, '{}', null),
('consent-form', 'electronic', 'Elektronisch', 'Electronically', '2000-01-01', null, 30, '{}', '§ 67b Abs. 2 Satz 1 SGB X'),
('consent-reading', 'read-alone', 'Selbst gelesen', 'Read alone', '2000-01-01', null, 10, '{}', null),
('consent-reading', 'read-out', 'Vorgelesen', 'Read out', '2000-01-01', null, 20, '{}', null),
('consent-reading', 'read-out-interpreted', 'Vorgelesen und übersetzt', 'Read out and interpreted', '2000-01-01', null, 30, '{}', null),
('consent-reading', 'read-back', 'Übersetzt und zurückübersetzt', 'Interpreted and read back', '2000-01-01', null, 40, '{}', null);
