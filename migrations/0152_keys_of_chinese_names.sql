-- Version 3 of a person's search_keys (ClientKeys.Version) has those of Chinese family and given names written in one word.
-- RenewSearchKeys: who has those of an earlier version; empty once it has run.
create index client_keys_of_earlier on app.client (organisation_id, id) where keys_version < 3;
drop index app.client_keys_of_before;
