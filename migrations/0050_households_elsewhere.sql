-- Newborns of families that have been handed over, and the numbers of two nationalities that are none of a state.

-- A digest of the file number alone: by it somebody else of the same household is recognised when the household is another organisation's by now.
-- Rows of earlier lists stay without one.
alter table app.import_row add column file_key text;
create index import_row_file on app.import_row (organisation_id, file_key) where applied_at is not null;

-- Compared number by number with the code list urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staatsangehoerigkeit (2021-02-19): all of
-- 0022 are right. These two were missing; what stands for states that are no more (120, 132, 133, 138, 159, 162, 276) says no state of today.
insert into app.code_word (list, code, word) values ('nationality', 'HKG', '411'), ('nationality', 'MAC', '412');
