-- Figures of one colleague's work: only where the organisation has agreed on it with its staff council, for which purposes and until when. None: off.
create table app.staff_figure_agreement (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    agreed_on       date not null constraint staff_figure_agreement_agreed_in_bounds check (agreed_on between date '1900-01-01' and date '2200-01-01'),
    purposes        text[] not null check (cardinality(purposes) > 0 and purposes <@ array['programme_report', 'caseload_planning']),
    reference       text check (length(btrim(reference)) between 1 and 200),       -- of the document
    from_date       date not null constraint staff_figure_agreement_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date constraint staff_figure_agreement_until_in_bounds check (until_date between date '1900-01-01' and date '2200-01-01'),
    recorded_by     uuid not null references app.staff,
    recorded_at     timestamptz not null constraint staff_figure_agreement_recorded_in_bounds
                        check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null constraint staff_figure_agreement_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (until_date > from_date),
    check (from_date >= agreed_on),
    -- One at a time: which one a look rests on is never in doubt.
    constraint staff_figure_agreement_once exclude using gist (organisation_id with =, daterange(from_date, until_date) with &&)
);

-- Tables counted once, for a month of a team or a programme, or out of a publication for who is not of the organisation.
create table app.statistical_report (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    kind            text not null check (kind in ('team_month', 'programme', 'town_council', 'public_table')),
    team_id         uuid references app.team,
    programme       text,                                         -- code list programme
    staff_id        uuid references app.staff,                    -- of whose work
    agreement_id    uuid references app.staff_figure_agreement,   -- on which it rests, where somebody else asked for it
    publication_id  uuid references app.statistical_publication,
    from_date       date constraint statistical_report_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date constraint statistical_report_until_in_bounds check (until_date between date '1900-01-01' and date '2200-01-01'),
    status          text not null check (status in ('requested', 'counted', 'ready', 'failed', 'expired')),
    content         jsonb not null check (jsonb_typeof(content) = 'object'),
    attempts        integer not null default 0 check (attempts between 0 and 10),
    requested_by    uuid not null references app.staff,
    requested_at    timestamptz not null constraint statistical_report_requested_in_bounds
                        check (requested_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    computed_at     timestamptz constraint statistical_report_computed_in_bounds
                        check (computed_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    expires_at      timestamptz constraint statistical_report_expires_in_bounds
                        check (expires_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null constraint statistical_report_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check ((kind = 'team_month') = (team_id is not null)),
    check ((kind = 'programme') = (programme is not null)),
    check (staff_id is null or kind = 'programme'),
    check (agreement_id is null or staff_id is not null),
    check ((kind in ('town_council', 'public_table')) = (publication_id is not null)),
    check ((kind in ('team_month', 'programme')) = (from_date is not null) and (from_date is null) = (until_date is null)),
    check (until_date > from_date),
    check (staff_id is null or agreement_id is not null or staff_id = requested_by),
    check ((status in ('ready', 'expired')) <= (computed_at is not null and expires_at is not null))
);
-- ListReports, asked for last first.
create index statistical_report_list on app.statistical_report (organisation_id, requested_at desc, id desc);
-- ComputeReports.
create index statistical_report_waiting on app.statistical_report (organisation_id, requested_at) where status in ('requested', 'counted');

-- Each look at figures of somebody's work by somebody else.
create table app.staff_figure_look (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    staff_id        uuid not null references app.staff,           -- whose work
    looked_by       uuid not null references app.staff,
    agreement_id    uuid not null references app.staff_figure_agreement,
    purpose         text not null check (purpose in ('programme_report', 'caseload_planning')),
    figure          text not null check (figure ~ '^[a-z0-9_]{1,64}$'),  -- its name, or "report"
    report_id       uuid references app.statistical_report,
    from_date       date not null constraint staff_figure_look_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date      date constraint staff_figure_look_until_in_bounds check (until_date between date '1900-01-01' and date '2200-01-01'),
    at              timestamptz not null constraint staff_figure_look_at_in_bounds
                        check (at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check (staff_id <> looked_by)
);
-- ListLooksAtMyFigures, the latest first.
create index staff_figure_look_staff on app.staff_figure_look (staff_id, at desc, id desc);
