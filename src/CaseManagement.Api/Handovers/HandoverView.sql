-- Called by HandoverView. Everything that a screen about one handover shows, in one round trip; null when it is not the
-- caller's to see. 'detail' has the members of HandoverDetail in the API.
create or replace function app.handover_view(p_handover uuid) returns jsonb language plpgsql stable as $$
declare
    h record;
    is_sender boolean;
    is_receiver boolean;
    is_open boolean; -- The sender may write.
    changes jsonb;
    names jsonb;
begin
    select x.*, x.xmin as version into h from app.handover x where x.id = p_handover;
    is_sender := h.sender_organisation_id = access.organisation_id()
        and (access.is_system() or h.sender_team_id = any(access.my_team_ids()));
    is_receiver := h.receiver_organisation_id = access.organisation_id() and h.submitted_at is not null
        and (access.is_system() or h.receiver_team_id = any(access.my_team_ids()));
    if h.id is null or not (is_sender or is_receiver) then
        return null;
    end if;
    is_open := is_sender and h.status in ('draft', 'clarification_requested');
    -- To the receiver nothing of a person is disclosed that the package does not tell: he learns that, not who.
    changes := (select coalesce(jsonb_agg(distinct jsonb_build_object('kind', c.kind, 'clientId', case when is_sender then c.client_id end,
            'clientName', case when is_sender then (
                select x.family_name || ', ' || x.given_name from app.client x where x.id = c.client_id) end)), '[]')
        from app.handover_changes(h.id) c);
    names := app.handover_names(h.id);
    return jsonb_build_object('version', h.version::text::bigint, 'detail', jsonb_build_object(
        'id', h.id, 'householdId', h.household_id, 'householdReference', names -> 'householdReference',
        'status', h.status, 'isSender', is_sender, 'isReceiver', is_receiver,
        'isOverdue', coalesce(h.status = 'submitted' and h.acceptance_due_on < access.today()
            or h.status = 'accepted' and h.first_contact_due_on < access.today(), false),
        'returnsHandoverId', h.returns_id, 'packageVersion', h.package_version, 'createdAt', h.created_at, 'submittedAt', h.submitted_at,
        'acceptanceDueOn', h.acceptance_due_on, 'expiresOn', h.expires_on, 'acceptedAt', h.accepted_at,
        'firstContactDueOn', h.first_contact_due_on, 'endedAt', h.ended_at, 'changes', changes,
        'sender', app.handover_party(h.sender_team_id), 'receiver', app.handover_party(h.receiver_team_id),
        'returnedBy', (select coalesce(jsonb_agg(r.id order by r.id), '[]') from app.handover r where r.returns_id = h.id),
        'persons', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'clientId', p.client_id, 'caseId', p.case_id, 'firstContactAt', p.first_contact_at,
                'familyName', named -> 'familyName', 'givenName', named -> 'givenName') order by p.client_id), '[]')
            from app.handover_person p
            left join jsonb_array_elements(names -> 'persons') named on (named ->> 'clientId')::uuid = p.client_id
            where p.handover_id = h.id),
        -- The receiver's verdicts are his own until he asks or answers.
        'items', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'packageVersion', i.package_version, 'place', i.place, 'verdict', i.verdict, 'question', i.question,
                'reviewedAt', i.reviewed_at, 'answer', i.answer, 'answeredAt', i.answered_at) order by i.package_version, i.place), '[]')
            from app.handover_item i
            where i.handover_id = h.id and (is_receiver or h.status <> 'submitted' or i.package_version < h.package_version)),
        'timeline', (
            select jsonb_agg(jsonb_build_object(
                'action', m.action, 'fromStatus', m.from_status, 'toStatus', m.to_status, 'at', m.at,
                'organisationId', m.organisation_id, 'organisationName', (select o.name from app.organisation o where o.id = m.organisation_id),
                'staffId', m.staff_id,
                'staffName', (select s.given_name || ' ' || s.family_name from app.staff s where s.id = m.staff_id),
                'note', m.note, 'packageVersion', m.package_version,
                -- A reason that belongs to a compartment shows to who may open it for one of the persons, and to who gave it.
                'reasonCode', case when m.staff_id = access.staff_id() or not exists (
                    select from app.code c where c.code = m.reason_code and c.list like 'handover-%' and c.attributes ? 'compartment'
                    and not exists (select from app.handover_person p
                        where p.handover_id = h.id and access.may_open(p.client_id, c.attributes ->> 'compartment')))
                    then m.reason_code end) order by m.at, m.id)
            from app.handover_move m where m.handover_id = h.id),
        'draft', case when is_sender then jsonb_build_object(
            'note', h.note, 'noOpenItems', h.no_open_items,
            'documents', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'clientId', d.client_id, 'kind', d.kind, 'isPresent', d.is_present, 'missingReason', d.missing_reason)
                    order by d.client_id, d.kind), '[]')
                from app.handover_document d where d.handover_id = h.id),
            'openItems', (
                select coalesce(jsonb_agg(jsonb_build_object(
                    'id', i.id, 'clientId', i.client_id, 'text', i.text, 'dueOn', i.due_on) order by i.id), '[]')
                from app.handover_open_item i where i.handover_id = h.id),
            'includedItems', (
                select coalesce(jsonb_agg(i.item_id order by i.item_id), '[]') from app.handover_inclusion i where i.handover_id = h.id)) end),
        'hiddenDocuments', case when is_open
            then (select coalesce(jsonb_agg(x), '[]') from app.hidden_handover_documents(h.id) x) else '[]' end,
        'facts', case when is_open then app.handover_facts(h.household_id) end,
        'awaitsContacts', h.status = 'accepted' and exists (select from app.awaited_contacts(h.id)),
        'isReceiverClosed', exists (select from app.team t where t.id = h.receiver_team_id and t.closed_at is not null),
        'isReceiverStaffed', app.is_staffed(h.receiver_team_id),
        'canReceive', app.can_receive(h.receiver_team_id),
        'isReturnOpen', exists (select from app.handover o where o.household_id = h.household_id and o.sender_organisation_id = access.organisation_id()
            and o.status in ('draft', 'submitted', 'clarification_requested')),
        'isHeld', exists (select from app.household_member m join app."case" k on k.client_id = m.client_id and k.status = 'open'
            where m.household_id = h.household_id and m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today())
              and k.organisation_id = access.organisation_id() and k.team_id = h.receiver_team_id),
        'isHouseholdRestricted', is_open and exists (select from app.household_member m join app.client c on c.id = m.client_id
            where m.household_id = h.household_id and (m.until_date is null or m.until_date > access.today()) and c.restricted_at is not null));
end $$;

-- A side of a handover by name; members as PackageParty in the API.
create or replace function app.handover_party(p_team uuid) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object('organisationId', o.id, 'organisation', o.name, 'teamId', t.id, 'team', t.name)
    from app.team t join app.organisation o on o.id = t.organisation_id where t.id = p_team);
end $$;
