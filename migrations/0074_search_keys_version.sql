-- Which keys a person's search_keys hold: 1 those of whole names, 2 those of their beginnings, too (ClientKeys.Version).
alter table app.client add column keys_version smallint not null default 1;
-- RenewSearchKeys: who has those of an earlier version; empty once it has run.
create index client_keys_of_before on app.client (organisation_id, id) where keys_version < 2;
