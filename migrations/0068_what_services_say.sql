-- What a service says beside its name and place, by the words of HSDS 3.1: one document, read and written with the row, so that one statement shows it.
-- What may stand in it is held by ServiceBodyValidator; here only that its parts are what readers in SQL take them for.
alter table app.service add column details jsonb not null default '{}' constraint service_details_shape check (
    jsonb_typeof(details) = 'object'
    and coalesce(jsonb_typeof(details -> 'locations'), 'array') = 'array' and coalesce(jsonb_typeof(details -> 'schedules'), 'array') = 'array'
    and coalesce(jsonb_typeof(details -> 'phones'), 'array') = 'array' and coalesce(jsonb_typeof(details -> 'costs'), 'array') = 'array'
    and coalesce(jsonb_typeof(details -> 'areas'), 'array') = 'array' and coalesce(jsonb_typeof(details -> 'requiredDocuments'), 'array') = 'array');

-- A refuge or the like: it and whatever it offers are there for those only who may refer, and in nothing that is public.
alter table app.organisation add column is_confidential boolean not null default false;

-- The owner is reminded of what was not assured for long.
create index service_assured on app.service (organisation_id, assured_date) where owner_id is not null and active_until is null;
