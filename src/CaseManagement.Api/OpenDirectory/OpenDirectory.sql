-- Called by OpenHandler: the directory for everybody, by HSDS 3.1. What is public is decided in app.open_services, of which everything here is made,
-- whoever asks; the wall of app.service shows no other row to who is not signed in. Members that have no value are left out. What is called for each row
-- is plpgsql: its statements are planned once, where those of SQL functions inside one another were planned anew for every service.

-- An id that stays: of what has none on file, such as a provider that is only a name.
create or replace function app.open_id(p text) returns uuid language sql immutable as $$
    select overlay(overlay(md5(p) placing '8' from 13 for 1) placing '8' from 17 for 1)::uuid
$$;

-- Not confidential, nor of a confidential organisation, also where that is only named; of one that works, and offered on the day.
create or replace function app.open_services(p_today date) returns setof app.service language sql stable as $$
    select s.* from app.service s left join app.organisation o on o.id = s.provider_id
    where not app.is_hidden(s) and o.closed_at is null and (s.active_until is null or s.active_until > p_today)
      and not exists (select from app.organisation c where c.is_confidential and lower(btrim(c.name)) = lower(btrim(s.provider_name)))
$$;

create or replace function app.open_provider_id(s app.service) returns uuid language sql stable as $$
    select coalesce(s.provider_id, app.open_id('provider:' || lower(btrim(s.provider_name))))
$$;

-- Who offers something that is public: organisations here, and names; each with the service of his that was entered first.
create or replace function app.open_organisations(p_today date) returns table (id uuid, name text, service_id uuid) language sql stable as $$
    select distinct on (app.open_provider_id(s)) app.open_provider_id(s), coalesce(o.name, btrim(s.provider_name)), s.id
    from app.open_services(p_today) s left join app.organisation o on o.id = s.provider_id
    order by app.open_provider_id(s), s.created_at, s.id
$$;

-- Where a service takes place: its address, and the places beside it that are not confidential.
create or replace function app.open_places(s app.service)
    returns table (id uuid, at_id uuid, name text, description text, address jsonb, schedules jsonb, no bigint) language sql stable as $$
    select app.open_id('location:' || s.id), app.open_id('at:' || s.id), null, null,
        jsonb_build_object('address1', s.address1, 'postalCode', s.postal_code, 'city', s.city, 'quarter', s.quarter), null::jsonb, 0
    where coalesce(s.address1, s.postal_code, s.city, s.quarter) is not null
    union all
    select (l ->> 'id')::uuid, app.open_id('at:' || (l ->> 'id')), l ->> 'name', l ->> 'description', l -> 'address',
        case jsonb_typeof(l -> 'schedules') when 'array' then l -> 'schedules' end, n
    from jsonb_array_elements(s.details -> 'locations') with ordinality x(l, n) where not coalesce((l ->> 'isConfidential')::boolean, false)
$$;

create or replace function app.open_taxonomies() returns table (code text, name text, description text, version text) language sql stable as $$
    select l.code, l.name_de, coalesce(l.description_de, l.name_de), l.revision::text from app.code_list l where l.code in ('need-area', 'residence-status')
    union all select 'capacity', 'Freie Plätze', 'Ob Plätze frei sind (is there room)', '1'
$$;

create or replace function app.open_terms() returns table (taxonomy text, code text, name text, description text, sort integer) language sql stable as $$
    (select distinct on (c.list, c.code) c.list, c.code, c.label_de, c.label_en, c.sort
     from app.code c where c.list in ('need-area', 'residence-status') and c.valid_from <= access.today() order by c.list, c.code, c.valid_from desc)
    union all values ('capacity', 'yes', 'Plätze frei', 'There is room', 10), ('capacity', 'waiting_list', 'Warteliste', 'There is a waiting list', 20),
        ('capacity', 'assessment_needed', 'Nach Prüfung', 'Only an assessment can tell', 30), ('capacity', 'no', 'Keine Plätze', 'There is no room', 40)
$$;

create or replace function app.open_taxonomy(p_code text) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object('id', app.open_id('taxonomy:' || t.code), 'name', t.name, 'description', t.description, 'version', t.version)
        from app.open_taxonomies() t where t.code = p_code);
end $$;

create or replace function app.open_term(p_taxonomy text, p_code text) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object('id', app.open_id('term:' || t.taxonomy || ':' || t.code), 'code', t.code, 'name', t.name, 'description', t.description,
            'taxonomy', t.taxonomy, 'taxonomy_id', app.open_id('taxonomy:' || t.taxonomy), 'taxonomy_detail', app.open_taxonomy(t.taxonomy), 'language', 'deu')
        from app.open_terms() t where t.taxonomy = p_taxonomy and t.code = p_code);
end $$;

-- Which terms describe a service.
create or replace function app.open_terms_of(s app.service) returns table (taxonomy text, code text) language sql stable as $$
    select 'need-area', a from unnest(s.need_areas) a
    union all select 'residence-status', r from unnest(s.residence_statuses) r
    union all select 'capacity', s.capacity
$$;

create or replace function app.open_schedules(p_owner text, p_link text, p_id uuid, p_schedules jsonb) returns jsonb language plpgsql stable as $$
begin
    return (
        select nullif(jsonb_agg(jsonb_build_object('id', app.open_id('schedule:' || p_owner || ':' || n), p_link, p_id, 'freq', upper(x ->> 'frequency'),
            'interval', 1, 'wkst', 'MO', 'byday', (select string_agg(d, ',' order by m) from jsonb_array_elements_text(x -> 'byDay') with ordinality y(d, m)),
            'opens_at', x ->> 'opensAt', 'closes_at', x ->> 'closesAt', 'valid_from', x ->> 'from', 'valid_to', (x ->> 'until')::date - 1,
            'notes', x ->> 'notes') order by n), '[]')
        from jsonb_array_elements(p_schedules) with ordinality z(x, n));
end $$;

-- An address that says less than street, postal code and town is none by the standard.
create or replace function app.open_location(p_id uuid, p_name text, p_description text, p_address jsonb, p_schedules jsonb, p_state text, p_full boolean)
    returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_build_object('id', p_id, 'location_type', 'physical', 'name', coalesce(p_name, nullif(concat_ws(', ', p_address ->> 'address1',
                concat_ws(' ', p_address ->> 'postalCode', p_address ->> 'city')), ''), p_address ->> 'quarter'),
            'description', nullif(concat_ws(E'\n', p_description, p_address ->> 'quarter'), '')) || case when p_full then jsonb_build_object(
            'schedules', app.open_schedules('location:' || p_id, 'location_id', p_id, p_schedules),
            'addresses', case when p_address ->> 'address1' is not null and p_address ->> 'postalCode' is not null and p_address ->> 'city' is not null
                then jsonb_build_array(jsonb_build_object('id', app.open_id('address:' || p_id), 'location_id', p_id, 'address_1', p_address ->> 'address1',
                    'city', p_address ->> 'city', 'region', p_address ->> 'quarter', 'state_province', p_state, 'postal_code', p_address ->> 'postalCode',
                    'country', 'DE', 'address_type', 'physical')) end) else '{}' end);
end $$;

-- The Land of an entry: by the key of who keeps it, else of the product.
create or replace function app.open_state(s app.service) returns text language plpgsql stable as $$
begin
    return (
        select coalesce((array['SH', 'HH', 'NI', 'HB', 'NW', 'HE', 'RP', 'BW', 'BY', 'SL', 'BE', 'BB', 'MV', 'SN', 'ST', 'TH'])[left(k.ags, 2)::integer], 'BW')
        from app.organisation k where k.id = s.organisation_id);
end $$;

-- Who offers a service. p_services: null without what else he offers, 0 by name, 1 with everything.
create or replace function app.open_organisation(s app.service, p_services integer, p_full boolean, p_today date) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object('id', app.open_provider_id(s), 'name', coalesce(o.name, btrim(s.provider_name)),
            'description', case o.kind when 'district' then 'Landkreis' when 'municipality' then 'Stadt oder Gemeinde' when 'operator' then
                'Träger von Unterkünften' when 'welfare_association' then 'Wohlfahrtsverband' when 'partner_agency' then 'Beratungsstelle'
                else btrim(s.provider_name) end,
            'email', o.email,
            'parent_organization_id', case when o.parent_id is not null
                and exists (select from app.open_services(p_today) x where x.provider_id = o.parent_id) then o.parent_id end)
            || case when p_full then jsonb_build_object(
                'phones', case when o.phone is not null then jsonb_build_array(jsonb_build_object('id', app.open_id('phone:' || o.id), 'organization_id', o.id,
                    'number', o.phone)) end) else '{}' end
            || case when p_services is not null then jsonb_build_object('services', (
                select jsonb_agg(case when p_services = 0 then jsonb_build_object('id', x.id, 'name', x.name, 'status', 'active')
                    else app.open_service(x, 1, p_today) end order by x.name, x.id)
                from app.open_services(p_today) x
                where x.provider_id = s.provider_id or lower(btrim(x.provider_name)) = lower(btrim(s.provider_name)))) else '{}' end)
        from (select) one left join app.organisation o on o.id = s.provider_id);
end $$;

create or replace function app.open_at_location(s app.service, p_at uuid, p_with_service boolean, p_full boolean, p_today date)
    returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object('id', p.at_id, 'service_id', s.id, 'location_id', p.id,
            'location', app.open_location(p.id, p.name, p.description, p.address, p.schedules, app.open_state(s), p_full),
            'service', case when p_with_service then app.open_service(s, case when p_full then 3 else 0 end, p_today) end))
        from app.open_places(s) p where p.at_id = p_at);
end $$;

-- p_depth: 0 as in lists, with its organisation; 1 everything but that; 2 everything; 3 everything but its places, which name it themselves.
create or replace function app.open_service(s app.service, p_depth integer, p_today date) returns jsonb language plpgsql stable as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object('id', s.id, 'organization_id', app.open_provider_id(s), 'name', s.name, 'status', 'active',
            'description', nullif(concat_ws(E'\n\n', s.description_de, s.description_en), ''), 'url', s.details ->> 'url', 'email', s.details ->> 'email',
            'interpretation_services', s.details ->> 'interpretationServices', 'application_process', s.details ->> 'applicationProcess',
            'fees_description', s.details ->> 'feesDescription', 'minimum_age', s.minimum_age, 'maximum_age', s.maximum_age,
            'eligibility_description', case when cardinality(s.residence_statuses) > 0 then (
                select 'Mit diesem Aufenthaltsstatus: ' || string_agg(t.name, ', ' order by t.sort)
                from app.open_terms() t where t.taxonomy = 'residence-status' and t.code = any(s.residence_statuses)) end,
            'assured_date', s.assured_date,
            'alert', case when s.assured_date is null or s.assured_date <= p_today - 180 then 'Seit über 180 Tagen nicht bestätigt (not verified).' end,
            'last_modified', s.updated_at,
            'organization', case when p_depth <> 1 then app.open_organisation(s, null, p_depth > 0, p_today) end)
            || case when p_depth > 0 then jsonb_build_object(
            'phones', (select jsonb_agg(jsonb_build_object('id', app.open_id('phone:' || s.id || ':' || n), 'service_id', s.id, 'number', x ->> 'number',
                'description', x ->> 'description') order by n) from jsonb_array_elements(s.details -> 'phones') with ordinality z(x, n)),
            'schedules', app.open_schedules(s.id::text, 'service_id', s.id, s.details -> 'schedules'),
            'service_areas', (select jsonb_agg(jsonb_build_object('id', app.open_id('area:' || s.id || ':' || n), 'service_id', s.id,
                'name', coalesce(nullif(concat_ws(', ', concat_ws(' ', x ->> 'postalCode', x ->> 'city'), x ->> 'quarter'), ''), x ->> 'what', x ->> 'forWhom'),
                'description', nullif(concat_ws('; ', x ->> 'what', x ->> 'forWhom', x ->> 'responsible'), '')) order by n)
                from jsonb_array_elements(s.details -> 'areas') with ordinality z(x, n)),
            'service_at_locations', case when p_depth < 3 then (
                select jsonb_agg(app.open_at_location(s, p.at_id, false, true, p_today) order by p.no) from app.open_places(s) p) end,
            'languages', (select jsonb_agg(jsonb_build_object('id', app.open_id('language:' || s.id || ':' || l), 'service_id', s.id, 'code', l,
                'name', (select c.label_de from app.code c where c.list = 'language' and c.code = l
                    and c.valid_from <= p_today order by c.valid_from desc limit 1)) order by n)
                from unnest(s.languages) with ordinality z(l, n)),
            'cost_options', (select jsonb_agg(jsonb_build_object('id', app.open_id('cost:' || s.id || ':' || n), 'service_id', s.id, 'option', x ->> 'option',
                'currency', case when jsonb_typeof(x -> 'amount') = 'number' then 'EUR' end, 'amount', nullif(x -> 'amount', 'null'),
                'amount_description', x ->> 'description') order by n) from jsonb_array_elements(s.details -> 'costs') with ordinality z(x, n)),
            'required_documents', (select jsonb_agg(jsonb_build_object('id', app.open_id('document:' || s.id || ':' || n), 'service_id', s.id, 'document', d)
                order by n) from jsonb_array_elements_text(s.details -> 'requiredDocuments') with ordinality z(d, n)),
            'contacts', (select jsonb_agg(jsonb_build_object('id', app.open_id('contact:' || s.id || ':' || n), 'service_id', s.id, 'title', x ->> 'title',
                'email', x ->> 'email', 'phones', case when x ->> 'phone' is not null then jsonb_build_array(jsonb_build_object(
                    'id', app.open_id('phone:' || s.id || ':contact:' || n), 'number', x ->> 'phone')) end) order by n)
                from jsonb_array_elements(s.contacts) with ordinality z(x, n) where not coalesce((x ->> 'isConfidential')::boolean, false)),
            'attributes', (select jsonb_agg(jsonb_build_object('id', app.open_id('attribute:' || s.id || ':' || t.taxonomy || ':' || t.code), 'link_id', s.id,
                'link_entity', 'service', 'link_type', t.taxonomy, 'value', t.code, 'taxonomy_term', app.open_term(t.taxonomy, t.code))
                order by t.taxonomy, t.code) from app.open_terms_of(s) t)) else '{}' end));
end $$;

-- What is public no longer because it has ended. Of what has become confidential nothing is said: it is not there any more.
create or replace function app.open_deletions(p_now timestamptz) returns table (id uuid, type text, deleted_at timestamptz) language sql stable as $$
    with ended as (
        select s, s.id, least(case when s.active_until <= (p_now at time zone 'Europe/Berlin')::date
            then greatest(s.active_until::timestamp at time zone 'Europe/Berlin', s.updated_at) end, o.closed_at) as at
        from app.service s left join app.organisation o on o.id = s.provider_id
        where not app.is_hidden(s)
          and not exists (select from app.organisation c where c.is_confidential and lower(btrim(c.name)) = lower(btrim(s.provider_name))))
    select e.id, 'service', e.at from ended e where e.at is not null
    union all
    select p.at_id, 'service_at_location', e.at from ended e cross join lateral app.open_places(e.s) p where e.at is not null
$$;

-- One answer: the page of a list, lines of all of it, or, where p has an id, one thing; null where there is none.
create or replace function app.open_directory(p_of text, p jsonb, p_now timestamptz) returns text language plpgsql stable as $$
declare
    today constant date := (p_now at time zone 'Europe/Berlin')::date;
    one constant uuid := (p ->> 'id')::uuid;
    words constant text[] := regexp_split_to_array(nullif(btrim(lower(p ->> 'search')), ''), '\s+');
    provider constant uuid := (p ->> 'organizationId')::uuid;
    term constant uuid := (p ->> 'taxonomyTermId')::uuid;
    of_taxonomy constant uuid := (p ->> 'taxonomyId')::uuid;
    since constant timestamptz := (p ->> 'modifiedAfter')::timestamptz;
    is_full constant boolean := coalesce((p ->> 'full')::boolean, false);
    full_service constant boolean := coalesce((p ->> 'fullService')::boolean, false);
    found_ids uuid[];
    service_ids uuid[] := '{}';
    first bigint;
    total integer;
    size integer;
    page integer := coalesce((p ->> 'page')::integer, 1);
    shown jsonb;
begin
    if p_of in ('services', 'service_at_locations') then
        select coalesce(array_agg(case p_of when 'services' then s.id else x.at_id end order by s.name, s.id, x.no), '{}'),
               coalesce(array_agg(s.id order by s.name, s.id, x.no), '{}') into found_ids, service_ids
            from app.open_services(today) s left join app.organisation o on o.id = s.provider_id
            left join lateral (select * from app.open_places(s) where p_of <> 'services') x on true
            where case p_of when 'services' then one is null or s.id = one else x.at_id is not null and (one is null or x.at_id = one) end
              and (provider is null or app.open_provider_id(s) = provider) and (since is null or s.updated_at >= since)
              and (words is null or app.has_words(words, concat_ws(' ', s.name, s.description_de, s.description_en, o.name, s.provider_name, x.name,
                    x.address ->> 'city', x.address ->> 'quarter',
                    (select string_agg(t.name || ' ' || t.description, ' ') from app.open_terms() t
                     where t.taxonomy = 'need-area' and t.code = any(s.need_areas)))))
              and (term is null and of_taxonomy is null or exists (select from app.open_terms_of(s) t
                    where (term is null or app.open_id('term:' || t.taxonomy || ':' || t.code) = term)
                      and (of_taxonomy is null or app.open_id('taxonomy:' || t.taxonomy) = of_taxonomy)))
              and (p ->> 'postcode' is null or x.address ->> 'postalCode' = p ->> 'postcode'
                    or exists (select from jsonb_array_elements(s.details -> 'areas') a where a ->> 'postalCode' = p ->> 'postcode'));
    elsif p_of = 'organizations' then
        select coalesce(array_agg(o.id order by o.name, o.id), '{}'), coalesce(array_agg(o.service_id order by o.name, o.id), '{}')
            into found_ids, service_ids
            from app.open_organisations(today) o
            where (one is null or o.id = one) and (words is null or app.has_words(words, o.name))
              and (term is null and of_taxonomy is null or exists (
                    select from app.open_services(today) s cross join lateral app.open_terms_of(s) t where app.open_provider_id(s) = o.id
                      and (term is null or app.open_id('term:' || t.taxonomy || ':' || t.code) = term)
                      and (of_taxonomy is null or app.open_id('taxonomy:' || t.taxonomy) = of_taxonomy)));
    elsif p_of = 'taxonomies' then
        found_ids := array(
            select app.open_id('taxonomy:' || t.code) from app.open_taxonomies() t
            where (one is null or app.open_id('taxonomy:' || t.code) = one) and (words is null or app.has_words(words, t.name || ' ' || t.description))
            order by t.code);
    elsif p_of = 'taxonomy_terms' then
        -- None stands below another.
        found_ids := array(
            select app.open_id('term:' || t.taxonomy || ':' || t.code) from app.open_terms() t
            where (one is null or app.open_id('term:' || t.taxonomy || ':' || t.code) = one) and p ->> 'parentId' is null
              and (of_taxonomy is null or app.open_id('taxonomy:' || t.taxonomy) = of_taxonomy)
              and (words is null or app.has_words(words, concat_ws(' ', t.code, t.name, t.description)))
            order by t.taxonomy, t.sort, t.code);
    else
        -- By when: who asks again after the last one he has seen misses none.
        found_ids := array(select d.id from app.open_deletions(p_now) d where since is null or d.deleted_at >= since order by d.deleted_at, d.id);
    end if;
    total := cardinality(found_ids);
    if one is not null and total = 0 then
        return null;
    end if;
    size := case when one is not null or p ->> 'format' = 'ndjson' then greatest(total, 1)
        else coalesce((p ->> 'perPage')::integer, case when (p ->> 'minimal')::boolean then greatest(total, 1) else 50 end) end;
    first := least((page - 1)::bigint * size, total);
    found_ids := found_ids[first::integer + 1 : first::integer + size];
    service_ids := service_ids[first::integer + 1 : first::integer + size];
    select coalesce(jsonb_agg(case p_of
            when 'services' then case when one is null and (p ->> 'minimal')::boolean then jsonb_build_object('id', s.id, 'modified_date', s.updated_at)
                else app.open_service(s, case when one is not null or is_full then 2 else 0 end, today) end
            when 'service_at_locations' then app.open_at_location(s, u.id, true, one is not null or is_full, today)
            when 'organizations' then app.open_organisation(s, case when full_service then 1 when one is not null or is_full then 0 end,
                one is not null or is_full, today)
            when 'taxonomies' then (select app.open_taxonomy(t.code) from app.open_taxonomies() t where app.open_id('taxonomy:' || t.code) = u.id)
            when 'taxonomy_terms' then (select app.open_term(t.taxonomy, t.code) from app.open_terms() t
                where app.open_id('term:' || t.taxonomy || ':' || t.code) = u.id)
            else (select to_jsonb(d) from app.open_deletions(p_now) d where d.id = u.id) end order by u.no), '[]')
        into shown
        from unnest(found_ids, service_ids) with ordinality u(id, service_id, no) left join app.service s on s.id = u.service_id;
    return case when one is not null then (shown -> 0)::text
        when p ->> 'format' = 'ndjson' then (select coalesce(string_agg(line::text, E'\n' order by n) || E'\n', '') from jsonb_array_elements(shown)
            with ordinality z(line, n))
        else jsonb_build_object('total_items', total, 'total_pages', ceil(total::numeric / size)::integer, 'page_number', page,
            'size', jsonb_array_length(shown), 'first_page', page = 1, 'last_page', page >= ceil(total::numeric / size),
            'empty', jsonb_array_length(shown) = 0, 'contents', shown)::text end;
end $$;

create or replace function app.has_words(p_words text[], p_text text) returns boolean language sql immutable as $$
    select not exists (select from unnest(p_words) w where position(w in lower(p_text)) = 0)
$$;
