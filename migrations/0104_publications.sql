-- Who receives figures, and what they were given. Counts of the organisation's own ledger, small ones too: walled like all of its data, and about nobody in
-- particular: no id of a person stands here, so that what was handed in outlives every erasure.
create table app.statistical_audience (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    name            text not null check (length(btrim(name)) between 1 and 200),
    kind            text not null check (kind in ('internal', 'external')),
    is_public       boolean not null,                             -- what it receives, everybody has received
    recipient_id    uuid references app.organisation,             -- an organisation here, which knows its own allocations row by row
    threshold       integer not null check (threshold <= 100 and threshold >= case kind when 'internal' then 3 else 5 end),
    added_by        uuid not null references app.staff,
    added_at        timestamptz not null constraint statistical_audience_added_in_bounds
                        check (added_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (not is_public or (kind = 'external' and recipient_id is null)),
    check (recipient_id is distinct from organisation_id)
);
create unique index statistical_audience_once on app.statistical_audience (organisation_id, lower(btrim(name)));
-- Who sees all that the public sees, once.
create unique index statistical_audience_public on app.statistical_audience (organisation_id) where is_public;

create table app.statistical_publication (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    audience_id     uuid not null references app.statistical_audience,
    title           text not null check (length(btrim(title)) between 1 and 200),
    status          text not null check (status in ('draft', 'signed_off', 'published', 'discarded')),
    tables          jsonb not null check (jsonb_typeof(tables) = 'array'),  -- definitions and true counts, and which cells are hidden
    proof           jsonb check (jsonb_typeof(proof) = 'object'),
    drafted_by      uuid not null references app.staff,
    computed_at     timestamptz not null constraint statistical_publication_computed_in_bounds
                        check (computed_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    signed_off_by   uuid references app.staff,
    signed_off_at   timestamptz constraint statistical_publication_signed_off_in_bounds
                        check (signed_off_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    ended_by        uuid references app.staff,                    -- who published or discarded it
    ended_at        timestamptz constraint statistical_publication_ended_in_bounds
                        check (ended_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null constraint statistical_publication_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (status not in ('signed_off', 'published') or (signed_off_by is not null and signed_off_at is not null)),
    check ((status in ('published', 'discarded')) = (ended_by is not null) and (ended_by is null) = (ended_at is null)),
    check ((status = 'published') = (proof is not null)),
    constraint statistical_publication_two_persons check (signed_off_by is distinct from drafted_by)
);
-- ListPublications, computed last first.
create index statistical_publication_list on app.statistical_publication (organisation_id, computed_at desc, id desc);
-- The gate: what an audience has received.
create index statistical_publication_received on app.statistical_publication (audience_id) where status = 'published';
