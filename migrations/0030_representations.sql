-- Who acts for a person: parents, guardian, carer, holder of a power. Moves with the person at a handover: it is a fact about the person.
-- Whether a representation is in force follows from its days and the person's birth date (at 18 all of it ends), never from a job.
create table app.representation (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    client_id       uuid not null references app.client,          -- who is represented
    representative_client_id uuid references app.client,          -- who represents, where that person is on file
    name            text not null check (length(btrim(name)) between 1 and 200),
    contact         text check (length(contact) <= 200),          -- how to reach somebody who is not on file
    kind            text not null,                                -- code list representation-kind
    of_minors       boolean not null,                             -- only minors are represented so: follows from the kind
    custody         text check (custody in ('joint', 'sole')),    -- the same
    scopes          text[] not null check (cardinality(scopes) > 0),  -- code list representation-scope
    from_date       date not null,
    until_date      date,                                         -- exclusive
    evidence        text not null check (length(btrim(evidence)) between 1 and 500),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    end_reason      text check (length(btrim(end_reason)) between 1 and 1000),
    ended_by        uuid references app.staff,
    ended_at        timestamptz,                                  -- when the end was recorded
    updated_at      timestamptz not null,
    check (until_date > from_date),
    check ((ended_at is null) = (end_reason is null)),
    check (ended_at is null or until_date is not null),
    check (representative_client_id <> client_id)
);
-- The representatives of a person, and the timeline: newest first.
create index representation_client on app.representation (client_id, recorded_at desc, id desc);
create index representation_representative on app.representation (representative_client_id) where representative_client_id is not null;
-- The same statement twice is a mistake or a second click.
create unique index representation_once on app.representation (client_id, kind, lower(btrim(name)), from_date) where ended_at is null;

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('representation-kind', 300, 'Art der Vertretung', 'Kind of representation', 'Wer für eine Person handelt. „of“ sagt, ob sie nur Minderjährige oder nur Volljährige vertritt, „custody“, ob die Sorge geteilt ist.', 'Who acts for a person. "of" says whether only minors or only adults are represented so, "custody" whether custody is shared.', 'BGB'),
('representation-scope', 310, 'Umfang der Vertretung', 'Scope of a representation', null, null, '§ 1626 Abs. 1, § 1815 BGB');

-- attributes: of: minor or adult, where only such a person is represented so; custody: joint or sole.
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('representation-kind', 'parent-joint-custody', 'Elternteil mit gemeinsamer Sorge', 'Parent with joint custody', '2000-01-01', null, 10, '{"of":"minor","custody":"joint"}', '§§ 1626, 1629 Abs. 1 Satz 2 BGB'),
('representation-kind', 'parent-sole-custody', 'Elternteil mit alleiniger Sorge', 'Parent with sole custody', '2000-01-01', null, 20, '{"of":"minor","custody":"sole"}', '§§ 1626a Abs. 3, 1671, 1680 BGB'),
('representation-kind', 'guardian', 'Vormund', 'Guardian', '2000-01-01', null, 30, '{"of":"minor","custody":"sole"}', '§§ 1773, 1789 BGB'),
('representation-kind', 'supplementary-guardian', 'Ergänzungspfleger/in', 'Supplementary guardian', '2000-01-01', null, 40, '{"of":"minor"}', '§ 1809 BGB'),
('representation-kind', 'youth-office', 'Jugendamt während der Inobhutnahme', 'Youth welfare office while it takes into care', '2005-10-01', null, 50, '{"of":"minor"}', '§ 42 Abs. 2, § 42a Abs. 3 SGB VIII'),
('representation-kind', 'carer', 'Rechtliche/r Betreuer/in', 'Legal carer', '2000-01-01', '2023-01-01', 60, '{"of":"adult"}', '§§ 1896, 1902 BGB a.F.'),
('representation-kind', 'carer', 'Rechtliche/r Betreuer/in', 'Legal carer', '2023-01-01', null, 60, '{"of":"adult"}', '§§ 1814, 1823 BGB'),
('representation-kind', 'power-of-attorney', 'Bevollmächtigte/r', 'Holder of a power of attorney', '2000-01-01', null, 70, '{}', '§§ 164 ff., 1820 BGB; § 13 SGB X'),
('representation-scope', 'all', 'Alle Angelegenheiten', 'All matters', '2000-01-01', null, 10, '{}', null),
('representation-scope', 'personal-care', 'Personensorge', 'Care for the person', '2000-01-01', null, 20, '{}', '§ 1631 BGB'),
('representation-scope', 'property', 'Vermögenssorge', 'Property', '2000-01-01', null, 30, '{}', '§ 1626 Abs. 1 BGB'),
('representation-scope', 'residence', 'Aufenthaltsbestimmung', 'Where to live', '2000-01-01', null, 40, '{}', null),
('representation-scope', 'health', 'Gesundheitssorge', 'Health', '2000-01-01', null, 50, '{}', null),
('representation-scope', 'authorities', 'Behörden und Sozialleistungen', 'Authorities and social benefits', '2000-01-01', null, 60, '{}', null),
('representation-scope', 'asylum', 'Asyl- und Aufenthaltsverfahren', 'Asylum and residence proceedings', '2000-01-01', null, 70, '{}', '§ 12 AsylG; § 80 AufenthG'),
('representation-scope', 'school', 'Schule und Kindertagesstätte', 'School and day care', '2000-01-01', null, 80, '{}', null),
('representation-scope', 'housing', 'Wohnungsangelegenheiten', 'Housing', '2000-01-01', null, 90, '{}', null);

-- Kinds and subjects of reminders are contributed by the rooms (NamedKind), as those of notices are: what is a kind is said there, once.
alter table app.reminder drop constraint reminder_kind_check, drop constraint reminder_subject_type_check,
    add constraint reminder_kind_form check (kind ~ '^[a-z]+(_[a-z]+)*$'), add constraint reminder_subject_form check (subject_type ~ '^[a-z]+(_[a-z]+)*$');
