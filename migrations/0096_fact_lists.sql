-- Fact lists: facts of one kind about persons on file, by a file, row by row; what was found and what became of each row. A list stays with the organisation
-- that was sent it, also when a household is handed over later. The file itself is not kept: the rows hold its cells, until they are forgotten.

create table app.fact_list (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    kind            text not null check (kind ~ '^[a-z]+(_[a-z]+)*$'),           -- of the program: FactListKind
    file_name       text not null check (length(btrim(file_name)) between 1 and 200),
    sha256          bytea not null check (length(sha256) = 32),
    encoding        text not null check (length(encoding) between 1 and 40),
    separator       text check (separator in (';', ',', E'\t', '|')),            -- null of a workbook
    notes           jsonb not null,
    headers         jsonb not null,                                              -- the file's own header of each column, by the column's key
    status          text not null check (status in ('uploaded', 'checked', 'applied', 'discarded')),
    rows_total      integer not null check (rows_total > 0),
    uploaded_by     uuid not null references app.staff,
    uploaded_at     timestamptz not null,
    checked_at      timestamptz,
    apply_requested_by uuid references app.staff,
    apply_requested_at timestamptz,
    applied_at      timestamptz,
    discarded_by    uuid references app.staff,
    discarded_at    timestamptz,
    updated_at      timestamptz not null,
    constraint fact_list_times_in_bounds check (uploaded_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and checked_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and apply_requested_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and applied_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and discarded_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'
        and updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    check (status in ('uploaded', 'discarded') or checked_at is not null),
    check ((apply_requested_at is null) = (apply_requested_by is null)),
    check ((status = 'applied') = (applied_at is not null)),
    check ((status = 'discarded') = (discarded_at is not null) and (discarded_at is null) = (discarded_by is null))
);
-- ListFactLists: newest first.
create index fact_list_newest on app.fact_list (organisation_id, uploaded_at desc, id desc);
-- GetFactList tells whether the same file came before.
create index fact_list_same_file on app.fact_list (organisation_id, sha256);
-- ProcessFactLists: what is left to do.
create index fact_list_due on app.fact_list (organisation_id, uploaded_at) where status in ('uploaded', 'checked');

create table app.fact_list_row (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    fact_list_id    uuid not null references app.fact_list,
    line_number     integer not null check (line_number >= 1),
    client_id       uuid references app.client,                                  -- whom it is about; null where nobody can tell
    raw             jsonb not null,                                              -- the cells as written, by the column's key
    verdict         text not null check (verdict in ('waiting', 'new', 'completes', 'same', 'conflicts', 'refused', 'failed')),
    findings        jsonb not null,
    attempts        integer not null default 0 check (attempts >= 0),
    record_id       uuid,                                                        -- what it has made or completed; of which table says the list's kind
    applied_at      timestamptz constraint fact_list_row_applied_in_bounds
                        check (applied_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint fact_list_row_once unique (fact_list_id, line_number),            -- also ListFactListRows without a verdict
    check (client_id is not null or verdict = 'refused'),
    check (applied_at is null or verdict in ('new', 'completes'))
);
-- ListFactListRows of one verdict.
create index fact_list_row_verdict on app.fact_list_row (fact_list_id, verdict, line_number);
-- What is left to check or to apply, person by person.
create index fact_list_row_left on app.fact_list_row (fact_list_id, client_id) where applied_at is null and verdict in ('waiting', 'new', 'completes');
-- Which lists speak of a person.
create index fact_list_row_client on app.fact_list_row (client_id) where client_id is not null;

-- What offices write in such lists beside the names of the codes.
insert into app.code_word (list, code, word)
select w.list, w.code, w.word from (values
    ('presence-arrival', 'allocation', 'Zuweisung'), ('presence-arrival', 'birth', 'Geburt'), ('presence-arrival', 'moved-in', 'Zuzug'),
    ('presence-arrival', 'returned', 'Rückkehr'),
    ('presence-leave-reason', 'moved', 'Umzug'), ('presence-leave-reason', 'moved', 'Wegzug'), ('presence-leave-reason', 'reallocated', 'Umverteilung'),
    ('presence-leave-reason', 'voluntary-return', 'Ausreise'), ('presence-leave-reason', 'deported', 'Abschiebung'),
    ('presence-leave-reason', 'dublin-transfer', 'Überstellung'), ('presence-leave-reason', 'not-found', 'Untergetaucht'),
    ('presence-leave-reason', 'died', 'Tod'), ('presence-leave-reason', 'died', 'Gestorben'),
    ('participation-kind', 'kindergarten', 'Kita'), ('participation-kind', 'kindergarten', 'KiGa'), ('participation-kind', 'childminder', 'Tagesmutter'),
    ('participation-kind', 'school', 'Schule'), ('participation-kind', 'integration-course', 'I-Kurs'),
    ('employment-kind', 'full-time', 'Vollzeit'), ('employment-kind', 'part-time', 'Teilzeit'), ('employment-kind', 'mini-job', 'Minijob'),
    ('employment-kind', 'apprenticeship', 'Ausbildung'), ('employment-kind', 'internship', 'Praktikum'),
    ('benefit-regime', 'asylblg-3', 'Grundleistungen'), ('benefit-regime', 'asylblg-2', 'Analogleistungen'),
    ('benefit-regime', 'sgb2', 'SGB II'), ('benefit-regime', 'sgb2', 'SGB 2'), ('benefit-regime', 'sgb2', 'Bürgergeld'), ('benefit-regime', 'sgb2', 'ALG II'),
    ('benefit-regime', 'sgb12-4', 'Grundsicherung im Alter'), ('benefit-regime', 'alg1', 'ALG I'), ('benefit-regime', 'alg1', 'ALG 1'),
    ('benefit-regime', 'none', 'kein Leistungsbezug'), ('benefit-regime', 'none', 'eigenes Einkommen')) w(list, code, word)
where not exists (select from app.code_word k where k.list = w.list and lower(k.word) = lower(w.word));
