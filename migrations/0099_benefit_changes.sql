-- That a person changes from one law of benefits to another (Rechtskreiswechsel). Derived from the histories of residence status and benefits, by whichever
-- path they are written (Facts/SettleBenefitChanges.sql), and kept, because its checklist is asked once.
create table app.benefit_change (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz check (former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),  -- of the periods that tell it
    changed_on      date not null check (changed_on between date '1900-01-01' and date '2200-01-01'),
    from_regime     text not null,                                -- code list benefit-regime
    to_regime       text not null,
    told_by         text not null check (told_by in ('recognition', 'benefit')),  -- recognition: it is to be expected on that day
    recognised_at   timestamptz not null check (recognised_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    asked_at        timestamptz check (asked_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),  -- its checklist; null: it was not
    constraint benefit_change_once unique (organisation_id, client_id, changed_on) deferrable initially deferred
);
-- ListBenefitChanges; SettleBenefitChanges.
create index benefit_change_client on app.benefit_change (client_id, changed_on desc, id desc);
-- The timeline of a case.
create index benefit_change_recognised on app.benefit_change (client_id, recognised_at desc, id desc);

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('benefit-change-step', 610, 'Rechtskreiswechsel: was zu tun ist', 'Change of benefits: what to do',
    'Woran beim Wechsel zu denken ist: „reminder“ nennt die Wiedervorlage, „days“ die Tage vom Wechsel bis zur Fälligkeit.',
    'What to think of at the change: "reminder" names the reminder, "days" the days from the change until it is due.', 'SGB II, SGB V, SGB XII, EStG');

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('benefit-change-step', 'application', 'Antrag beim neuen Leistungsträger', 'Apply to the new office', '2000-01-01', null, 10,
    '{"reminder":"benefit_change_application","days":0}', '§ 37 SGB II, § 18 SGB XII'),
('benefit-change-step', 'health-insurance', 'Krankenkasse wählen und anmelden', 'Choose a health insurance and register', '2000-01-01', null, 20,
    '{"reminder":"benefit_change_health","days":14}', '§ 5 Abs. 1 Nr. 2a, § 175 SGB V'),
('benefit-change-step', 'rent', 'Miete: wer zahlt ab wann', 'Rent: who pays from when', '2000-01-01', null, 30,
    '{"reminder":"benefit_change_rent","days":14}', '§ 22 SGB II, § 35 SGB XII'),
('benefit-change-step', 'child-benefit', 'Kindergeld und Unterhaltsvorschuss', 'Child benefit and maintenance advance', '2000-01-01', null, 40,
    '{"reminder":"benefit_change_child_benefit","days":28}', '§ 62 EStG, § 1 UhVorschG');
