-- Asked before a right is given (Rights.HasAccountFrom): through whose hands an account has gone, the colleague's own included. Who made it or last
-- gave it its password, or has said who it is at the employer's identity provider, could use it, and so could who has done that to them: an administrator
-- does not become two people by making a second one.
create or replace function access.hands_of(p_staff uuid) returns uuid[] language sql stable as $$
    with recursive hand (id) as (
        select p_staff
        union
        select s.id
        from hand h
        join access.account a on a.staff_id = h.id
        left join access.identity_link l on l.staff_id = h.id
        join app.staff s on s.id in (a.created_by, a.password_reset_by, l.linked_by))
    select array_agg(id) from hand $$;

-- Asked before a right is confirmed: whether the confirmer's password was last given, or his identity linked, by the granter,
-- or by somebody from the granter's hand, who could
-- sign in as the confirmer and be both pairs of eyes.
create or replace function access.gave_password(p_granter uuid, p_confirmer uuid) returns boolean language sql stable as $$
    select exists (select from access.account a
        where a.staff_id = p_confirmer and a.password_reset_by is not null and p_granter = any(access.hands_of(a.password_reset_by)))
        or exists (select from access.identity_link l
        where l.staff_id = p_confirmer and l.linked_by is not null and p_granter = any(access.hands_of(l.linked_by))) $$;
