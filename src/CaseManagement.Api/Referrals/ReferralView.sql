-- Called by ReferralFacts. Everything that a screen about one referral shows, in one round trip, as the caller may see it: 'own' is the sender's part,
-- with what is on file about the person while it is a draft; the recipient has the rest. Null where the walls show no such referral.
create or replace function app.referral_view(p_referral uuid) returns jsonb language plpgsql stable as $$
declare
    r app.referral;
    is_recipient boolean;
begin
    select x.* into r from app.referral x where x.id = p_referral;
    if r.id is null then
        return null;
    end if;
    is_recipient := r.recipient_id is not distinct from access.organisation_id() and r.organisation_id <> access.organisation_id();
    return jsonb_build_object(
        'id', r.id, 'status', r.status, 'purpose', r.purpose, 'basis', r.basis, 'createdAt', r.created_at, 'updatedAt', r.updated_at,
        'sentAt', r.sent_at, 'expiresOn', r.expires_on, 'acceptedAt', r.accepted_at, 'endedAt', r.ended_at, 'endReason', r.end_reason,
        'declinedBy', r.declined_by, 'closedAt', r.closed_at, 'blockedSince', r.blocked_since, 'blockedReason', r.blocked_reason,
        'blockConfirmedAt', r.block_confirmed_at, 'blockConfirmedAs', r.block_confirmed_as,
        'service', app.referred_service(r, is_recipient),
        'senderId', case when is_recipient then app.told_organisation(r.id, r.organisation_id) else r.organisation_id end,
        'sender', (select o.name from app.organisation o
            where o.id = case when is_recipient then app.told_organisation(r.id, r.organisation_id) else r.organisation_id end),
        'recipientId', r.recipient_id,
        'isRecipientClosed', exists (select from app.organisation o where o.id = r.recipient_id and o.closed_at is not null),
        'reference', (select x.reference from app.referral_reference x where x.referral_id = r.id),
        'retrievedAt', (select x.at from app.referral_retrieval x where x.referral_id = r.id),
        'snapshot', (
            select jsonb_build_object('content', x.content, 'sha256', encode(x.sha256, 'hex')) from app.referral_snapshot x where x.referral_id = r.id),
        'restricted', (
            select coalesce(jsonb_agg(x.content order by x.place), '[]') from app.referral_snapshot_restricted x where x.referral_id = r.id),
        'restrictedPlaces', (
            select coalesce(jsonb_agg(x.place order by x.place), '[]') from app.referral_snapshot_restricted x where x.referral_id = r.id),
        'timeline', (
            select coalesce(jsonb_agg(jsonb_build_object('action', m.action, 'toStatus', m.to_status, 'at', m.at,
                'organisationId', o.id, 'organisationName', o.name,
                'staffName', (select s.given_name || ' ' || s.family_name from app.staff s where s.id = m.staff_id),
                'machine', app.machine_name(m.api_client_id), 'reasonCode', m.reason_code, 'note', m.note) order by m.at, m.id), '[]')
            from app.referral_move m left join app.organisation o
                on o.id = case when is_recipient then app.told_organisation(r.id, m.organisation_id) else m.organisation_id end
            where m.referral_id = r.id),
        'messages', (
            select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'kind', m.kind, 'at', m.at, 'organisationId', o.id, 'organisationName', o.name,
                'staffName', (select s.given_name || ' ' || s.family_name from app.staff s where s.id = m.staff_id),
                'machine', case when m.kind = 'message' then app.machine_name(m.api_client_id) end, 'topic', m.topic, 'text', m.text,
                'reason', m.reason, 'confirmedAt', m.confirmed_at) order by m.at, m.id), '[]')
            from app.referral_message m left join app.organisation o
                on o.id = case when is_recipient then app.told_organisation(r.id, m.organisation_id) else m.organisation_id end
            where m.referral_id = r.id and (not is_recipient or m.organisation_id = access.organisation_id()
                or r.status in ('sent', 'accepted', 'in_progress', 'on_hold', 'completed') and r.blocked_reason is distinct from 'consent_withdrawn')),
        'appointments', (
            select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'at', a.at, 'result', a.result, 'recordedAt', a.recorded_at) order by a.at), '[]')
            from app.referral_appointment a where a.referral_id = r.id),
        'own', case when not is_recipient then jsonb_build_object(
            'clientId', r.client_id, 'caseId', r.case_id, 'consentId', r.consent_id, 'writtenBy', r.written_by, 'sentBy', r.sent_by,
            'clientName', (select c.family_name || ', ' || c.given_name from app.client c where c.id = r.client_id),
            'team', (select t.name from app."case" k join app.team t on t.id = k.team_id where k.id = r.case_id),
            'draft', (select jsonb_build_object('note', d.note, 'fields', to_jsonb(d.fields), 'memberIds', to_jsonb(d.member_ids),
                'itemIds', to_jsonb(d.item_ids)) from app.referral_draft d where d.id = r.id),
            'needsConsent', r.basis = 'consent', 'secrecyBasis', r.secrecy_basis,
            'agreement', case when r.status = 'draft' then (
                select case when s.provider_id = r.organisation_id or app.cooperates(s.provider_id, s.provider_name, access.today()) then null
                    when o.agreements_required then 'refused' else 'warned' end
                from app.service s join app.organisation o on o.id = r.organisation_id where s.id = r.service_id) end,
            'consent', (select jsonb_build_object('clientId', c.client_id, 'purpose', c.purpose, 'recipients', to_jsonb(c.recipients),
                'recipientIds', to_jsonb(c.recipient_organisation_ids), 'data', to_jsonb(c.data),
                'coversSender', c.former_organisation_id is null or r.organisation_id = any(c.recipient_organisation_ids),
                'isInForce', c.status = 'given' and c.given_on <= access.today() and (c.valid_until is null or c.valid_until > access.today()))
                from app.consent c where c.id = r.consent_id),
            'facts', case when r.status = 'draft' then app.referral_facts(r.client_id, r.service_id) end) end);
end $$;

-- The service of a referral. One that is confidential says where it is while the referral is served, by who was asked. Once another offers it, the recipient
-- learns nothing of what it has become: it is called as it was sent, and is its own still.
create or replace function app.referred_service(r app.referral, is_recipient boolean) returns jsonb language plpgsql stable as $$
declare
    s app.service;
    o app.organisation;
    is_hidden boolean;
    is_of_asked boolean; -- Who was asked still offers it.
    is_anothers boolean;
begin
    select x.* into s from app.service x where x.id = r.service_id;
    is_hidden := app.is_hidden(s);
    is_of_asked := s.provider_id is not distinct from r.recipient_id and (s.provider_id is not null or exists (
        select from app.referral_snapshot x where x.referral_id = r.id and lower(btrim(x.content::jsonb ->> 'recipient')) = lower(btrim(s.provider_name))));
    is_anothers := is_recipient and not is_of_asked;
    select x.* into o from app.organisation x where x.id = case when r.sent_at is null then s.provider_id else r.recipient_id end;
    return jsonb_build_object('id', s.id, 'name', case when is_recipient then app.told_service(r.id) else s.name end,
        'provider', app.asked_provider(r.id), 'providerId', o.id,
        'isConfidential', case when is_anothers then o.is_confidential else is_hidden end, 'answerDays', s.answer_days,
        'isActive', not is_anothers and (s.active_until is null or s.active_until > access.today())
            and not exists (select from app.organisation x where x.id = s.provider_id and x.closed_at is not null),
        'needAreas', case when is_anothers then '[]' else to_jsonb(s.need_areas) end,
        'address', case when not is_anothers and (not is_hidden or is_of_asked and r.status in ('accepted', 'in_progress', 'on_hold'))
            then jsonb_build_object('address1', s.address1, 'postalCode', s.postal_code, 'city', s.city, 'quarter', s.quarter) end);
end $$;

-- Who was asked, by name: an organisation here as it is called today, one outside as it was sent, whoever offers the service since. Nobody was asked by a
-- draft: it names who offers the service now. Called by ListReferrals and PartnersOfReferrals as well.
create or replace function app.asked_provider(p_referral uuid) returns text language plpgsql stable as $$
begin
    return (select coalesce(o.name, case when r.sent_at is null then s.provider_name else x.content::jsonb ->> 'recipient' end)
        from app.referral r join app.service s on s.id = r.service_id
        left join app.organisation o on o.id = case when r.sent_at is null then s.provider_id else r.recipient_id end
        left join app.referral_snapshot x on x.referral_id = r.id
        where r.id = p_referral);
end $$;

-- The name of one of the own organisation's machines, as colleagues of others are not named either.
create or replace function app.machine_name(p_client uuid) returns text language sql stable as
    $$ select c.name from access.api_client c where c.id = p_client and c.organisation_id = access.organisation_id() $$;

-- What is on file about a person now that a referral could disclose; runs as the caller, so that what walls and compartments hide is not in it.
create or replace function app.referral_facts(p_client uuid, p_service uuid) returns jsonb language plpgsql stable as $$
declare
    members uuid[] := array(
        select distinct o.client_id from app.household_member m join app.household_member o on o.household_id = m.household_id
        where m.client_id = p_client and o.client_id <> p_client
          and m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today())
          and o.from_date <= access.today() and (o.until_date is null or o.until_date > access.today()));
    person jsonb := app.client_person(p_client);
begin
    return jsonb_build_object(
        'person', jsonb_build_object(
            'familyName', person -> 'familyName', 'givenName', person -> 'givenName', 'birthDate', person -> 'birthDate', 'sex', person -> 'sex',
            'nationalities', person -> 'nationalities', 'phone', person -> 'phone', 'email', person -> 'email',
            'educationLevel', person -> 'educationLevel',
            'languages', (select coalesce(jsonb_agg(jsonb_build_object('language', l -> 'language', 'interpreterNeeded', l -> 'interpreterNeeded',
                'levels', (select coalesce(jsonb_agg(v - 'assessedOn'), '[]') from jsonb_array_elements(l -> 'levels') v))), '[]')
                from jsonb_array_elements(person -> 'languages') l),
            'address', (
                select jsonb_build_object('street', coalesce(w.street, p.shown ->> 'street'), 'postalCode', coalesce(w.postal_code, p.shown ->> 'postalCode'),
                    'town', coalesce(w.town, p.shown ->> 'town'))
                from app.client_periods(p_client) p
                left join app.accommodation w on w.id = (p.shown ->> 'accommodationId')::uuid and not w.is_sensitive
                where p.history in ('addresses', 'accommodations') and p.compartment is null and (p.history = 'addresses' or w.id is not null)
                  and p.from_date <= access.today() and coalesce((p.shown ->> 'until')::date > access.today(), true)
                order by p.history desc, p.from_date desc, p.id limit 1),
            'residenceStatus', app.referral_period(p_client, 'residenceStatuses'), 'benefits', app.referral_period(p_client, 'benefits'),
            'work', app.referral_period(p_client, 'works'),
            'needs', (
                select coalesce(jsonb_agg(jsonb_build_object('area', n.area, 'urgency', n.urgency, 'need', n.need) order by n.area), '[]')
                from app.assessment s join app.assessment_area n on n.assessment_id = s.id and n.compartment is null and n.urgency is not null
                join app.service v on v.id = p_service and n.area = any(v.need_areas)
                where s.client_id = p_client and s.status = 'completed')),
        'members', (
            select coalesce(jsonb_agg(jsonb_build_object('clientId', c.id, 'familyName', c.family_name, 'givenName', c.given_name,
                'birthDate', c.birth_date) order by c.birth_date, c.id), '[]')
            from app.client c where c.id = any(members)),
        'diedOn', app.died_on(p_client),
        'representations', (
            select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'from', p.from_date, 'until', p.until_date, 'custody', p.custody,
                'ofMinors', p.of_minors, 'name', p.name, 'kind', p.kind, 'who', coalesce(p.representative_client_id::text, p.name),
                'diedOn', app.died_on(p.client_id, p.representative_client_id))
                order by p.recorded_at, p.id), '[]')
            from app.representation p where p.client_id = p_client),
        'restricted', (
            select coalesce(jsonb_agg(jsonb_build_object('itemId', x.id, 'clientId', x.client_id, 'kind', x.kind, 'compartment', x.compartment,
                'content', x.content) order by x.client_id, x.kind, x.id), '[]')
            from (
                select n.id, n.client_id, 'need' as kind, n.compartment,
                    jsonb_build_object('area', n.area, 'urgency', n.urgency, 'need', n.need) as content
                from app.assessment s join app.assessment_area n on n.assessment_id = s.id and n.compartment is not null and n.urgency is not null
                where s.client_id = any(members || p_client) and s.status = 'completed'
                union all
                select w.id, w.client_id, 'record', w.compartment, jsonb_build_object('text', w.content)
                from app.restricted_record w where w.client_id = any(members || p_client)) x));
end $$;

-- The code of what is so today in one of a person's histories; null where nothing is, or where it is restricted.
create or replace function app.referral_period(p_client uuid, p_history text) returns jsonb language plpgsql stable as $$
begin
    return (select coalesce(jsonb_agg(p.code order by p.from_date desc, p.id), '[]') from app.client_periods(p_client) p
    where p.history = p_history and p.compartment is null and p.from_date <= access.today() and coalesce((p.shown ->> 'until')::date > access.today(), true));
end $$;
