-- Called wherever SQL names a service to somebody who may not refer there: it is confidential itself, or who offers it is (ServiceAccess.KnownTo).
create or replace function app.is_hidden(s app.service) returns boolean language plpgsql stable as $$
begin
    return s.is_confidential or exists (select from app.organisation o where o.id = s.provider_id and o.is_confidential);
end $$;

-- A name as of an organisation that is confidential, or of a provider outside of a service that is; names as app.cooperates compares them.
create or replace function app.is_hidden_name(p_name text) returns boolean language sql stable as $$
    select exists (select from app.organisation o where o.is_confidential and lower(btrim(o.name)) = lower(btrim(p_name)))
        or exists (select from app.service s where s.is_confidential and s.provider_id is null and lower(btrim(s.provider_name)) = lower(btrim(p_name)))
$$;
