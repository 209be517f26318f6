-- Numbers of others (population, labour market, quotas), with where they come from: shown beside the organisation's figures, never counted with them.
create table app.external_series (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    name            text not null check (length(btrim(name)) between 1 and 200),
    unit            text not null check (length(btrim(unit)) between 1 and 50),
    dimension       text check (dimension ~ '^[a-z]+(_[a-z0-9]+)*$'),          -- by which its values are told apart, as figures say it
    source          text not null check (length(btrim(source)) between 1 and 300),
    licence         text not null check (length(btrim(licence)) between 1 and 100),
    url             text check (length(url) between 1 and 500),
    added_by        uuid not null references app.staff,
    added_at        timestamptz not null constraint external_series_added_in_bounds
                        check (added_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null constraint external_series_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z')
);
create unique index external_series_once on app.external_series (organisation_id, lower(btrim(name)));

create table app.external_value (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    series_id       uuid not null references app.external_series on delete cascade,
    on_date         date not null constraint external_value_on_in_bounds check (on_date between date '1900-01-01' and date '2200-01-01'),
    value           text not null check (length(value) <= 200),                -- of the dimension; '' where the series has none, `total` for all of it
    number          numeric(18, 4) not null
);
-- A number once; and all of a series, by day.
create unique index external_value_once on app.external_value (series_id, on_date, value);
