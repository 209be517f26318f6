-- Who offers what: of an organisation here, and of one that is only a name (OpenDirectory.sql).
create index service_provider on app.service (provider_id) where provider_id is not null;
create index service_provider_name on app.service (lower(btrim(provider_name))) where provider_name is not null;
