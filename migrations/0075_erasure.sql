-- Erasure (Art. 5 (1) (e), Art. 17 GDPR; § 84 SGB X): proposed, decided by one person, confirmed by another. The row outlives the person's data:
-- it says who erased what kind of rows, when, on which basis, and names nobody. No free text: reasons are codes.
create table app.erasure (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,    -- the controller that erases what is its own
    reference       text not null check (reference ~ '^L-\d{4}-[0-9A-F]{8}$'), -- by which who sees no case content speaks of it
    client_id       uuid,                                         -- until it is carried out; no foreign key, the row outlives the person's
    subject_digest  bytea check (length(subject_digest) = 32),    -- then: SHA-256 of the id, so that a restored backup can be compared with it
    basis           text not null check (basis in ('retention', 'request')),
    reason_code     text not null,                                -- code list erasure-reason
    requested_on    date constraint erasure_requested_on_in_bounds check (requested_on between date '1900-01-01' and date '2200-01-01'),
    due_on          date constraint erasure_due_on_in_bounds check (due_on between date '1900-01-01' and date '2200-01-01'),
    status          text not null check (status in ('proposed', 'decided', 'carried_out', 'withdrawn', 'refused')),
    proposed_by     uuid references app.staff,                    -- null: the system
    proposed_at     timestamptz not null constraint erasure_proposed_at_in_bounds
                        check (proposed_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    decided_by      uuid references app.staff,
    decided_at      timestamptz constraint erasure_decided_at_in_bounds check (decided_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    ended_by        uuid references app.staff,                    -- who confirmed, withdrew or refused it
    ended_at        timestamptz constraint erasure_ended_at_in_bounds check (ended_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    end_reason      text,                                         -- code list erasure-end-reason, of a withdrawn or refused one
    erased          jsonb check (jsonb_typeof(erased) = 'object'), -- rows by kind
    told            text[],                                       -- recipients of disclosures that were told (Art. 19 GDPR): organisations, by name
    to_tell         text[],                                       -- recipients outside of the installation: to be told by hand
    updated_at      timestamptz not null constraint erasure_updated_at_in_bounds
                        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint erasure_reference unique (reference),
    check ((basis = 'request') = (requested_on is not null) and (basis = 'retention') = (due_on is not null)),
    check ((status = 'carried_out') = (client_id is null) or status in ('withdrawn', 'refused')),
    check ((client_id is null) = (subject_digest is not null)),
    check ((status = 'carried_out') = (erased is not null)),
    check ((status in ('carried_out', 'withdrawn', 'refused')) = (ended_at is not null)),
    check ((status in ('withdrawn', 'refused')) = (end_reason is not null)),
    check ((decided_at is null) = (decided_by is null) and (status <> 'proposed' or decided_at is null)),
    check (status not in ('decided', 'carried_out') or decided_at is not null),
    constraint erasure_confirmed_by_another check (status <> 'carried_out' or (ended_by is distinct from decided_by and ended_by is distinct from proposed_by))
);
-- One at a time.
create unique index erasure_one_open on app.erasure (organisation_id, client_id) where status in ('proposed', 'decided');
-- ListErasures, newest first and by what is due.
create index erasure_list on app.erasure (organisation_id, proposed_at desc, id desc);
-- Of a person: what was proposed before.
create index erasure_client on app.erasure (client_id) where client_id is not null;

-- How long an organisation keeps what cases it has closed. Without a row nothing is ever proposed.
create table app.retention_class (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    closing_reason  text,                                         -- code list case-closing-reason; null: all that have no class of their own
    years           integer not null check (years between 1 and 100),
    set_by          uuid references app.staff,
    updated_at      timestamptz not null constraint retention_class_updated_at_in_bounds
                        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);
create unique index retention_class_once on app.retention_class (organisation_id, coalesce(closing_reason, ''));

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('erasure-reason', 560, 'Grund einer Löschung', 'Why a person''s data is erased', '„basis“: retention schlägt das System nach Ablauf der Frist vor.', '"basis": retention is what the system proposes once the time is over.', 'Art. 17 Abs. 1 DSGVO; § 84 SGB X'),
('erasure-end-reason', 561, 'Grund, aus dem nicht gelöscht wird', 'Why nothing is erased', null, null, 'Art. 17 Abs. 3 DSGVO; § 84 Abs. 3, 4 SGB X');

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('erasure-reason', 'retention-over', 'Aufbewahrungsfrist abgelaufen', 'The time of keeping is over', '2018-05-25', null, 10, '{"basis":"retention"}', 'Art. 5 Abs. 1 Buchst. e DSGVO; § 84 Abs. 2 SGB X'),
('erasure-reason', 'no-longer-needed', 'Für die Aufgabe nicht mehr erforderlich', 'No longer needed for the task', '2018-05-25', null, 20, '{}', 'Art. 17 Abs. 1 Buchst. a DSGVO'),
('erasure-reason', 'consent-withdrawn', 'Einwilligung widerrufen, keine andere Grundlage', 'Consent withdrawn, no other basis', '2018-05-25', null, 30, '{}', 'Art. 17 Abs. 1 Buchst. b DSGVO'),
('erasure-reason', 'objection', 'Widerspruch gegen die Verarbeitung', 'Objection to the processing', '2018-05-25', null, 40, '{}', 'Art. 17 Abs. 1 Buchst. c DSGVO'),
('erasure-reason', 'unlawful', 'Unrechtmäßig verarbeitet', 'Processed unlawfully', '2018-05-25', null, 50, '{}', 'Art. 17 Abs. 1 Buchst. d DSGVO'),
('erasure-reason', 'legal-duty', 'Rechtliche Pflicht zur Löschung', 'A legal duty to erase', '2018-05-25', null, 60, '{}', 'Art. 17 Abs. 1 Buchst. e DSGVO'),
('erasure-end-reason', 'request-withdrawn', 'Antrag zurückgenommen', 'The request was withdrawn', '2018-05-25', null, 10, '{}', null),
('erasure-end-reason', 'by-mistake', 'Versehentlich vorgeschlagen', 'Proposed by mistake', '2018-05-25', null, 20, '{}', null),
('erasure-end-reason', 'still-needed', 'Für eine Aufgabe im öffentlichen Interesse noch erforderlich', 'Still needed for a task in the public interest', '2018-05-25', null, 30, '{}', 'Art. 17 Abs. 3 Buchst. b DSGVO'),
('erasure-end-reason', 'legal-claims', 'Für Rechtsansprüche erforderlich', 'Needed for legal claims', '2018-05-25', null, 40, '{}', 'Art. 17 Abs. 3 Buchst. e DSGVO'),
('erasure-end-reason', 'kept-by-law', 'Gesetzliche Aufbewahrungspflicht oder Anbietung an das Archiv', 'A duty to keep, or to offer to the archive', '2018-05-25', null, 50, '{}', 'Art. 17 Abs. 3 Buchst. b, d DSGVO; § 3 LArchG BW'),
('erasure-end-reason', 'wrong-person', 'Falsche Person', 'The wrong person', '2018-05-25', null, 60, '{}', null);
