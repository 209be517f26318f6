-- Decisions and other letters of offices, and the deadlines that they set. The last day is what a person has read in the letter, or has
-- confirmed; what the product computes is a proposal beside it. Moves with the person; a restricted one only where it is included.
create table app.letter (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,
    case_id         uuid not null references app."case",
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    office          text not null check (length(btrim(office)) between 1 and 200),
    subject         text not null check (length(btrim(subject)) between 1 and 200),
    reference       text check (length(reference) between 1 and 100),
    kind            text not null,                                -- code list letter-kind
    posted_on       date,                                         -- as dated or stamped
    received_on     date not null,
    delivery        text,                                         -- code list letter-delivery
    remedy          text,                                         -- code list remedy; null: there is none
    last_day        date,                                         -- until its end
    last_day_source text check (last_day_source in ('letter', 'proposal')),
    proposed_last_day date,                                       -- what was computed beside it
    paragraph       text check (length(paragraph) between 1 and 100),
    remedy_status   text not null check (remedy_status in ('none', 'open', 'sent', 'renounced')),
    completed_on    date,
    completed_by    text,                                         -- code list remedy-actor
    completed_by_name text check (length(btrim(completed_by_name)) between 1 and 200),
    evidence        text check (length(btrim(evidence)) between 1 and 500),
    renounce_reason text check (length(btrim(renounce_reason)) between 1 and 1000),
    completion_recorded_by uuid references app.staff,
    completion_recorded_at timestamptz,
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check ((remedy is null) = (remedy_status = 'none')),
    check ((remedy is null) = (last_day is null) and (remedy is null) = (last_day_source is null)),
    check ((remedy_status in ('sent', 'renounced')) = (completed_on is not null)),
    check ((completed_on is null) = (completed_by is null) and (completed_on is null) = (completion_recorded_at is null)),
    check ((remedy_status = 'sent') = (evidence is not null)),
    check ((remedy_status = 'renounced') = (renounce_reason is not null))
);
-- ListLetters of a person; what follows the person at a handover.
create index letter_client on app.letter (client_id, received_on desc, id desc);
-- ListLetters, newest first and soonest last day first.
create index letter_organisation on app.letter (organisation_id, received_on desc, id desc);
create index letter_deadline on app.letter (organisation_id, last_day, id) where last_day is not null;
-- The timeline of a case: received, and what became of the remedy.
create index letter_case on app.letter (case_id, recorded_at desc, id desc);
create index letter_completed on app.letter (case_id, completion_recorded_at desc, id desc) where completion_recorded_at is not null;
-- The same letter twice is a second click. By compartment, so that a letter that nobody sees stands in nobody's way.
create unique index letter_once on app.letter (case_id, received_on, lower(btrim(office)), lower(btrim(subject)), coalesce(compartment, ''));

-- The last day on which a reminder is of any use: it cannot be put off past it.
alter table app.reminder add column last_day date, add constraint reminder_not_past_last_day check (due_on <= last_day);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('letter-kind', 360, 'Art des Schreibens', 'Kind of letter', null, null, null),
('remedy', 370, 'Rechtsbehelf oder fristgebundene Erklärung', 'Remedy or declaration with a deadline', null, null, null),
('letter-delivery', 380, 'Bekanntgabe eines Schreibens', 'How a letter was delivered', null, null, null),
('remedy-actor', 390, 'Wer einen Rechtsbehelf einlegt oder darauf verzichtet', 'Who lodges or renounces a remedy', null, null, null);

-- attributes: of remedy amount, unit (weeks | months), paragraph, withoutInstruction: the paragraph that gives a year where the letter does not say
-- how to object. Of letter-delivery fictionDays: from the posting on; workingDay: the fiction's day moves to a working day; paragraph. Of remedy-actor
-- mayRenounce: only the person and who acts for the person.
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('letter-kind', 'decision', 'Bescheid', 'Decision', '2000-01-01', null, 10, '{}', '§ 35 VwVfG; § 31 SGB X'),
('letter-kind', 'judgment', 'Gerichtliche Entscheidung', 'Judgment or order of a court', '2000-01-01', null, 20, '{}', null),
('letter-kind', 'hearing', 'Anhörung', 'Hearing before a decision', '2000-01-01', null, 30, '{}', '§ 28 VwVfG; § 24 SGB X'),
('letter-kind', 'request', 'Aufforderung zur Mitwirkung', 'Request to cooperate', '2000-01-01', null, 40, '{}', '§§ 60 ff. SGB I'),
('letter-kind', 'summons', 'Ladung oder Termin', 'Summons or appointment', '2000-01-01', null, 50, '{}', null),
('letter-kind', 'fine', 'Bußgeldbescheid', 'Fine', '2000-01-01', null, 60, '{}', '§ 66 OWiG'),
('letter-kind', 'payment', 'Rechnung oder Mahnung', 'Bill or reminder to pay', '2000-01-01', null, 70, '{}', null),
('letter-kind', 'other', 'Sonstiges Schreiben', 'Other letter', '2000-01-01', null, 90, '{}', null),
('remedy', 'suit-asylum', 'Klage gegen eine Asylentscheidung (zwei Wochen)', 'Suit against an asylum decision (two weeks)', '2000-01-01', null, 10,
    '{"amount":2,"unit":"weeks","paragraph":"§ 74 Abs. 1 Halbsatz 1 AsylG"}', '§ 74 Abs. 1 AsylG'),
('remedy', 'suit-asylum-urgent', 'Klage und Eilantrag, Asyl (eine Woche)', 'Suit and urgent application, asylum (one week)', '2000-01-01', null, 20,
    '{"amount":1,"unit":"weeks","paragraph":"§ 74 Abs. 1 Halbsatz 2 AsylG"}', '§ 74 Abs. 1, § 34a Abs. 2, § 36 Abs. 3 AsylG'),
('remedy', 'objection-sgg', 'Widerspruch, Sozialrecht (ein Monat)', 'Objection, social law (one month)', '2000-01-01', null, 30,
    '{"amount":1,"unit":"months","paragraph":"§ 84 Abs. 1 SGG","withoutInstruction":"§ 66 Abs. 2 SGG"}', '§ 84 SGG'),
('remedy', 'suit-sgg', 'Klage zum Sozialgericht (ein Monat)', 'Suit at the social court (one month)', '2000-01-01', null, 40,
    '{"amount":1,"unit":"months","paragraph":"§ 87 Abs. 1 SGG","withoutInstruction":"§ 66 Abs. 2 SGG"}', '§ 87 SGG'),
('remedy', 'objection-vwgo', 'Widerspruch, Verwaltungsrecht (ein Monat)', 'Objection, administrative law (one month)', '2000-01-01', null, 50,
    '{"amount":1,"unit":"months","paragraph":"§ 70 Abs. 1 VwGO","withoutInstruction":"§ 58 Abs. 2 VwGO"}', '§ 70 VwGO'),
('remedy', 'suit-vwgo', 'Klage zum Verwaltungsgericht (ein Monat)', 'Suit at the administrative court (one month)', '2000-01-01', null, 60,
    '{"amount":1,"unit":"months","paragraph":"§ 74 Abs. 1 VwGO","withoutInstruction":"§ 58 Abs. 2 VwGO"}', '§ 74 VwGO'),
('remedy', 'objection-ao', 'Einspruch, Familienkasse und Finanzamt (ein Monat)', 'Objection, family benefits and tax office (one month)', '2000-01-01', null, 70,
    '{"amount":1,"unit":"months","paragraph":"§ 355 Abs. 1 AO","withoutInstruction":"§ 356 Abs. 2 AO"}', '§§ 355, 356 AO'),
('remedy', 'objection-fine', 'Einspruch gegen einen Bußgeldbescheid (zwei Wochen)', 'Objection to a fine (two weeks)', '2000-01-01', null, 80,
    '{"amount":2,"unit":"weeks","paragraph":"§ 67 Abs. 1 OWiG"}', '§ 67 OWiG'),
('remedy', 'family-reunion-notice', 'Fristwahrende Anzeige, Familiennachzug (drei Monate)', 'Notice for family reunion (three months)', '2005-01-01', null, 90,
    '{"amount":3,"unit":"months","paragraph":"§ 29 Abs. 2 Satz 2 Nr. 1 AufenthG"}', '§ 29 Abs. 2 AufenthG'),
('remedy', 'other', 'Andere Frist aus dem Schreiben', 'Another deadline of the letter', '2000-01-01', null, 100, '{}', null),
('letter-delivery', 'post-sgbx', 'Brief oder elektronisch, Sozialverwaltung', 'Post or electronically, social administration', '2000-01-01', '2025-01-01', 10,
    '{"fictionDays":3,"paragraph":"§ 37 Abs. 2 SGB X a.F."}', '§ 37 Abs. 2 SGB X'),
('letter-delivery', 'post-sgbx', 'Brief oder elektronisch, Sozialverwaltung', 'Post or electronically, social administration', '2025-01-01', null, 10,
    '{"fictionDays":4,"paragraph":"§ 37 Abs. 2 SGB X"}', '§ 37 Abs. 2 SGB X in der Fassung des Postrechtsmodernisierungsgesetzes'),
('letter-delivery', 'post-vwvfg', 'Brief oder elektronisch, andere Verwaltung', 'Post or electronically, other administration', '2000-01-01', '2025-01-01', 20,
    '{"fictionDays":3,"paragraph":"§ 41 Abs. 2 VwVfG a.F."}', '§ 41 Abs. 2 VwVfG'),
('letter-delivery', 'post-vwvfg', 'Brief oder elektronisch, andere Verwaltung', 'Post or electronically, other administration', '2025-01-01', null, 20,
    '{"fictionDays":4,"paragraph":"§ 41 Abs. 2 VwVfG"}', '§ 41 Abs. 2 VwVfG in der Fassung des Postrechtsmodernisierungsgesetzes'),
('letter-delivery', 'post-ao', 'Brief oder elektronisch, Familienkasse und Finanzamt', 'Post or electronically, family benefits and tax', '2000-01-01', '2025-01-01', 30,
    '{"fictionDays":3,"workingDay":true,"paragraph":"§ 122 Abs. 2, § 108 Abs. 3 AO a.F."}', '§ 122 Abs. 2 AO; BFH, Urteil vom 14.10.2003 – IX R 68/98'),
('letter-delivery', 'post-ao', 'Brief oder elektronisch, Familienkasse und Finanzamt', 'Post or electronically, family benefits and tax', '2025-01-01', null, 30,
    '{"fictionDays":4,"workingDay":true,"paragraph":"§ 122 Abs. 2, § 108 Abs. 3 AO"}', '§ 122 Abs. 2 AO; BFH, Urteil vom 14.10.2003 – IX R 68/98'),
('letter-delivery', 'registered', 'Übergabe-Einschreiben', 'Registered letter', '2000-01-01', '2025-01-01', 40,
    '{"fictionDays":3,"paragraph":"§ 4 Abs. 2 VwZG a.F."}', '§ 4 Abs. 2 VwZG'),
('letter-delivery', 'registered', 'Übergabe-Einschreiben', 'Registered letter', '2025-01-01', null, 40,
    '{"fictionDays":4,"paragraph":"§ 4 Abs. 2 VwZG"}', '§ 4 Abs. 2 VwZG in der Fassung des Postrechtsmodernisierungsgesetzes'),
('letter-delivery', 'reception-facility', 'Über die Aufnahmeeinrichtung', 'Through the reception facility', '2000-01-01', null, 50,
    '{"fictionDays":3,"paragraph":"§ 10 Abs. 4 Satz 4 AsylG"}', '§ 10 Abs. 4 AsylG'),
('letter-delivery', 'formal', 'Postzustellungsurkunde (Tag auf dem Umschlag)', 'Formal delivery (day on the envelope)', '2000-01-01', null, 60,
    '{"paragraph":"§ 3 VwZG, §§ 177–181 ZPO"}', '§ 3 VwZG'),
('letter-delivery', 'handed-over', 'Persönlich übergeben', 'Handed over', '2000-01-01', null, 70, '{"paragraph":"§ 5 VwZG"}', '§ 5 VwZG'),
('remedy-actor', 'client', 'Die Person selbst', 'The person', '2000-01-01', null, 10, '{"mayRenounce":true}', null),
('remedy-actor', 'representative', 'Vertretung der Person', 'Representative of the person', '2000-01-01', null, 20, '{"mayRenounce":true}', null),
('remedy-actor', 'lawyer', 'Rechtsanwältin oder Rechtsanwalt', 'Lawyer', '2000-01-01', null, 30, '{"mayRenounce":true}', null),
('remedy-actor', 'counselling', 'Rechtsberatungsstelle', 'Legal advice centre', '2000-01-01', null, 40, '{}', null),
('remedy-actor', 'staff', 'Fachkraft als Botin', 'Member of staff as a messenger', '2000-01-01', null, 50, '{}', '§ 120 BGB');
