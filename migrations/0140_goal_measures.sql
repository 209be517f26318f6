-- What is measured of a goal: from which value to which, and what was measured since. A number with its unit, or a level of a language.
alter table app.agreement_goal
    add measure_what    text check (length(btrim(measure_what)) between 1 and 200),
    add measure_unit    text,                                     -- code list goal-measure-unit
    add baseline_number numeric(9, 2) check (baseline_number between 0 and 1000000),
    add baseline_level  text,                                     -- code list cefr-level
    add target_number   numeric(9, 2) check (target_number between 0 and 1000000),
    add target_level    text,
    add constraint agreement_goal_measure_whole check (
        num_nonnulls(measure_what, measure_unit, baseline_number, baseline_level, target_number, target_level) = 0
        or (num_nonnulls(measure_what, measure_unit) = 2 and (
            (num_nonnulls(baseline_level, target_level) = 0 and num_nonnulls(baseline_number, target_number) = 2 and baseline_number <> target_number)
            or (num_nonnulls(baseline_number, target_number) = 0 and num_nonnulls(baseline_level, target_level) = 2 and baseline_level <> target_level))));

-- One measurement on a day. It never changes: what was recorded wrongly is void, with the reason, and recorded anew.
create table app.agreement_goal_measurement (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    goal_id         uuid not null references app.agreement_goal on delete cascade,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    unit            text not null,                                -- code list goal-measure-unit: that of the version in force then
    number          numeric(9, 2) check (number between 0 and 1000000),
    level           text,                                         -- code list cefr-level
    measured_on     date not null,
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    voided_by       uuid references app.staff,
    voided_at       timestamptz,
    void_reason     text check (length(btrim(void_reason)) between 1 and 1000),
    constraint agreement_goal_measurement_value check (num_nonnulls(number, level) = 1),
    constraint agreement_goal_measurement_void check ((voided_at is null) = (void_reason is null)),
    constraint agreement_goal_measurement_day_in_bounds check (measured_on between date '1900-01-01' and date '2200-01-01'),
    constraint agreement_goal_measurement_times_in_bounds check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'
        and voided_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'
        and former_access_until between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
-- Of a day one holds.
create unique index agreement_goal_measurement_once on app.agreement_goal_measurement (goal_id, measured_on) where voided_at is null;
-- Those of a goal, as GetAgreement shows them; what goes with a person.
create index agreement_goal_measurement_of on app.agreement_goal_measurement (goal_id, measured_on desc, id desc);
create index agreement_goal_measurement_client on app.agreement_goal_measurement (client_id);

-- In the ledger the states of one goal are told by one pseudonym of it.
alter table ledger.subject drop constraint subject_unit_check;
alter table ledger.subject add constraint subject_unit_check check (unit in ('client', 'household', 'dwelling', 'landlord', 'place', 'contact', 'goal'));

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('goal-measure-unit', 710, 'Worin ein Ziel gemessen wird', 'In what a goal is measured',
 'attributes.levels: Werte sind Sprachniveaus; attributes.max: der höchste Wert.',
 'attributes.levels: values are language levels; attributes.max: the highest value.', null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('goal-measure-unit', 'cefr-level', 'Sprachniveau (GER)', 'Language level (CEFR)', '2000-01-01', null, 10, '{"levels":true}', 'GER'),
('goal-measure-unit', 'hours-per-week', 'Stunden pro Woche', 'Hours per week', '2000-01-01', null, 20, '{"max":168}', null),
('goal-measure-unit', 'number', 'Anzahl', 'Number', '2000-01-01', null, 30, '{}', null),
('goal-measure-unit', 'euros', 'Euro', 'Euros', '2000-01-01', null, 40, '{}', null),
('goal-measure-unit', 'percent', 'Prozent', 'Percent', '2000-01-01', null, 50, '{"max":100}', null);

-- What the printed agreement says of it: see 0042, 0058.
insert into app.translation (list, code, language, text, source, reviewed_by_speaker)
select v.list, v.code, t.language, t.text,
       case when t.language in ('deu', 'eng') then 'Text des Projekts' else 'Erstübersetzung des Projekts, November 2026' end, t.language = 'deu'
from (values
('page', 'goal-measure', 'Das messen wir', 'What we measure', 'ما نقيسه', 'Що ми вимірюємо'),
('goal-measure-unit', 'cefr-level', null, 'Language level (CEFR)', 'مستوى اللغة (الإطار الأوروبي)', 'Рівень володіння мовою'),
('goal-measure-unit', 'hours-per-week', null, 'Hours per week', 'ساعات في الأسبوع', 'Годин на тиждень'),
('goal-measure-unit', 'number', null, 'Number', 'العدد', 'Кількість'),
('goal-measure-unit', 'euros', null, 'Euros', 'يورو', 'Євро'),
('goal-measure-unit', 'percent', null, 'Percent', 'بالمئة', 'Відсотків'),
('cefr-level', 'none', null, 'No knowledge', 'لا معرفة', 'Немає знань'),
('cefr-level', 'pre-A1', null, 'Below A1', 'دون المستوى الأول', 'Нижче першого рівня'),
('cefr-level', 'native', null, 'First language', 'اللغة الأم', 'Рідна мова')
) v (list, code, deu, eng, ara, ukr)
cross join lateral (values ('deu', v.deu), ('eng', v.eng), ('ara', v.ara), ('ukr', v.ukr)) t (language, text)
where t.text is not null;
