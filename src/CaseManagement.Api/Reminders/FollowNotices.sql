-- Called by FollowEvents. Gives the caller's committed notices that have no place yet the next ones, in the order in which they were written, and answers what
-- lies behind a place; without one, only where the stream stands. Whoever comes at the same time waits: of two places the smaller is always committed first.
--   last: where the stream stands, in each row; notice_id is null in the one row of a stream that has nothing more
create or replace function app.follow_notices(p_after bigint, p_most integer)
    returns table (last bigint, place bigint, notice_id uuid, kind text, at timestamptz) language plpgsql as $$
#variable_conflict use_column
declare
    me constant uuid := access.staff_id();
    mine constant uuid := access.organisation_id();
    given bigint;
begin
    if exists (select from app.notice_place p where p.staff_id = me and p.organisation_id = mine and p.place is null) then
        insert into app.notice_stream (staff_id, organisation_id, last) values (me, mine, 0) on conflict do nothing;
        select s.last into given from app.notice_stream s where s.staff_id = me and s.organisation_id = mine for update;
        with waiting as (
            select p.notice_id, given + row_number() over (order by p.no) as place from app.notice_place p
            where p.staff_id = me and p.organisation_id = mine and p.place is null
        ), placed as (
            update app.notice_place p set place = w.place from waiting w where w.notice_id = p.notice_id returning p.place
        )
        select coalesce(max(p.place), given) into given from placed p;
        update app.notice_stream s set last = given where s.staff_id = me and s.organisation_id = mine and s.last < given;
    else
        given := coalesce((select s.last from app.notice_stream s where s.staff_id = me and s.organisation_id = mine), 0);
    end if;
    return query
        select given, f.place, f.id, f.kind, f.at from (select 1) one left join lateral (
            select p.place, n.id, n.kind, n.at from app.notice_place p join app.notice n on n.id = p.notice_id
            where p.staff_id = me and p.organisation_id = mine and p.place > p_after order by p.place limit p_most) f on true
        order by f.place;
end $$;

-- Each notice gets its row in the transaction that writes it, and whoever listens for its recipient is woken when that commits.
create or replace function app.queue_notices() returns trigger language plpgsql as $$
begin
    insert into app.notice_place (notice_id, organisation_id, staff_id) select a.id, a.organisation_id, a.staff_id from added a order by a.at, a.id;
    perform pg_notify('notice', s.staff_id::text) from (select distinct a.staff_id from added a) s;
    return null;
end $$;

create or replace trigger queue_notices after insert on app.notice referencing new table as added for each statement execute function app.queue_notices();
