-- Asked by the wall of access.pending_right: whether a right is offered to the caller, or to somebody whom the acting organisation employs; by id, or
-- by the name to sign in with where the granter does not know the person.
create or replace function access.is_offered_here(p_staff uuid, p_user_name text) returns boolean language plpgsql stable as $$
begin
    return exists (
        select from access.account a join app.staff s on s.id = a.staff_id
        where (a.staff_id = p_staff or lower(a.user_name) = lower(p_user_name)) and a.disabled_at is null
          and access.is_sealed() and (a.staff_id = access.staff_id() or s.organisation_id = access.organisation_id()));
end $$;
