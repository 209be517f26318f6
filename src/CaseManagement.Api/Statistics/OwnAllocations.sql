-- Called by GetOwnAllocations: how many the acting organisation, a district, has allocated to whom, out of the ledgers of those who received them. By nothing
-- that it has not written on its own list: where to. It acts for one after the other, and reads numbers only. Of an allocation that is restricted there the
-- ledger does not say whose it was: a district, who knows whom it has sent on a day, would see by a smaller number whose whereabouts are kept secret. So
-- these are counted from the record.
create or replace function figures.own_allocations(p_from date, p_until date)
    returns table (organisation_id uuid, municipality text, n bigint)
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    district constant uuid := access.organisation_id();
    actor constant text := access.setting('actor');
    town uuid;
begin
    for town in select o.id from app.organisation o where o.id <> district order by o.id loop
        call access.act_as(town, 'system');
        return query
            with told as (
                select c.cell[1] as place, c.n
                from figures.count('allocated', p_from, p_until, array['municipality'], jsonb_build_object('district', district)) c
                union all
                select f.municipality_ags, count(*)
                from (select distinct on (a.client_id) a.municipality_ags, a.district_id, a.compartment from app.allocation a
                      where a.organisation_id = town and a.status = 'effective' and a.allocated_on >= p_from and a.allocated_on < p_until
                      order by a.client_id, a.allocated_on, a.id) f
                where f.compartment is not null and f.district_id = district
                group by f.municipality_ags
            )
            select town, coalesce(t.place, 'not_known'), sum(t.n)::bigint from told t group by t.place;
    end loop;
    call access.act_as(district, actor);
end $$;
revoke execute on function figures.own_allocations from public;
grant execute on function figures.own_allocations to casemanagement_app;
