-- What was handed to an audience, as it has it: without the hidden numbers, with the words of that day. Its publisher reads it, the organisation that is the
-- audience, and everybody what is public; true counts stay behind the publisher's wall (statistical_publication). Written with the publication
-- (Statistics/HandOverPublication.sql), never changed.
create table app.received_publication (
    id              uuid primary key references app.statistical_publication,
    organisation_id uuid not null references app.organisation,    -- whose figures
    audience_id     uuid not null references app.statistical_audience,
    recipient_id    uuid references app.organisation,             -- the audience, where it is an organisation here
    is_public       boolean not null,
    title           text not null,
    tables          jsonb not null check (jsonb_typeof(tables) = 'array'),
    names           jsonb not null check (jsonb_typeof(names) = 'object'),     -- of teams and quarters: who receives it reads no directory of ours
    computed_at     timestamptz not null constraint received_publication_computed_in_bounds
                        check (computed_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    published_at    timestamptz not null constraint received_publication_published_in_bounds
                        check (published_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
revoke update, delete on app.received_publication from casemanagement_app;
-- ListReceivedPublications, published last first: by audience (machines), by recipient, of the public.
create index received_publication_audience on app.received_publication (audience_id, published_at desc, id desc);
create index received_publication_recipient on app.received_publication (recipient_id, published_at desc, id desc) where recipient_id is not null;
create index received_publication_public on app.received_publication (published_at desc, id desc) where is_public;

-- Which machines receive figures, and as whom. For ever: a machine that changed its audience would have what two have received.
create table app.statistics_machine (
    id              uuid primary key references access.api_client,
    organisation_id uuid not null references app.organisation,
    audience_id     uuid references app.statistical_audience,     -- null: it asks freely, and gets rounded numbers
    admitted_by     uuid not null references app.staff,
    admitted_at     timestamptz not null constraint statistics_machine_admitted_in_bounds
                        check (admitted_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
-- ListStatisticsMachines.
create index statistics_machine_list on app.statistics_machine (organisation_id, admitted_at desc, id desc);
revoke update, delete on app.statistics_machine from casemanagement_app;
