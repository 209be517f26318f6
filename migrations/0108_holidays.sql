-- Public holidays as dated data: which day is one, in which Länder, in all of them or in communes only, by which law. Computed once from the laws' rules; a law
-- that changes comes as another version in a migration, and what was counted before keeps the version it was counted with. Rules/Holidays.cs says the same for
-- the program; tests compare the two, and both with lists of others.
create table app.holiday (
    on_date         date not null constraint holiday_in_bounds check (on_date between date '1900-01-01' and date '2200-01-01'),
    code            text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    lands           text[] not null check (cardinality(lands) between 1 and 16),  -- ISO 3166-2:DE without the country
    local           text check (local in ('assumption-day', 'corpus-christi', 'peace-festival')), -- only in communes where this one holds
    source          text not null,
    since_version   integer not null check (since_version >= 1),
    until_version   integer check (until_version > since_version),                -- exclusive
    primary key (on_date, code, lands, since_version)
);
revoke insert, update, delete on app.holiday from casemanagement_app;

-- Where a commune has holidays of its own (Augsburg; mostly Catholic communes of Bavaria; communes that Saxony and Thuringia name), and the Land where the
-- municipality key does not tell it. Dated: what held before is kept.
create table app.working_calendar (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    from_date       date not null constraint working_calendar_from_in_bounds check (from_date between date '1900-01-01' and date '2200-01-01'),
    land            text check (land ~ '^[A-Z]{2}$'),              -- null: that of the municipality key
    local           text[] not null default '{}' check (local <@ array['assumption-day', 'corpus-christi', 'peace-festival']),
    set_by          uuid references app.staff,
    updated_at      timestamptz not null constraint working_calendar_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    constraint working_calendar_once unique (organisation_id, from_date)
);

with year as (
    select y from generate_series(1995, 2199) y
), easter as (
    -- Easter Sunday in the Gregorian calendar, by the method of Butcher and Meeus.
    select y, make_date(y, n / 31, n % 31 + 1) as sunday
    from year
    cross join lateral (select y % 19 as a, y / 100 as b, y % 100 as c) s1
    cross join lateral (select b / 4 as d, b % 4 as e, (b - (b + 8) / 25 + 1) / 3 as g, c / 4 as i, c % 4 as k) s2
    cross join lateral (select (19 * a + b - d - g + 15) % 30 as h) s3
    cross join lateral (select (32 + 2 * e + 2 * i - h - k) % 7 as l) s4
    cross join lateral (select h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114 as n) s5
), rule (code, month, day, after_easter, lands, local, from_year, until_year, source) as (values
    ('new-year', 1, 1, null::int, '*', null::text, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('good-friday', null, null, -2, '*', null, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('easter-monday', null, null, 1, '*', null, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('labour-day', 5, 1, null, '*', null, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('ascension-day', null, null, 39, '*', null, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('whit-monday', null, null, 50, '*', null, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('german-unity-day', 10, 3, null, '*', null, 1995, 2199, 'Art. 2 Abs. 2 Einigungsvertrag'),
    ('christmas-day', 12, 25, null, '*', null, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('second-christmas-day', 12, 26, null, '*', null, 1995, 2199, 'Feiertagsgesetze aller Länder'),
    ('easter-sunday', null, null, 0, 'BB', null, 1995, 2199, '§ 2 Abs. 1 FTG Brandenburg'),
    ('whit-sunday', null, null, 49, 'BB', null, 1995, 2199, '§ 2 Abs. 1 FTG Brandenburg'),
    ('epiphany', 1, 6, null, 'BW BY ST', null, 1995, 2199, '§ 1 FTG BW; Art. 1 Abs. 1 Nr. 1 FTG Bayern; § 2 FeiertG LSA'),
    ('womens-day', 3, 8, null, 'BE', null, 2019, 2199, '§ 1 Abs. 1 Gesetz über die Sonn- und Feiertage Berlin'),
    ('womens-day', 3, 8, null, 'MV', null, 2023, 2199, '§ 2 Abs. 1 FTG M-V'),
    ('liberation-day', 5, 8, null, 'BE', null, 2020, 2020, '§ 1 Abs. 1 Gesetz über die Sonn- und Feiertage Berlin'),
    ('liberation-day', 5, 8, null, 'BE', null, 2025, 2025, '§ 1 Abs. 1 Gesetz über die Sonn- und Feiertage Berlin'),
    ('uprising-1953', 6, 17, null, 'BE', null, 2028, 2028, '§ 1 Abs. 1 Gesetz über die Sonn- und Feiertage Berlin'),
    ('corpus-christi', null, null, 60, 'BW BY HE NW RP SL', null, 1995, 2199, '§ 1 FTG BW; Art. 1 FTG Bayern; § 1 HFeiertagsG; § 2 Feiertagsgesetz NW; LFtG; SFG'),
    ('corpus-christi', null, null, 60, 'SN TH', 'corpus-christi', 1995, 2199, '§ 1 SächsSFG mit FronleichnamVO; § 2 Abs. 2 ThürFGtG'),
    ('assumption-day', 8, 15, null, 'SL', null, 1995, 2199, '§ 2 SFG Saarland'),
    ('assumption-day', 8, 15, null, 'BY', 'assumption-day', 1995, 2199, 'Art. 1 Abs. 1 Nr. 2 FTG Bayern'),
    ('peace-festival', 8, 8, null, 'BY', 'peace-festival', 1995, 2199, 'Art. 1 Abs. 2 FTG Bayern'),
    ('childrens-day', 9, 20, null, 'TH', null, 2019, 2199, '§ 2 Abs. 1 ThürFGtG'),
    ('reformation-day', 10, 31, null, 'BB MV SN ST TH', null, 1995, 2199, 'Feiertagsgesetze der Länder'),
    ('reformation-day', 10, 31, null, 'BE BW BY HE NW RP SL', null, 2017, 2017, 'Feiertagsgesetze der Länder, 500 Jahre Reformation'),
    ('reformation-day', 10, 31, null, 'HB HH NI SH', null, 2017, 2199, 'Feiertagsgesetze der Länder, ab 2018; 2017 einmalig'),
    ('all-saints-day', 11, 1, null, 'BW BY NW RP SL', null, 1995, 2199, '§ 1 FTG BW; Art. 1 FTG Bayern; § 2 Feiertagsgesetz NW; LFtG; SFG')
)
insert into app.holiday (on_date, code, lands, local, source, since_version)
select case when r.month is null then e.sunday + r.after_easter else make_date(e.y, r.month, r.day) end, r.code,
    string_to_array(case r.lands when '*' then 'BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH' else r.lands end, ' '), r.local, r.source, 1
from easter e join rule r on e.y between r.from_year and r.until_year
union all
-- The Wednesday before 23 November.
select d, 'repentance-day', array['SN'], null, '§ 1 SächsSFG', 1
from year cross join lateral (
    select (make_date(y, 11, 22) - (extract(isodow from make_date(y, 11, 22))::int + 4) % 7) as d) w;
