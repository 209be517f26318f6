-- A list comes again and again, and each time with what a person has corrected or cancelled since: by the day for which a list told an allocation it is known
-- once more, and from the correction on no list changes it.
alter table app.allocation
    add listed_on date constraint allocation_listed_in_bounds check (listed_on between date '1900-01-01' and date '2200-01-01'),  -- null: by hand
    add corrected_at timestamptz constraint allocation_corrected_in_bounds
        check (corrected_at between timestamptz '1900-01-01 00:00Z' and timestamptz '2200-01-01 00:00Z');                          -- null: by nobody

-- What the rows of applied lists still know. Only a person has moved one to another day. Neither walls nor trail: nobody has changed anything.
alter table app.import_row no force row level security;
alter table app.allocation no force row level security;
alter table app.allocation disable trigger user;
update app.allocation a set listed_on = t.day, corrected_at = case when t.day <> a.allocated_on then a.updated_at end
from (
    select r.import_id, r.line_number, case
        when btrim(r.raw ->> 'allocationDate') ~ '^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}$' then to_date(btrim(r.raw ->> 'allocationDate'), 'DD.MM.YYYY')
        when btrim(r.raw ->> 'allocationDate') ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then to_date(btrim(r.raw ->> 'allocationDate'), 'YYYY-MM-DD') end as day
    from app.import_row r where r.applied_at is not null) t
where t.import_id = a.import_id and t.line_number = a.line_number and t.day between date '1900-01-01' and date '2200-01-01';
update app.allocation set listed_on = allocated_on where import_id is not null and listed_on is null;
alter table app.allocation enable trigger user;
alter table app.allocation force row level security;
alter table app.import_row force row level security;
