-- A referral (Verweisberatung): the request to a provider to serve a person. The sender's row, which the recipient sees from sending on (Referrals/Wall.sql);
-- of the person the recipient reads the frozen snapshot and later corrections, which stand in tables of their own, and nothing else.
create table app.referral (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,    -- the sender
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    case_id         uuid not null references app."case",
    service_id      uuid not null references app.service,
    recipient_id    uuid references app.organisation,             -- null: no organisation here; the sender records its answers
    purpose         text not null,                                -- code list referral-purpose
    basis           text not null,                                -- code list disclosure-basis
    consent_id      uuid references app.consent,                  -- where the basis is consent
    status          text not null check (status in ('draft', 'sent', 'accepted', 'in_progress', 'on_hold', 'completed', 'failed', 'rejected',
                        'expired', 'withdrawn', 'returned')),
    written_by      uuid references app.staff,
    created_at      timestamptz not null,
    sent_by         uuid references app.staff,
    sent_at         timestamptz,
    expires_on      date constraint referral_expires_on_in_bounds check (expires_on between date '1900-01-01' and date '2200-01-01'),
    accepted_at     timestamptz,
    ended_at        timestamptz,
    end_reason      text,                                         -- code of the list that the move names
    declined_by     text check (declined_by in ('client', 'provider')),
    acknowledged_by uuid references app.staff,
    closed_at       timestamptz,                                  -- the loop: acknowledged, or withdrawn
    blocked_since   timestamptz,
    blocked_reason  text check (blocked_reason in ('consent_withdrawn', 'sender_changed')),
    block_confirmed_at timestamptz,                               -- by the recipient
    block_confirmed_as text,                                      -- code list withdrawal-confirmation
    updated_at      timestamptz not null,
    check ((status = 'draft') = (sent_at is null) and (sent_at is null) = (expires_on is null)),
    check ((status in ('completed', 'failed', 'rejected', 'expired', 'withdrawn', 'returned')) = (ended_at is not null)),
    check ((ended_at is null) or (end_reason is not null) or status = 'expired'),
    check ((status = 'rejected') = (declined_by is not null)),
    check (status <> 'withdrawn' or closed_at is not null),
    check (closed_at is null or ended_at is not null),
    check ((blocked_since is null) = (blocked_reason is null) and (blocked_since is null or sent_at is not null)),
    check ((block_confirmed_at is null) = (block_confirmed_as is null) and (block_confirmed_at is null or blocked_since is not null))
);
create unique index referral_one_open on app.referral (client_id, service_id) where ended_at is null;
-- ListReferrals, of a case and of all; what follows the person at a handover.
create index referral_organisation on app.referral (organisation_id, created_at desc, id desc);
create index referral_case on app.referral (case_id, created_at desc, id desc);
create index referral_client on app.referral (client_id);
-- ListReceivedReferrals.
create index referral_recipient on app.referral (recipient_id, sent_at desc, id desc) where sent_at is not null;
-- A consent that is withdrawn blocks these.
create index referral_consent on app.referral (consent_id) where consent_id is not null and ended_at is null;

-- What the sender is writing, his alone: nothing of it reaches the recipient but by sending.
create table app.referral_draft (
    id              uuid primary key references app.referral,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    note            text check (length(btrim(note)) between 1 and 4000),
    fields          text[] not null check (cardinality(fields) > 0),
    member_ids      uuid[] not null default '{}',
    item_ids        uuid[] not null default '{}'
);

-- What was sent, frozen: the exact text and its hash, the receipt of both sides.
create table app.referral_snapshot (
    id              uuid primary key,
    referral_id     uuid not null unique references app.referral,
    content         text not null,
    sha256          bytea not null check (length(sha256) = 32),
    created_by      uuid references app.staff,
    created_at      timestamptz not null
);
create table app.referral_snapshot_restricted (
    id              uuid primary key,
    referral_id     uuid not null references app.referral,
    client_id       uuid not null references app.client,
    compartment     text not null check (compartment in ('health', 'protection', 'sexual_orientation')),
    place           integer not null,
    content         text not null,
    sha256          bytea not null check (length(sha256) = 32),
    unique (referral_id, place)
);

-- Every move, by whom and why: both sides read it.
create table app.referral_move (
    id              uuid primary key,
    referral_id     uuid not null references app.referral,
    action          text not null,
    from_status     text not null,
    to_status       text not null,
    at              timestamptz not null,
    organisation_id uuid not null references app.organisation,    -- who made it
    staff_id        uuid references app.staff,                    -- null: the system
    reason_code     text,
    note            text check (length(btrim(note)) between 1 and 2000)
);
create index referral_move_referral on app.referral_move (referral_id, at, id);

-- Messages both ways, and corrections of what was sent: part of the register of disclosures.
create table app.referral_message (
    id              uuid primary key,
    referral_id     uuid not null references app.referral,
    kind            text not null check (kind in ('message', 'correction')),
    organisation_id uuid not null references app.organisation,    -- who writes
    staff_id        uuid references app.staff,
    at              timestamptz not null,
    topic           text,                                         -- code list correction-topic
    text            text not null check (length(btrim(text)) between 1 and 4000),
    reason          text check (length(btrim(reason)) between 1 and 1000),
    confirmed_by    uuid references app.staff,
    confirmed_at    timestamptz,
    check ((kind = 'correction') = (topic is not null) and (kind = 'correction') = (reason is not null)),
    check (confirmed_at is null or kind = 'correction')
);
create index referral_message_referral on app.referral_message (referral_id, at, id);

create table app.referral_appointment (
    id              uuid primary key,
    referral_id     uuid not null references app.referral,
    at              timestamptz not null,                         -- when it is
    result          text not null check (result in ('planned', 'kept', 'missed')),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    constraint referral_appointment_once unique (referral_id, at)
);

-- The first retrieval by the recipient confirms that the data serves the purpose alone (§ 78 SGB X).
create table app.referral_retrieval (
    id              uuid primary key,
    referral_id     uuid not null unique references app.referral,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid references app.staff,
    at              timestamptz not null
);

-- The register: who got what of a person, when, for what, on which basis. It stays with who disclosed, whoever looks after the person later.
create table app.disclosure (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    client_id       uuid not null references app.client,
    referral_id     uuid not null references app.referral,
    kind            text not null check (kind in ('referral', 'correction', 'message')),
    recipient_id    uuid references app.organisation,
    recipient       text not null,                                -- by name, as it was then
    purpose         text not null,                                -- code list referral-purpose
    basis           text not null,                                -- code list disclosure-basis
    consent_id      uuid references app.consent,
    fields          text[] not null,
    sha256          bytea check (length(sha256) = 32),            -- of the snapshot
    disclosed_by    uuid references app.staff,
    at              timestamptz not null
);
-- ListDisclosures: of a person, newest first.
create index disclosure_client on app.disclosure (client_id, at desc, id desc);

-- The years that can be meant.
do $$
declare
    c record;
begin
    for c in
        select a.attrelid::regclass as of, r.relname as name, a.attname as instant
        from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
        where n.nspname = 'app' and (r.relname = 'service' or r.relname = 'disclosure' or r.relname like 'referral%') and r.relkind = 'r'
          and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
    loop
        execute format('alter table %s add constraint %I check (%I between timestamptz ''1900-01-01Z'' and timestamptz ''2200-01-01Z'')',
            c.of, left(c.name || '_' || c.instant || '_in_bounds', 63), c.instant);
    end loop;
end $$;

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('referral-purpose', 530, 'Zweck einer Vermittlung', 'Purpose of a referral', '„fields“: was ohne weitere Wahl übermittelt wird; „mayAdd“: was hinzugewählt werden kann.', '"fields": what is disclosed unless chosen otherwise; "mayAdd": what can be added.', '§ 67d SGB X; Art. 5 Abs. 1 Buchst. b, c DSGVO'),
('disclosure-basis', 531, 'Rechtsgrundlage einer Übermittlung', 'Legal basis of a disclosure', '„consent“: sie braucht eine Einwilligung.', '"consent": it needs a consent.', '§§ 67b, 67d ff. SGB X'),
('referral-decline-reason', 532, 'Grund der Ablehnung einer Vermittlung', 'Why a referral is declined', null, null, null),
('referral-withdrawal-reason', 533, 'Grund der Rücknahme einer Vermittlung', 'Why a referral is withdrawn', null, null, null),
('referral-return-reason', 534, 'Grund der Rückgabe einer Vermittlung', 'Why a referral is returned', null, null, null),
('referral-hold-reason', 535, 'Grund der Unterbrechung einer Vermittlung', 'Why a referral is on hold', null, null, null),
('referral-outcome', 536, 'Ergebnis einer Vermittlung', 'Outcome of a referral', null, null, null),
('referral-failure', 537, 'Woran eine Vermittlung scheiterte', 'Why a referral failed', null, null, null),
('correction-topic', 538, 'Was eine Berichtigung betrifft', 'What a correction is about', null, null, 'Art. 16, 19 DSGVO; § 84 SGB X'),
('withdrawal-confirmation', 539, 'Was nach dem Widerruf mit den Daten geschah', 'What was done with the data after a withdrawal', null, null, 'Art. 7 Abs. 3, Art. 17 DSGVO');

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('referral-purpose', 'counselling', 'Beratung', 'Counselling', '2000-01-01', null, 10, '{"fields":["name","phone","languages"],"mayAdd":["birth_date","sex","email","address","residence_status","benefits","needs"]}', null),
('referral-purpose', 'language-course', 'Sprachkurs', 'Language course', '2000-01-01', null, 20, '{"fields":["name","birth_date","phone","languages"],"mayAdd":["sex","nationalities","email","address","residence_status","benefits","education","needs"]}', null),
('referral-purpose', 'childcare', 'Kindertagesbetreuung und Schule', 'Childcare and school', '2000-01-01', null, 30, '{"fields":["name","birth_date","phone","languages"],"mayAdd":["sex","email","address","benefits","needs"]}', null),
('referral-purpose', 'housing', 'Wohnungssuche', 'Housing', '2000-01-01', null, 40, '{"fields":["name","phone","languages"],"mayAdd":["birth_date","email","address","benefits","work","residence_status","needs"]}', null),
('referral-purpose', 'work', 'Arbeit und Ausbildung', 'Work and training', '2000-01-01', null, 50, '{"fields":["name","birth_date","phone","languages"],"mayAdd":["nationalities","email","address","residence_status","benefits","education","work","needs"]}', null),
('referral-purpose', 'health-care', 'Gesundheitliche Versorgung', 'Health care', '2000-01-01', null, 60, '{"fields":["name","birth_date","phone","languages"],"mayAdd":["sex","email","address","benefits","residence_status","needs"]}', null),
('referral-purpose', 'protection', 'Schutz vor Gewalt', 'Protection from violence', '2000-01-01', null, 70, '{"fields":["name","languages"],"mayAdd":["birth_date","sex","phone","residence_status","benefits","needs"]}', null),
('referral-purpose', 'social-contacts', 'Freizeit und soziale Kontakte', 'Leisure and social contacts', '2000-01-01', null, 80, '{"fields":["name","phone","languages"],"mayAdd":["birth_date","email"]}', null),
('disclosure-basis', 'consent', 'Einwilligung', 'Consent', '2000-01-01', null, 10, '{"consent":true}', 'Art. 6 Abs. 1 Buchst. a DSGVO; § 67b Abs. 2 SGB X'),
('disclosure-basis', 'own-duty', 'Erfüllung einer gesetzlichen Aufgabe', 'Performance of a statutory task', '2000-01-01', null, 20, '{}', '§ 67d i. V. m. § 69 Abs. 1 Nr. 1 SGB X'),
('disclosure-basis', 'averting-danger', 'Abwehr einer Gefahr für Leib, Leben oder Freiheit', 'Averting danger to life, limb or freedom', '2000-01-01', null, 30, '{}', '§ 34 StGB; Art. 6 Abs. 1 Buchst. d DSGVO'),
('disclosure-basis', 'child-protection', 'Schutz eines Kindes', 'Protection of a child', '2000-01-01', null, 40, '{}', '§ 4 KKG; § 8a SGB VIII'),
('referral-decline-reason', 'no-capacity', 'Kein freier Platz', 'No room', '2000-01-01', null, 10, '{}', null),
('referral-decline-reason', 'not-responsible', 'Nicht zuständig', 'Not responsible', '2000-01-01', null, 20, '{}', null),
('referral-decline-reason', 'not-eligible', 'Voraussetzungen nicht erfüllt', 'Not eligible', '2000-01-01', null, 30, '{}', null),
('referral-decline-reason', 'language', 'Keine Verständigung möglich', 'No common language', '2000-01-01', null, 40, '{}', null),
('referral-decline-reason', 'client-does-not-want', 'Die Person möchte nicht', 'The person does not want it', '2000-01-01', null, 50, '{}', null),
('referral-decline-reason', 'client-not-reached', 'Die Person wurde nicht erreicht', 'The person was not reached', '2000-01-01', null, 60, '{}', null),
('referral-withdrawal-reason', 'need-met-otherwise', 'Bedarf anders gedeckt', 'Need met in another way', '2000-01-01', null, 10, '{}', null),
('referral-withdrawal-reason', 'client-wish', 'Wunsch der Person', 'The person''s wish', '2000-01-01', null, 20, '{}', null),
('referral-withdrawal-reason', 'consent-withdrawn', 'Einwilligung widerrufen', 'Consent withdrawn', '2000-01-01', null, 30, '{}', 'Art. 7 Abs. 3 DSGVO'),
('referral-withdrawal-reason', 'mistake', 'Irrtümlich gesendet', 'Sent by mistake', '2000-01-01', null, 40, '{}', null),
('referral-withdrawal-reason', 'case-closed', 'Fall geschlossen', 'Case closed', '2000-01-01', null, 50, '{}', null),
('referral-return-reason', 'no-capacity', 'Doch kein freier Platz', 'No room after all', '2000-01-01', null, 10, '{}', null),
('referral-return-reason', 'other-need', 'Anderer Bedarf als angenommen', 'Another need than supposed', '2000-01-01', null, 20, '{}', null),
('referral-return-reason', 'client-not-reached', 'Die Person wurde nicht erreicht', 'The person was not reached', '2000-01-01', null, 30, '{}', null),
('referral-return-reason', 'consent-withdrawn', 'Einwilligung widerrufen', 'Consent withdrawn', '2000-01-01', null, 40, '{}', null),
('referral-hold-reason', 'waiting-list', 'Warteliste', 'Waiting list', '2000-01-01', null, 10, '{}', null),
('referral-hold-reason', 'client-absent', 'Die Person ist verhindert', 'The person is prevented', '2000-01-01', null, 20, '{}', null),
('referral-hold-reason', 'interpreter', 'Sprachmittlung fehlt', 'No interpreter', '2000-01-01', null, 30, '{}', null),
('referral-outcome', 'need-met', 'Bedarf gedeckt', 'Need met', '2000-01-01', null, 10, '{}', null),
('referral-outcome', 'need-partly-met', 'Bedarf teilweise gedeckt', 'Need partly met', '2000-01-01', null, 20, '{}', null),
('referral-outcome', 'place-found', 'Platz erhalten', 'Place found', '2000-01-01', null, 30, '{}', null),
('referral-outcome', 'passed-on', 'An andere Stelle verwiesen', 'Referred elsewhere', '2000-01-01', null, 40, '{}', null),
('referral-failure', 'client-broke-off', 'Von der Person abgebrochen', 'Broken off by the person', '2000-01-01', null, 10, '{}', null),
('referral-failure', 'client-not-reached', 'Die Person wurde nicht mehr erreicht', 'The person was not reached any more', '2000-01-01', null, 20, '{}', null),
('referral-failure', 'need-not-met', 'Bedarf nicht gedeckt', 'Need not met', '2000-01-01', null, 30, '{}', null),
('referral-failure', 'consent-withdrawn', 'Einwilligung widerrufen', 'Consent withdrawn', '2000-01-01', null, 40, '{}', null),
('correction-topic', 'name', 'Name', 'Name', '2000-01-01', null, 10, '{}', null),
('correction-topic', 'birth-date', 'Geburtsdatum', 'Date of birth', '2000-01-01', null, 20, '{}', null),
('correction-topic', 'contact', 'Erreichbarkeit', 'How to reach the person', '2000-01-01', null, 30, '{}', null),
('correction-topic', 'residence-status', 'Aufenthaltsstatus', 'Residence status', '2000-01-01', null, 40, '{}', null),
('correction-topic', 'household', 'Haushalt', 'Household', '2000-01-01', null, 50, '{}', null),
('correction-topic', 'need', 'Bedarf', 'Need', '2000-01-01', null, 60, '{}', null),
('correction-topic', 'deleted', 'Bitte löschen', 'To be deleted', '2000-01-01', null, 70, '{}', 'Art. 17, 19 DSGVO'),
('withdrawal-confirmation', 'stopped', 'Verarbeitung eingestellt', 'Processing stopped', '2000-01-01', null, 10, '{}', null),
('withdrawal-confirmation', 'deleted', 'Daten gelöscht', 'Data deleted', '2000-01-01', null, 20, '{}', 'Art. 17 DSGVO'),
('withdrawal-confirmation', 'kept', 'Auf anderer Rechtsgrundlage aufbewahrt', 'Kept on another legal basis', '2000-01-01', null, 30, '{}', 'Art. 17 Abs. 3 DSGVO'),
('consent-data', 'sexual-orientation', 'Sexuelle Orientierung und Identität', 'Sexual orientation and identity', '2000-01-01', null, 100, '{}', 'Art. 9 DSGVO');
