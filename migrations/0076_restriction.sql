-- Art. 18 GDPR: of a person whose processing is restricted data is stored only. Moves with the person.
alter table app.client
    add column restricted_at timestamptz constraint client_restricted_at_in_bounds
        check (restricted_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    add column restriction_ground text,                            -- code list restriction-ground
    add column restricted_by uuid references app.staff,
    add constraint client_restriction check ((restricted_at is null) = (restriction_ground is null) and (restricted_at is not null or restricted_by is null));

-- A person, a household that another organisation's rows still rest on after its own controller has erased it: an empty row that shows to nobody.
alter table app.client add column erased_at timestamptz constraint client_erased_at_in_bounds
    check (erased_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z');
alter table app.household add column erased_at timestamptz constraint household_erased_at_in_bounds
    check (erased_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z');

-- What is redacted keeps the hash by which it was disclosed, and no longer has that hash.
alter table app.handover_package add column redacted_at timestamptz constraint handover_package_redacted_at_in_bounds
    check (redacted_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z');
alter table app.handover_package drop constraint handover_package_check;
alter table app.handover_package add constraint handover_package_hashed check (redacted_at is not null or sha256 = sha256(convert_to(content, 'UTF8')));
alter table app.referral_snapshot add column redacted_at timestamptz constraint referral_snapshot_redacted_at_in_bounds
    check (redacted_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z');
-- The receiver has erased what it took over: it reads the package no longer, which stays the sender's.
alter table app.handover add column receiver_erased_at timestamptz constraint handover_receiver_erased_at_in_bounds
    check (receiver_erased_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z');

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('restriction-ground', 562, 'Grund einer Einschränkung der Verarbeitung', 'Why processing is restricted', null, null, 'Art. 18 Abs. 1 DSGVO');
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('restriction-ground', 'accuracy-disputed', 'Richtigkeit bestritten', 'Accuracy is contested', '2018-05-25', null, 10, '{}', 'Art. 18 Abs. 1 Buchst. a DSGVO'),
('restriction-ground', 'unlawful-not-erased', 'Unrechtmäßig; die Person will keine Löschung', 'Unlawful; the person opposes erasure', '2018-05-25', null, 20, '{}', 'Art. 18 Abs. 1 Buchst. b DSGVO'),
('restriction-ground', 'needed-for-claims', 'Die Person braucht die Daten für Rechtsansprüche', 'The person needs the data for legal claims', '2018-05-25', null, 30, '{}', 'Art. 18 Abs. 1 Buchst. c DSGVO'),
('restriction-ground', 'objection-examined', 'Widerspruch wird geprüft', 'An objection is examined', '2018-05-25', null, 40, '{}', 'Art. 18 Abs. 1 Buchst. d DSGVO');
