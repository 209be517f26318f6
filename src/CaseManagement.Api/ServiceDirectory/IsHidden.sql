-- Called wherever SQL names a service to somebody who may not refer there: it is confidential itself, or who offers it is (ServiceAccess.KnownTo).
create or replace function app.is_hidden(s app.service) returns boolean language plpgsql stable as $$
begin
    return s.is_confidential or exists (select from app.organisation o where o.id = s.provider_id and o.is_confidential);
end $$;
