-- Fired by grants and memberships that the API's login writes: the two-person rule of Rights (PendingRight.cs) once more, where no code can leave it out.
-- The system has agreed with everybody (the operator's console); a founded organisation begins with those whom its founder names.

-- Roles that show persons, as Rights.OfCasework.
create or replace function access.is_casework(p_role text) returns boolean language sql immutable
    as $$ select p_role in ('accommodation_staff', 'caseworker', 'supervisor', 'partner') $$;

create or replace function access.check_right(p_id uuid, p_organisation uuid, p_staff uuid, p_role text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    me constant uuid := access.staff_id();
    mine constant boolean := p_organisation = access.organisation_id();
    needs_two constant boolean := p_role is null or access.is_casework(p_role);
    p access.pending_right;
begin
    if not access.is_of_login() or access.is_system() or (mine and access.setting('home') is not null) then
        return;
    end if;
    select * into p from access.pending_right r where r.id = p_id and r.organisation_id = p_organisation and r.role is not distinct from p_role
        and (r.staff_id = p_staff or (r.staff_id is null and exists (
            select from access.account a where a.staff_id = p_staff and lower(a.user_name) = lower(r.user_name))));
    if found and access.is_sealed() and me <> p.granted_by then
        if p.status = 'awaits_confirmation' then
            if mine and me <> p_staff and not access.gave_password(p.granted_by, me)
                and exists (select from access.role_grant g where g.staff_id = me and g.organisation_id = p_organisation and g.role = 'supervisor') then
                return;
            end if;
        elsif not (needs_two and access.hands_of(p_staff) && access.hands_of(p.granted_by))
            and (me = p_staff or (access.administers(access.organisation_id())
                and exists (select from app.staff s where s.id = p_staff and s.organisation_id = access.organisation_id()))) then
            return;
        end if;
    elsif not found and mine and access.administers(p_organisation) and (p_role is null or me <> p_staff)
        and not (needs_two and access.hands_of(p_staff) && access.hands_of(me))
        and exists (select from app.staff s where s.id = p_staff and (p_role is null or s.organisation_id = p_organisation)) then
        return;
    end if;
    raise exception 'not a right that this caller gives' using errcode = '42501';
end $$;

create or replace function access.keep_role_grant() returns trigger language plpgsql as $$
begin
    perform access.check_right(new.id, new.organisation_id, new.staff_id, new.role);
    return new;
end $$;
create or replace trigger a_keep before insert on access.role_grant for each row execute function access.keep_role_grant();

create or replace function access.keep_team_member() returns trigger language plpgsql as $$
begin
    perform access.check_right(new.id, t.organisation_id, new.staff_id, null) from app.team t where t.id = new.team_id;
    return new;
end $$;
create or replace trigger b_keep before insert on app.team_member for each row execute function access.keep_team_member();

-- Who gives a right that waits is its first pair of eyes.
create or replace function access.keep_pending_right() returns trigger language plpgsql as $$
begin
    if access.is_of_login() and not access.is_system() and (
        (tg_op = 'INSERT' and (new.granted_by is distinct from access.staff_id() or not access.administers(new.organisation_id)))
        or (tg_op = 'UPDATE' and old.staff_id is not null and new.staff_id is distinct from old.staff_id)) then
        raise exception 'not a right that this caller gives' using errcode = '42501';
    end if;
    return new;
end $$;
create or replace trigger a_keep before insert or update on access.pending_right for each row execute function access.keep_pending_right();

-- The first organisation operates the installation; of the API's login no other becomes the operator.
create or replace function app.keep_operator() returns trigger language plpgsql as $$
begin
    if access.is_of_login() and (tg_op = 'UPDATE' and new.is_operator <> old.is_operator
        or tg_op = 'INSERT' and new.is_operator and exists (select from app.organisation)) then
        raise exception 'this installation has its operator' using errcode = '42501';
    end if;
    return new;
end $$;
create or replace trigger a_keep before insert or update of is_operator on app.organisation for each row execute function app.keep_operator();
