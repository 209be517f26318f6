-- Called by GetOwnAllocations: how many the acting organisation, a district, has allocated to whom, out of the ledgers of those who received them. By nothing
-- that it has not written on its own list: where to. It acts for one after the other, and reads numbers only.
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
        return query select town, coalesce(c.cell[1], 'not_known'), c.n
            from figures.count('allocated', p_from, p_until, array['municipality'], jsonb_build_object('district', district)) c;
    end loop;
    call access.act_as(district, actor);
end $$;
revoke execute on function figures.own_allocations from public;
grant execute on function figures.own_allocations to casemanagement_app;
