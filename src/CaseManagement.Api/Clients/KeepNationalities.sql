-- Fired by app.client at commit. Nationalities that were set as a whole (registration, base data, a list) become periods: what is new has an unknown
-- start, what is left out never was so. Where their use cases have written both, there is nothing to do.
create or replace function app.keep_nationalities() returns trigger language plpgsql as $$
begin
    delete from app.client_nationality n using app.client c
        where c.id = new.id and n.client_id = c.id and n.until_date is null and n.nationality <> all(c.nationalities);
    insert into app.client_nationality (id, organisation_id, client_id, nationality, from_date, recorded_at)
        select gen_random_uuid(), c.organisation_id, c.id, x.code, -- Unknown; of one that is regained not before the last day.
            (select max(n.until_date) from app.client_nationality n where n.client_id = c.id and n.nationality = x.code), access.now()
        from app.client c cross join lateral (select distinct code from unnest(c.nationalities) code) x
        where c.id = new.id and not exists (
            select from app.client_nationality n where n.client_id = c.id and n.nationality = x.code and n.until_date is null);
    return null;
end $$;

drop trigger if exists keep_nationalities_inserted on app.client;
create constraint trigger keep_nationalities_inserted after insert on app.client deferrable initially deferred
    for each row when (new.nationalities <> '{}') execute function app.keep_nationalities();
drop trigger if exists keep_nationalities_changed on app.client;
create constraint trigger keep_nationalities_changed after update of nationalities on app.client deferrable initially deferred
    for each row when (old.nationalities is distinct from new.nationalities) execute function app.keep_nationalities();
