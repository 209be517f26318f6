-- Allocations (Zuweisung): a district assigns a person to a municipality on a day. A fact of who has recorded it, and so it stays there when the household
-- is handed over: the receiver reads a copy in the package. What figures call allocated is effective; a cancelled one is none.
create table app.allocation (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    client_id       uuid not null references app.client,
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),  -- it says where the person is
    allocated_on    date not null constraint allocation_day_in_bounds check (allocated_on between date '1900-01-01' and date '2200-01-01'),
    municipality_ags text check (municipality_ags ~ '^\d{8}$'),   -- where to; null: the list does not say
    district_id     uuid references app.organisation,             -- who allocates; null: unknown
    accommodation_id uuid references app.accommodation,           -- the one that was assigned
    residence_status text,                                        -- code list residence-status, on that day
    status          text not null check (status in ('effective', 'cancelled')),
    cancel_reason   text,                                         -- code list allocation-cancel-reason
    cancel_note     text check (length(btrim(cancel_note)) between 1 and 500),
    cancelled_by    uuid references app.staff,
    cancelled_at    timestamptz constraint allocation_cancelled_in_bounds
                        check (cancelled_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    import_id       uuid references app.import,                   -- by which list and line it was told
    line_number     integer,
    recorded_by     uuid references app.staff,                    -- null: the import
    recorded_at     timestamptz not null constraint allocation_recorded_in_bounds
                        check (recorded_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    updated_at      timestamptz not null constraint allocation_updated_in_bounds
                        check (updated_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z'),
    check ((status = 'cancelled') = (cancel_reason is not null) and (status = 'cancelled') = (cancelled_at is not null)),
    check ((import_id is null) = (line_number is null))
);
-- The same once more is a second click, or the same list once more.
create unique index allocation_once on app.allocation (organisation_id, client_id, allocated_on) where status = 'effective';
-- ListAllocations; the timeline of a case.
create index allocation_client on app.allocation (client_id, allocated_on desc, id desc);
create index allocation_recorded on app.allocation (client_id, recorded_at desc, id desc);

-- Whether it is known that something began on from_date. A list says what holds on the day of the allocation, and not since when: then from_date is the
-- first day for which it is on record.
alter table app.client_residence_status add column from_known boolean not null default true;
alter table app.client_benefit add column from_known boolean not null default true;
alter table app.client_accommodation add column from_known boolean not null default true;
alter table app.client_address add column from_known boolean not null default true;
alter table app.client_work add column from_known boolean not null default true;
alter table app.household_member add column from_known boolean not null default true;

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('allocation-cancel-reason', 500, 'Warum eine Zuweisung nicht wirksam wurde', 'Why an allocation did not take effect', null, null, null);
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('allocation-cancel-reason', 'never-arrived', 'Nie angekommen', 'Never arrived', '2000-01-01', null, 10, '{}', null),
('allocation-cancel-reason', 'taken-back', 'Vom Landkreis zurückgenommen', 'Taken back by the district', '2000-01-01', null, 20, '{}', null),
('allocation-cancel-reason', 'allocated-elsewhere', 'Stattdessen anderswohin zugewiesen', 'Allocated elsewhere instead', '2000-01-01', null, 30, '{}', null),
('allocation-cancel-reason', 'recorded-wrongly', 'Irrtümlich erfasst', 'Recorded by mistake', '2000-01-01', null, 80, '{}', null),
('allocation-cancel-reason', 'other', 'Anderer Grund', 'Another reason', '2000-01-01', null, 90, '{}', null);

-- What the rows of applied lists still know. The walls hold for the owner, too: set aside for these statements.
alter table app.import_row no force row level security;
alter table app.client no force row level security;
alter table app.client_mark no force row level security;
alter table app.client_residence_status no force row level security;
alter table app.client_accommodation no force row level security;
alter table app.household_member no force row level security;

insert into app.allocation (id, organisation_id, client_id, compartment, allocated_on, municipality_ags, district_id, accommodation_id, residence_status,
                            status, import_id, line_number, recorded_at, updated_at)
select distinct on (t.organisation_id, t.client_id, t.allocated_on) gen_random_uuid(), t.organisation_id, t.client_id,
    case when p.is_sensitive or c.attributes ? 'compartment'
              or exists (select from app.client_mark m where m.client_id = t.client_id and m.kind = 'address_blocked' and m.lifted_at is null)
        then coalesce(c.attributes ->> 'compartment', 'protection') end,
    t.allocated_on, coalesce(p.ags, case when o.kind = 'municipality' then o.ags end), case when o.kind = 'district' then o.id else d.id end,
    p.id, s.status, 'effective', t.import_id, t.line_number, t.applied_at, t.applied_at
from (
    select r.*, case
        when btrim(r.raw ->> 'allocationDate') ~ '^\d{1,2}\.\d{1,2}\.\d{4}$' then to_date(btrim(r.raw ->> 'allocationDate'), 'DD.MM.YYYY')
        when btrim(r.raw ->> 'allocationDate') ~ '^\d{4}-\d{2}-\d{2}$' then to_date(btrim(r.raw ->> 'allocationDate'), 'YYYY-MM-DD')
        else (select min(a.from_date) from app.client_accommodation a where a.client_id = r.client_id and a.source = 'Zuweisungsliste') end as allocated_on
    from app.import_row r where r.applied_at is not null and r.client_id is not null) t
join app.organisation o on o.id = t.organisation_id
left join app.organisation d on d.id = o.parent_id and d.kind = 'district'
left join lateral (
    select a.id, a.ags, a.is_sensitive from app.accommodation a
    where a.organisation_id = t.organisation_id
      and (lower(btrim(a.name)) = lower(btrim(t.raw ->> 'accommodation'))
           or a.id in (select h.accommodation_id from app.client_accommodation h where h.client_id = t.client_id and h.source = 'Zuweisungsliste'
                       and h.from_date = t.allocated_on))
    order by lower(btrim(a.name)) = lower(btrim(t.raw ->> 'accommodation')) desc, a.id limit 1) p on true
left join lateral (
    select x.status from app.client_residence_status x where x.client_id = t.client_id and x.source = 'Zuweisungsliste'
      and x.from_date <= t.allocated_on and (x.until_date is null or x.until_date > t.allocated_on) limit 1) s on true
left join lateral (
    select k.attributes from app.code k where k.list = 'residence-status' and k.code = s.status
      and daterange(k.valid_from, k.valid_to, '[)') @> t.allocated_on limit 1) c on true
where t.allocated_on between date '1900-01-01' and date '2200-01-01'
order by t.organisation_id, t.client_id, t.allocated_on, t.applied_at desc;

-- What the import took from the day of the allocation began then only for who was born later.
update app.client_residence_status s set from_known = false where s.source = 'Zuweisungsliste'
    and not exists (select from app.client c where c.id = s.client_id and c.birth_date = s.from_date);
update app.client_accommodation s set from_known = false where s.source = 'Zuweisungsliste'
    and not exists (select from app.client c where c.id = s.client_id and c.birth_date = s.from_date);
update app.household_member m set from_known = false
    where exists (select from app.allocation a where a.client_id = m.client_id and a.allocated_on = m.from_date)
    and not exists (select from app.client c where c.id = m.client_id and c.birth_date = m.from_date);

alter table app.import_row force row level security;
alter table app.client force row level security;
alter table app.client_mark force row level security;
alter table app.client_residence_status force row level security;
alter table app.client_accommodation force row level security;
alter table app.household_member force row level security;
