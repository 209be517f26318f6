-- Fired by app.dwelling when what others say of it changes: who lives there is shown, and counted, by what it says now, also where the caller may not see who
-- that is. Where it begins to reveal something, the addresses of who lives there are hidden; lifting that is for somebody to decide, one by one. The
-- dwellings' leases are looked at once more by the ledger.
create or replace function app.follow_dwelling() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    actor text := access.setting('actor');
begin
    call access.act_as(new.organisation_id, 'system');
    update app.occupancy set found_by = new.found_by, reveals = new.reveals where dwelling_id = new.id and organisation_id = new.organisation_id;
    if new.reveals is not null and old.reveals is null then
        update app.client_address a set protected_itself = true from app.occupancy o
            where o.dwelling_id = new.id and o.organisation_id = new.organisation_id and a.client_id = o.client_id and not a.protected_itself
              and (a.street, a.postal_code) = (old.street, old.postal_code);
        update app.client_accommodation h set protected_itself = true from app.occupancy o
            where o.dwelling_id = new.id and o.organisation_id = new.organisation_id and h.client_id = o.client_id and not h.protected_itself
              and h.accommodation_id is null and h.from_date = o.from_date;
    end if;
    update app.lease set updated_at = updated_at where dwelling_id = new.id;
    call access.act_as(new.organisation_id, actor);
    return null;
end $$;

create or replace trigger followed after update of found_by, reveals, quarter_id, landlord_id on app.dwelling
    for each row execute function app.follow_dwelling();
