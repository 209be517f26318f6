-- Which language a person knew how well on which day, and whether she reads and writes: one assessment each. It holds until the next one.
create table app.language_level (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    language        text,                                         -- code list language
    skill           text,                                         -- code list cefr-skill
    level           text,                                         -- code list cefr-level
    literacy        text,                                         -- code list literacy: apart, it is no level of a language
    assessed_on     date not null,
    evidence        text not null,                                -- code list language-evidence
    assessed_by     text check (length(btrim(assessed_by)) between 1 and 200),
    note            text check (length(btrim(note)) between 1 and 1000),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    constraint language_level_or_literacy check (num_nonnulls(language, skill, level) = case when literacy is null then 3 else 0 end),
    constraint language_level_day_in_bounds check (assessed_on between date '1900-01-01' and date '2200-01-01'),
    constraint language_level_times_in_bounds check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'
        and updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'
        and former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
-- ListLanguageLevels of a person, and what stood before; what follows the person at a handover.
create index language_level_client on app.language_level (client_id, assessed_on desc, id desc);
-- ListLanguageLevels of a team; the timeline of a case.
create index language_level_organisation on app.language_level (organisation_id, assessed_on desc, id desc);
create index language_level_case on app.language_level (case_id, recorded_at desc, id desc);
-- One level of a skill on a day. By compartment, so that one that nobody sees stands in nobody's way.
create unique index language_level_once on app.language_level (case_id, coalesce(language, ''), coalesce(skill, ''), assessed_on, coalesce(compartment, ''));

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('language-evidence', 670, 'Nachweis eines Sprachstands', 'Evidence of a language level', 'attributes.byWhom: mit Angabe, von wem.', 'attributes.byWhom: with the name of who says so.', null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('language-evidence', 'certificate', 'Zertifikat', 'Certificate', '2000-01-01', null, 10, '{"rank":3}', null),
('language-evidence', 'test', 'Einstufungstest', 'Placement test', '2000-01-01', null, 20, '{"rank":2}', '§ 11 IntV'),
('language-evidence', 'estimate', 'Einschätzung durch andere', 'Estimate by somebody else', '2000-01-01', null, 30, '{"rank":1,"byWhom":true}', null),
('language-evidence', 'own-statement', 'Eigene Angabe', 'Own statement', '2000-01-01', null, 40, '{"rank":0}', null);
