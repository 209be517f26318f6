-- Called by ConfidentialNotesOfStaff. Who leaves is no longer named anywhere; what she held goes to whom she has named and who still works for the
-- organisation, else it is sealed: how many are. As the owner, whom the policy "passed" lets see the rows of the acting organisation; no words come out.
create or replace function app.pass_confidential_notes(p_organisation uuid, p_staff uuid, p_before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    unclaimed integer;
begin
    if p_organisation is distinct from access.organisation_id() then
        raise exception 'notes of another organisation' using errcode = '42501';
    end if;
    update app.confidential_note n set reader_ids = array_remove(n.reader_ids, p_staff),
        successor_id = nullif(n.successor_id, p_staff), updated_at = access.now()
    where n.organisation_id = p_organisation and n.created_at < p_before and (p_staff = any(n.reader_ids) or n.successor_id = p_staff);

    update app.confidential_note n set holder_id = n.successor_id, successor_id = null, reader_ids = array_remove(n.reader_ids, n.successor_id),
        updated_at = access.now()
    where n.organisation_id = p_organisation and n.created_at < p_before and n.holder_id = p_staff
      and exists (select from access.role_grant g where g.staff_id = n.successor_id and g.organisation_id = p_organisation);

    update app.confidential_note n set holder_id = null, successor_id = null, sealed_at = access.now(), updated_at = access.now()
    where n.organisation_id = p_organisation and n.created_at < p_before and n.holder_id = p_staff;
    get diagnostics unclaimed = row_count;
    return unclaimed;
end $$;

-- Who holds any, or is named in one: GiveBackDuties looks who of them has left.
create or replace function app.holders_of_confidential_notes(p_organisation uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct h.staff_id from app.confidential_note n cross join lateral unnest(array[n.holder_id, n.successor_id] || n.reader_ids) h (staff_id)
    where n.organisation_id = p_organisation and p_organisation = access.organisation_id() and h.staff_id is not null
$$;
