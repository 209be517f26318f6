-- Called by app.client_document, and for whoever shows or discloses what was so for a time: every period of a person, one row each, as
-- the API shows it (PeriodShown and its heirs), with the code that it is known by. It runs as the caller, so that what the walls and
-- compartments hide is not in it. A row without a compartment may stand beside others; one in a compartment is disclosed by itself.
-- In plain SQL, so that PostgreSQL puts it into the calling statement.
create or replace function app.client_periods(p_client uuid)
    returns table (history text, id uuid, from_date date, compartment text, code text, shown jsonb) language sql stable as $$
    select r.history, r.id, r.from_date, r.compartment, r.code,
        jsonb_build_object('id', r.id, 'from', r.from_date, 'until', r.until_date, 'fromKnown', r.from_known, 'restricted', r.compartment is not null,
            'legalBasis', r.legal_basis, 'source', r.source) || r.own
    from (
        select 'residenceStatuses' as history, p.id, p.from_date, p.until_date, p.from_known, p.compartment, p.legal_basis, p.source, p.status as code,
            jsonb_build_object('status', p.status, 'expiresOn', p.expires_on) as own
        from app.client_residence_status p where p.client_id = p_client
        union all
        select 'benefits', p.id, p.from_date, p.until_date, p.from_known, p.compartment, p.legal_basis, p.source, p.regime,
            jsonb_build_object('regime', p.regime, 'approvedUntil', p.approved_until)
        from app.client_benefit p where p.client_id = p_client
        union all
        select 'accommodations', p.id, p.from_date, p.until_date, p.from_known, p.compartment, p.legal_basis, p.source, p.kind,
            jsonb_build_object('accommodationId', p.accommodation_id, 'accommodationName', a.name, 'kind', p.kind, 'room', p.room)
        from app.client_accommodation p left join app.accommodation a on a.id = p.accommodation_id where p.client_id = p_client
        union all
        select 'addresses', p.id, p.from_date, p.until_date, p.from_known, p.compartment, p.legal_basis, p.source, null,
            jsonb_build_object('street', p.street, 'postalCode', p.postal_code, 'town', p.town, 'ags', p.ags, 'careOf', p.care_of,
                'quarterId', p.quarter_id, 'quarterName', q.name)
        from app.client_address p left join app.quarter q on q.id = p.quarter_id where p.client_id = p_client
        union all
        select 'works', p.id, p.from_date, p.until_date, p.from_known, p.compartment, p.legal_basis, p.source, p.status,
            jsonb_build_object('status', p.status, 'occupation', p.occupation, 'hoursPerWeek', p.hours_per_week)
        from app.client_work p where p.client_id = p_client
        union all
        select 'familyStatuses', p.id, p.from_date, p.until_date, p.from_known, p.compartment, p.legal_basis, p.source, p.status,
            jsonb_build_object('status', p.status)
        from app.client_family_status p where p.client_id = p_client) r;
$$;
