-- Called by whatever shows a consent to colleagues who may not know all of it: ListConsents, GetConsent, app.package_of_consents, app.file_of_person.

-- Codes of the list consent-data that are a compartment's.
create or replace function app.compartment_codes() returns setof text language sql immutable as
    $$ select x from unnest(array['health', 'protection', 'sexual-orientation']) x(x) $$;

-- Data out of no compartment.
create or replace function app.open_data(p_data text[]) returns text[] language sql immutable as
    $$ select coalesce(array_agg(d.code order by d.place), '{}') from unnest(p_data) with ordinality d(code, place)
       where d.code not in (select app.compartment_codes()) $$;

-- Recipients whom everybody may know: none that is confidential, nor offers or is called as a service that is. A name that was read out may be another one
-- than the organisation has today: where a consent names a confidential one by its id, only names that are surely another's are told.
create or replace function app.open_recipients(c app.consent) returns text[] language sql stable as $$
    select coalesce(array_agg(r.name order by r.place), '{}') from unnest(c.recipients) with ordinality r(name, place)
    where not app.is_hidden_name(r.name)
      and not exists (select from app.service s where app.is_hidden(s) and lower(btrim(s.name)) = lower(btrim(r.name)))
      and (not exists (select from app.organisation o where o.id = any(c.recipient_organisation_ids) and o.is_confidential)
           or exists (select from app.organisation o where o.id = any(c.recipient_organisation_ids) and not o.is_confidential
               and lower(btrim(o.name)) = lower(btrim(r.name))))
$$;

create or replace function app.open_recipient_ids(c app.consent) returns uuid[] language sql stable as $$
    select coalesce(array_agg(i.id order by i.place), '{}') from unnest(c.recipient_organisation_ids) with ordinality i(id, place)
    where not exists (select from app.organisation o where o.id = i.id and o.is_confidential)
$$;

-- What of a consent the caller may know: confidential recipients who may refer there, restricted data who may open the compartment.
create or replace function app.consent_as_told(p_consent uuid, p_refers boolean) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object(
            'recipients', case when p_refers then c.recipients else app.open_recipients(c) end,
            'organisationIds', case when p_refers then c.recipient_organisation_ids else app.open_recipient_ids(c) end,
            'data', (select coalesce(array_agg(d.code order by d.place), '{}') from unnest(c.data) with ordinality d(code, place)
                where d.code not in (select app.compartment_codes()) or access.may_open(c.client_id, replace(d.code, '-', '_'))))
        from app.consent c where c.id = p_consent);
end $$;
