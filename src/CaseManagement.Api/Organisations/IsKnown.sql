-- Called wherever SQL names an organisation to who may not refer there: it is not confidential, or the acting organisation's own, or run by it
-- (OrganisationAccess.KnownTo).
create or replace function app.is_known(o app.organisation) returns boolean language plpgsql stable as $$
begin
    return not o.is_confidential or coalesce(access.organisation_id() in (o.id, o.parent_id), false);
end $$;
