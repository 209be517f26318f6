-- Of whom was erased before the ledger said so (ledger.forget): what still lasted of them has ended now. On which day they were erased nobody can tell any
-- more, and what has been told of days before stays.
insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
select distinct e.organisation_id, e.unit, e.pseudonym, 'erased', d.today, 'day', d.today::timestamp at time zone 'Europe/Berlin', 'recorded', false,
    '{}'::jsonb, '{}'::jsonb
from ledger.entry e cross join (select (now() at time zone 'Europe/Berlin')::date as today) d
where e.unit in ('client', 'household') and not exists (select from ledger.subject s where s.pseudonym = e.pseudonym);
