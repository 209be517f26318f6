-- Version 4 of a person's search_keys (ClientKeys.Version) keeps apart where one number of a file number ends: 2026/1/12 is not 2026/11/2.
-- RenewSearchKeys: who has those of an earlier version; empty once it has run.
create index client_keys_of_before_numbers on app.client (organisation_id, id) where keys_version < 4;
drop index app.client_keys_of_earlier;

-- Until it has, whom a list names by a file number is found by it all the same.
alter table app.client no force row level security;
alter table app.client_reference no force row level security;
alter table app.client_search_key no force row level security;
insert into app.client_search_key (organisation_id, client_id, key)
    select distinct c.organisation_id, c.id, 'r:' || upper(regexp_replace(
            regexp_replace(r.value, '([0-9])[^[:alnum:]]+(?=[0-9])', '\1-', 'g'), '[^[:alnum:]-]|(?<![0-9])-|-(?![0-9])', '', 'g'))
    from app.client_reference r join app.client c on c.id = r.client_id
    where r.value ~ '[[:alnum:]]' and r.source not in ('azr', 'passport', 'residence-permit', 'proof-of-arrival', 'ba-customer')
    on conflict do nothing;
alter table app.client force row level security;
alter table app.client_reference force row level security;
alter table app.client_search_key force row level security;
