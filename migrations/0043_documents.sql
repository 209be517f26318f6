-- The register of a person's papers: what there is, where it is, how long it is valid, what is still missing; and scans of them.
create table app.document (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    kind            text not null,                                -- code list document-kind
    title           text check (length(btrim(title)) between 1 and 200),
    number          text check (length(btrim(number)) between 1 and 100),
    issuer          text check (length(btrim(issuer)) between 1 and 200),
    valid_from      date,
    expires_on      date,                                         -- the last day, as printed
    place           text,                                         -- code list document-place: where the paper itself is
    note            text check (length(btrim(note)) between 1 and 1000),
    status          text not null check (status in ('missing', 'brought')),
    since           date not null,                                -- the status
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null,
    updated_at      timestamptz not null,
    check (valid_from <= expires_on),
    constraint document_days_in_bounds check (valid_from between date '1900-01-01' and date '2200-01-01'
        and expires_on between date '1900-01-01' and date '2200-01-01' and since between date '1900-01-01' and date '2200-01-01')
);
-- ListDocuments of a person; what follows the person at a handover.
create index document_client on app.document (client_id, recorded_at desc, id desc);
-- ListDocuments: newest first, and what expires next.
create index document_organisation on app.document (organisation_id, recorded_at desc, id desc);
create index document_expires on app.document (organisation_id, expires_on, id) where expires_on is not null;
-- The timeline of a case.
create index document_case on app.document (case_id, recorded_at desc, id desc);
-- The same paper twice is a second click. By compartment, so that one that nobody sees stands in nobody's way.
create unique index document_once on app.document (case_id, kind, coalesce(lower(btrim(title)), ''), coalesce(lower(btrim(number)), ''),
    coalesce(expires_on, date '1900-01-01'), coalesce(compartment, ''));

-- What a file is. Its bytes lie apart, so that lists and the trail never meet them. No compartment of its own: its document's policy holds.
create table app.document_file (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    document_id     uuid not null references app.document on delete cascade,
    case_id         uuid not null references app."case",
    client_id       uuid not null references app.client,
    name            text not null check (length(name) between 1 and 200),
    media_type      text not null,
    size_bytes      bigint not null check (size_bytes > 0),
    sha256          text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    uploaded_by     uuid references app.staff,
    uploaded_at     timestamptz not null,
    constraint document_file_once unique (document_id, sha256)
);
-- The timeline of a case.
create index document_file_case on app.document_file (case_id, uploaded_at desc, id desc);
-- AddDocumentFile: how much an organisation keeps.
create index document_file_organisation on app.document_file (organisation_id) include (size_bytes);

-- The bytes, in rows of 256 KiB: written and read piece by piece, so that neither the API nor PostgreSQL ever holds a file whole, and a part
-- of a file (Range) is read without the rest. Large objects would do so too, but know neither row-level security nor a foreign key; one bytea
-- is put together whole in the server's memory for each reading. Moves with its file by being seen through it. Not in the trail, which would
-- keep it for ever: erased is gone.
create table app.document_chunk (
    file_id         uuid not null references app.document_file on delete cascade,
    no              integer not null check (no >= 0),
    content         bytea not null check (octet_length(content) between 1 and 262144),
    primary key (file_id, no)
);
alter table app.document_chunk alter column content set storage external; -- PDF and pictures are compressed already.

-- How many days before the last one a paper is to be renewed: offices are slow, embassies slower.
update app.code set attributes = attributes || '{"remindDaysBefore":180}' where list = 'document-kind'
    and code in ('passport', 'national-id', 'travel-document');
update app.code set attributes = attributes || '{"remindDaysBefore":60}' where list = 'document-kind'
    and code in ('residence-permit', 'work-permit', 'driving-licence', 'disability', 'benefit-notice', 'course-entitlement');
update app.code set attributes = attributes || '{"remindDaysBefore":30}' where list = 'document-kind'
    and code in ('gestattung', 'duldung', 'fiktionsbescheinigung', 'proof-of-arrival', 'health-insurance', 'housing-entitlement', 'power-of-attorney',
                 'tenancy', 'work-contract');

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('document-place', 430, 'Wo sich ein Papier befindet', 'Where a paper is', null, null, null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('document-place', 'with-person', 'Bei der Person', 'With the person', '2000-01-01', null, 10, '{}', null),
('document-place', 'copy-on-file', 'Kopie in der Akte, Original bei der Person', 'Copy on file, original with the person', '2000-01-01', null, 20, '{}', null),
('document-place', 'original-on-file', 'Original bei uns verwahrt', 'Original kept by us', '2000-01-01', null, 30, '{}', null),
('document-place', 'at-authority', 'Bei einer Behörde', 'At an authority', '2000-01-01', null, 40, '{}', '§ 21 AsylG; § 50 Abs. 5 AufenthG'),
('document-place', 'at-embassy', 'Bei einer Botschaft oder einem Konsulat', 'At an embassy or consulate', '2000-01-01', null, 50, '{}', null),
('document-place', 'with-third-person', 'Bei einer anderen Person', 'With another person', '2000-01-01', null, 60, '{}', null),
('document-place', 'country-of-origin', 'Im Herkunftsland', 'In the country of origin', '2000-01-01', null, 70, '{}', null),
('document-place', 'lost', 'Verloren, gestohlen oder vernichtet', 'Lost, stolen or destroyed', '2000-01-01', null, 80, '{"gone":true}', null),
('document-place', 'never-issued', 'Nie ausgestellt', 'Never issued', '2000-01-01', null, 90, '{"gone":true}', null);
