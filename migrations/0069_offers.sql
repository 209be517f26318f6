-- That there was no offer for a need: by area, language and quarter, of nobody.
create table app.service_gap (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    need_area       text not null,                                -- code list need-area
    language        text,                                         -- code list language
    quarter         text check (length(btrim(quarter)) between 1 and 200),
    recorded_on     date not null constraint service_gap_recorded_on_in_bounds check (recorded_on between date '1900-01-01' and date '2200-01-01')
);
-- ListServiceGaps.
create index service_gap_organisation on app.service_gap (organisation_id, recorded_on);

-- How often a service was pointed out on a day: its address was handed over, and nothing was told to it.
create table app.service_pointer (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    service_id      uuid not null references app.service,
    pointed_on      date not null constraint service_pointer_pointed_on_in_bounds check (pointed_on between date '1900-01-01' and date '2200-01-01'),
    times           integer not null check (times > 0),
    constraint service_pointer_once unique (organisation_id, service_id, pointed_on)
);
