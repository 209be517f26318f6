-- Fired by app.client: its search keys follow in the same statement, to another organisation too.
create or replace function app.keep_search_keys() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        delete from app.client_search_key k using removed o join added n on n.id = o.id
            where k.client_id = o.id and k.organisation_id = o.organisation_id
              and (o.search_keys is distinct from n.search_keys or o.organisation_id <> n.organisation_id);
        insert into app.client_search_key (organisation_id, client_id, key)
            select distinct n.organisation_id, n.id, x.key from added n join removed o on o.id = n.id cross join lateral unnest(n.search_keys) x(key)
            where o.search_keys is distinct from n.search_keys or o.organisation_id <> n.organisation_id;
    else
        insert into app.client_search_key (organisation_id, client_id, key)
            select distinct n.organisation_id, n.id, x.key from added n cross join lateral unnest(n.search_keys) x(key);
    end if;
    return null;
end $$;

create or replace trigger search_keys_inserted after insert on app.client referencing new table as added
    for each statement execute function app.keep_search_keys();
create or replace trigger search_keys_updated after update on app.client referencing new table as added old table as removed
    for each statement execute function app.keep_search_keys();
