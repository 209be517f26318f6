-- What a record about a person's information said before it was corrected (Art. 16, Art. 5 Abs. 2 DSGVO): it stays with who informed, like the record.
alter table app.information_notice add column corrected_at timestamptz constraint information_notice_corrected_at_in_bounds
    check (corrected_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z');
create table app.information_notice_correction (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    client_id       uuid not null references app.client,
    notice_id       uuid not null references app.information_notice,
    text_id         uuid not null references app.consent_text,    -- these as they stood before
    language        text not null,
    given_on        date not null constraint information_notice_correction_given_on_in_bounds
                        check (given_on between date '1900-01-01' and date '2200-01-01'),
    reading         text not null,
    interpreter     text,
    note            text check (length(btrim(note)) between 1 and 500),
    reason          text not null check (length(btrim(reason)) between 1 and 1000),
    corrected_by    uuid references app.staff,
    corrected_at    timestamptz not null constraint information_notice_correction_corrected_at_in_bounds
                        check (corrected_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
-- GetInformationNotice: how a record came to say what it says.
create index information_notice_correction_notice on app.information_notice_correction (notice_id, corrected_at, id);

-- The file of a person as it went to an office outside: the exact text and its hash, the receipt of who disclosed it.
create table app.file_copy (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    client_id       uuid not null references app.client,
    disclosure_id   uuid not null unique references app.disclosure,
    content         text not null,
    sha256          bytea not null check (length(sha256) = 32),
    created_by      uuid references app.staff,
    created_at      timestamptz not null constraint file_copy_created_at_in_bounds
                        check (created_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
create index file_copy_client on app.file_copy (client_id);
-- CopiesByConsent: whose recipient has to hear that the consent was taken back.
create index disclosure_copy_consent on app.disclosure (consent_id) where kind = 'copy';

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('consent-purpose', 'file-copy', 'Übermittlung der Akte an eine andere Stelle', 'Passing the file on to another office', '2000-01-01', null, 25, '{}',
    'Art. 6 Abs. 1 Buchst. a, Art. 20 DSGVO; § 67b Abs. 2 SGB X');

insert into app.translation (list, code, language, text, source, reviewed_by_speaker)
select 'page', v.code, t.language, t.text,
       case when t.language in ('deu', 'eng') then 'Text des Projekts' else 'Erstübersetzung des Projekts, November 2026' end, t.language = 'deu'
from (values
('copy-title', 'Auskunft: was über Sie gespeichert ist', 'What is kept about you', 'ما هو محفوظ عنكم', 'Що про вас збережено'),
('copy-kept-by', 'Gespeichert bei {0}, Stand {1}. Sie haben ein Recht auf diese Kopie (Art. 15 DSGVO).',
    'Kept by {0}, as of {1}. You have a right to this copy (Art. 15 GDPR).',
    'محفوظ لدى {0}، بتاريخ {1}. لكم الحق في هذه النسخة (المادة 15 من اللائحة العامة لحماية البيانات).',
    'Зберігає {0}, станом на {1}. Ви маєте право на цю копію (ст. 15 Загального регламенту про захист даних).'),
('copy-recipients', 'Wer Daten von Ihnen bekommen hat', 'Who has received data about you', 'مَن تلقّى بيانات عنكم', 'Хто отримав дані про вас'),
('copy-nobody', 'Niemand.', 'Nobody.', 'لا أحد.', 'Ніхто.'),
('copy-left-out', 'Was nicht darin steht, und warum', 'What is not in it, and why', 'ما لا يرد هنا، ولماذا', 'Чого тут немає і чому'),
('copy-receipt', 'Prüfsumme (SHA-256) der Angaben: {0}', 'Checksum (SHA-256) of the records: {0}', 'المجموع الاختباري (SHA-256) للبيانات: {0}',
    'Контрольна сума (SHA-256) даних: {0}')
) as v (code, deu, eng, ara, ukr)
cross join lateral (values ('deu', v.deu), ('eng', v.eng), ('ara', v.ara), ('ukr', v.ukr)) as t (language, text);
