-- Asked before a right is given (Rights.HasAccountFrom): through whose hands an account has gone, the colleague's own included. Who made it or last
-- gave it its password could use it, and so could who has done that to them: an administrator does not become two people by making a second one.
create or replace function access.hands_of(p_staff uuid) returns uuid[] language sql stable as $$
    with recursive hand (id) as (
        select p_staff
        union
        select s.id
        from hand h
        join access.account a on a.staff_id = h.id
        join app.staff s on s.id in (a.created_by, a.password_reset_by))
    select array_agg(id) from hand $$;
