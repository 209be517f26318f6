-- What persons have been told about the processing of their data (Art. 13, 14 DSGVO, § 82, § 82a SGB X): which text, in which language, when, how.
-- Each controller informs for itself, so that the record stays with who informed, whoever looks after the person later.
create table app.information_notice (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    client_id       uuid not null references app.client,
    text_id         uuid not null references app.consent_text,    -- published, of a purpose that informs
    language        text not null,                                -- code list language: which wording was given
    given_on        date not null constraint information_notice_given_on_in_bounds check (given_on between date '1900-01-01' and date '2200-01-01'),
    reading         text not null,                                -- code list consent-reading: how it was conveyed
    interpreter     text,                                         -- code list interpreter-kind
    note            text check (length(btrim(note)) between 1 and 500),
    recorded_by     uuid references app.staff,
    recorded_at     timestamptz not null constraint information_notice_recorded_at_in_bounds
                        check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    -- The same once more is a second click.
    constraint information_notice_once unique (client_id, text_id, language, given_on, organisation_id)
);
-- ListInformationNotices, and whether a person was informed: newest first.
create index information_notice_client on app.information_notice (client_id, recorded_at desc, id desc);

-- attributes: informs: nobody consents to such a text, it is given.
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('consent-purpose', 'information', 'Information über die Verarbeitung (keine Einwilligung)', 'Information on processing (no consent)', '2000-01-01', null, 100,
    '{"informs": true}', 'Art. 13, 14 DSGVO; §§ 82, 82a SGB X');
