-- Called by whoever reads a feed. Gives the committed events of the acting organisation that have no place yet the next ones, in the order in which they
-- were written, and answers the last place there is. Whoever comes at the same time waits: of two places the smaller is always committed first. An event
-- that commits later gets a later place, whatever its own time says; a place once given stays.
create or replace function app.number_events() returns bigint language plpgsql as $$
declare
    mine constant uuid := access.organisation_id();
    given bigint;
begin
    if exists (select from app.outbox_event e where e.organisation_id = mine and e.sequence is null) then
        insert into app.outbox_feed (organisation_id, last) values (mine, 0) on conflict do nothing;
        select f.last into given from app.outbox_feed f where f.organisation_id = mine for update;
        with waiting as (
            select e.id, given + row_number() over (order by e.no) as place from app.outbox_event e where e.organisation_id = mine and e.sequence is null
        ), placed as (
            update app.outbox_event e set sequence = w.place from waiting w where w.id = e.id returning e.sequence
        )
        select coalesce(max(p.sequence), given) into given from placed p;
        update app.outbox_feed f set last = given where f.organisation_id = mine and f.last < given;
        return given;
    end if;
    return coalesce((select f.last from app.outbox_feed f where f.organisation_id = mine), 0);
end $$;
