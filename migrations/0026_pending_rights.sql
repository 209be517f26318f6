-- Rights that somebody has given and that somebody else has to agree to first: apart from those that hold, so that nothing that reads grants or
-- memberships can take one for a right. With the agreement the row goes, and the grant or membership comes, of the same id.
create table access.pending_right (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,    -- for which it is to hold
    staff_id        uuid references app.staff,                    -- null: of another employer, known by the name below once it is accepted
    user_name       text check (length(user_name) between 1 and 200),  -- as the granter wrote it; whether there is such an account is not looked up
    role            text check (role in ('accommodation_staff', 'caseworker', 'supervisor', 'partner', 'data_protection_officer', 'administrator')),
    team_id         uuid references app.team,
    from_date       date,                                         -- of a membership: first day, or the day of the agreement where that is later
    status          text not null check (status in ('awaits_acceptance', 'awaits_confirmation')),
    granted_by      uuid not null references app.staff,
    granted_at      timestamptz not null,
    check ((role is null) = (team_id is not null) and (team_id is null) = (from_date is null)),
    check (staff_id is not null or (user_name is not null and status = 'awaits_acceptance')),
    check (role is null or granted_by <> staff_id)               -- who joins a team by her own hand is confirmed, too
);
-- The same right is offered once at a time.
create unique index pending_right_once on access.pending_right (organisation_id, coalesce(role, team_id::text), coalesce(lower(user_name), staff_id::text));
-- ListPendingRights of an organisation, oldest first; what is offered to a colleague, by id or by name.
create index pending_right_organisation on access.pending_right (organisation_id, granted_at, id);
create index pending_right_staff on access.pending_right (staff_id);
create index pending_right_user_name on access.pending_right (lower(user_name));
grant select, insert, update, delete on access.pending_right to casemanagement_app;
