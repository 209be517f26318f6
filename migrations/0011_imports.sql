-- Allocation lists: what a district sent, what was found in it row by row, and what became of each row. An import stays
-- with the organisation that was sent the list, also when a household is handed over later.

create table app.import (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    file_name       text not null check (length(btrim(file_name)) between 1 and 200),
    sha256          bytea not null check (length(sha256) = 32),
    encoding        text not null check (encoding in ('utf-8', 'utf-16le', 'utf-16be', 'windows-1252')),
    separator       text not null check (separator in (';', ',', E'\t')),
    status          text not null check (status in ('uploaded', 'checked', 'applied', 'discarded')),
    rows_total      integer not null check (rows_total > 0),
    rows_done       integer not null check (rows_done between 0 and rows_total),  -- of the stage under way: checking, applying
    rows_new        integer not null default 0 check (rows_new >= 0),
    rows_known      integer not null default 0 check (rows_known >= 0),
    rows_repeated   integer not null default 0 check (rows_repeated >= 0),
    rows_likely_duplicate integer not null default 0 check (rows_likely_duplicate >= 0),
    rows_refused    integer not null default 0 check (rows_refused >= 0),
    rows_undecided  integer not null default 0 check (rows_undecided between 0 and rows_likely_duplicate),
    rows_created    integer not null default 0 check (rows_created >= 0),          -- persons that the import put on file
    uploaded_by     uuid not null references app.staff,
    uploaded_at     timestamptz not null,
    checked_at      timestamptz,
    apply_mode      text check (apply_mode in ('all_or_nothing', 'row_by_row')),
    apply_requested_by uuid references app.staff,
    apply_requested_at timestamptz,
    apply_refused_at   timestamptz,                               -- all_or_nothing found a new obstacle and changed nothing
    applied_at      timestamptz,
    discarded_by    uuid references app.staff,
    discarded_at    timestamptz,
    updated_at      timestamptz not null,
    check (rows_new + rows_known + rows_repeated + rows_likely_duplicate + rows_refused <= rows_total),
    check (status = 'uploaded' or status = 'discarded' or checked_at is not null),
    check ((apply_mode is null) = (apply_requested_at is null) and (apply_mode is null) = (apply_requested_by is null)),
    check (apply_mode is null or status in ('checked', 'applied')),
    check ((status = 'applied') = (applied_at is not null)),
    check ((status = 'discarded') = (discarded_at is not null))
);
-- ListImports: newest first.
create index import_list on app.import (organisation_id, uploaded_at desc, id desc);
-- GetImport tells whether the same file came before.
create index import_same_file on app.import (organisation_id, sha256);
-- ProcessImports: what is left to do.
create index import_due on app.import (organisation_id, uploaded_at) where status in ('uploaded', 'checked');

-- The file itself, until the import is applied or discarded. Behind the wall but not in the trail, which would keep it
-- for ever; the trail has the import with the file's digest.
create table app.import_file (
    import_id       uuid primary key references app.import,
    organisation_id uuid not null references app.organisation,
    content         bytea not null
);

create table app.import_row (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    import_id       uuid not null references app.import,
    line_number     integer not null check (line_number > 1),     -- of the file, the header being line 1
    household       text,                                         -- the list's own name for it
    raw             jsonb not null,                               -- the cells as written, by the column's key
    person_key      text,                                         -- digest of normalised names, birth date, file number; null when refused
    verdict         text not null check (verdict in ('new', 'known', 'repeated', 'likely_duplicate', 'refused')),
    findings        jsonb not null,
    candidates      jsonb not null,
    decision        text check (decision in ('create', 'use_existing', 'skip')),
    decided_client_id uuid references app.client,                 -- use_existing: somebody on file ...
    decided_line    integer,                                      -- ... or an earlier row of the file
    decided_by      uuid references app.staff,
    decided_at      timestamptz,
    client_id       uuid references app.client,                   -- whom the row is about, once that is settled
    applied_at      timestamptz,
    constraint import_row_once unique (import_id, line_number),   -- also ListImportRows without a verdict
    check (decision is null or verdict = 'likely_duplicate'),
    check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
    check ((decision is not distinct from 'use_existing') = (num_nonnulls(decided_client_id, decided_line) = 1)),
    check (decided_line < line_number),
    check (applied_at is null or client_id is not null),
    check (applied_at is null or verdict in ('new', 'known') or decision in ('create', 'use_existing'))
);
-- ListImportRows of one verdict.
create index import_row_verdict on app.import_row (import_id, verdict, line_number);
-- Whether a row's person was applied from an earlier list, also when the household has been handed over since.
create index import_row_person on app.import_row (organisation_id, person_key) where applied_at is not null;
-- Whom this import has put on file; which lists speak of a person.
create index import_row_client on app.import_row (client_id, import_id) where client_id is not null;
