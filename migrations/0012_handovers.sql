-- Handovers (Übergaben): a household changes from one team's responsibility to another's, often across organisations.
--
-- The wall here is of its own kind, since one record belongs to two controllers: the sender always sees it, the receiver
-- from submission on. What the sender is still writing (documents, open items, inclusions) is the sender's alone; the
-- receiver reads frozen packages, and those only while the handover concerns him.

-- The legal moves; the same as Handover.Moves, which a test compares.
create function app.handover_may_move(p_from text, p_to text) returns boolean language sql immutable parallel safe as $$
    select (p_from, p_to) in (('draft', 'submitted'), ('clarification_requested', 'submitted'),
        ('submitted', 'accepted'), ('submitted', 'clarification_requested'), ('submitted', 'declined'), ('submitted', 'expired'),
        ('submitted', 'withdrawn'), ('clarification_requested', 'withdrawn'), ('accepted', 'completed'))
$$;

create table app.handover (
    id              uuid primary key,
    household_id    uuid not null references app.household,
    sender_organisation_id   uuid not null references app.organisation,
    sender_team_id           uuid not null references app.team,
    receiver_organisation_id uuid not null references app.organisation,
    receiver_team_id         uuid not null references app.team,
    status          text not null check (status in ('draft', 'submitted', 'clarification_requested', 'accepted', 'declined', 'withdrawn', 'expired', 'completed')),
    returns_id      uuid references app.handover,                -- the handover that this one returns
    return_reason   text,                                         -- code list handover-return-reason
    note            text check (length(note) <= 4000),            -- to the receiver, frozen with the package
    no_open_items   boolean not null default false,               -- stated: nothing is open
    created_by      uuid not null references app.staff,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    package_version integer not null default 0 check (package_version >= 0),  -- of the last submission
    submitted_by    uuid references app.staff,
    submitted_at    timestamptz,                                  -- the last submission
    acceptance_due_on date,                                       -- working days of the receiver's Land, counted at submission
    escalate_on     date,                                         -- after this day the receiver's supervisor is told
    expires_on      date,                                         -- after this day the handover expires
    accepted_by     uuid references app.staff,
    accepted_at     timestamptz,
    first_contact_due_on date,
    ended_at        timestamptz,
    end_reason      text,                                         -- handover-decline-reason or handover-withdrawal-reason
    check (sender_team_id <> receiver_team_id),
    check ((returns_id is null) = (return_reason is null)),
    check ((status = 'draft') = (submitted_at is null)),
    check ((submitted_at is null) = (package_version = 0)),
    check ((submitted_at is null) = (submitted_by is null)),
    check ((submitted_at is null) = (acceptance_due_on is null)),
    check (acceptance_due_on <= escalate_on and escalate_on <= expires_on),
    check ((status in ('accepted', 'completed')) = (accepted_at is not null)),
    check ((accepted_at is null) = (first_contact_due_on is null)),
    check ((status in ('declined', 'withdrawn', 'expired', 'completed')) = (ended_at is not null)),
    check ((status in ('declined', 'withdrawn')) = (end_reason is not null))
);
-- One open handover per household. An accepted one is not open: the household may be returned before the first contact.
create unique index handover_one_open_per_household on app.handover (household_id) where status in ('draft', 'submitted', 'clarification_requested');
-- ListHandovers: sent by, received by my teams, newest first.
create index handover_sent on app.handover (sender_team_id, created_at desc, id desc);
create index handover_received on app.handover (receiver_team_id, created_at desc, id desc) where submitted_at is not null;
-- WatchHandovers: what waits for acceptance or for the first contact.
create index handover_waiting on app.handover (status, acceptance_due_on) where status in ('submitted', 'accepted');
-- "The returns of this handover".
create index handover_returns on app.handover (returns_id) where returns_id is not null;

alter table app.handover enable row level security;
alter table app.handover force row level security;
create policy readable on app.handover for select using (
    sender_organisation_id = (select access.organisation_id())
    or (receiver_organisation_id = (select access.organisation_id()) and submitted_at is not null));
create policy added on app.handover for insert with check (sender_organisation_id = (select access.organisation_id()) and status = 'draft');
create policy changed on app.handover for update using (
    sender_organisation_id = (select access.organisation_id())
    or (receiver_organisation_id = (select access.organisation_id()) and submitted_at is not null));
create policy removed on app.handover for delete using (sender_organisation_id = (select access.organisation_id()) and status = 'draft');
-- Without organisation_id in the row, the trail keeps each entry with the organisation that acted.
call access.trail('app.handover');

-- Who is who never changes, moves are legal, and each side makes its own moves only.
create function app.keep_handover() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    acting uuid := access.organisation_id();
begin
    if (new.id, new.household_id, new.sender_organisation_id, new.sender_team_id, new.returns_id, new.created_by, new.created_at)
       is distinct from (old.id, old.household_id, old.sender_organisation_id, old.sender_team_id, old.returns_id, old.created_by, old.created_at)
       or (old.status <> 'draft' and (new.receiver_organisation_id, new.receiver_team_id) is distinct from (old.receiver_organisation_id, old.receiver_team_id)) then
        raise exception 'the parties of a handover never change' using errcode = '23514', constraint = 'handover_parties_kept';
    end if;
    if new.status <> old.status then
        if not app.handover_may_move(old.status, new.status) then
            raise exception 'handover: % to % is no legal move', old.status, new.status using errcode = '23514', constraint = 'handover_move_legal';
        end if;
        if acting is distinct from (case when new.status in ('submitted', 'withdrawn', 'expired') then old.sender_organisation_id else old.receiver_organisation_id end) then
            raise exception 'handover: this move is the other side''s' using errcode = '42501';
        end if;
    end if;
    return new;
end $$;
create trigger a_keep before update on app.handover for each row execute function app.keep_handover();

-- The persons, as of the last time the household was read (each change of the draft, each submission).
create table app.handover_person (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    client_id       uuid not null references app.client,
    case_id         uuid references app."case",                  -- null in a draft whose person has no open case yet
    first_contact_at timestamptz,                                 -- after acceptance: the first contact that reached the person
    unique (handover_id, client_id)
);
-- "Does somebody hand this person over" and the first contact of a person.
create index handover_person_client on app.handover_person (client_id);
-- GetCaseTimeline: the handovers of a case.
create index handover_person_case on app.handover_person (case_id);

-- How it went, step by step: who, when, why. Written once.
create table app.handover_move (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    action          text not null,
    from_status     text,
    to_status       text not null,
    at              timestamptz not null,
    organisation_id uuid not null references app.organisation,   -- which side
    staff_id        uuid references app.staff,                    -- null = the system
    reason_code     text,
    note            text check (length(note) <= 4000),
    package_version integer not null
);
create index handover_move_handover on app.handover_move (handover_id, at, id);

-- Each item of a package can be accepted or queried by the receiver; the sender's answer belongs to the item.
create table app.handover_item (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    package_version integer not null check (package_version > 0),
    place           text not null check (length(place) between 1 and 300),
    verdict         text not null check (verdict in ('accepted', 'queried')),
    question        text check (length(btrim(question)) between 1 and 4000),
    reviewed_by     uuid references app.staff,                    -- null: unchanged since an earlier version, where it was accepted
    reviewed_at     timestamptz not null,
    answer          text check (length(btrim(answer)) between 1 and 4000),
    answered_by     uuid references app.staff,
    answered_at     timestamptz,
    check ((verdict = 'queried') = (question is not null)),
    check (answer is null or verdict = 'queried'),
    check ((answer is null) = (answered_at is null)),
    unique (handover_id, package_version, place)
);

do $$
declare
    t text;
begin
    -- Visible with the handover (its own policy applies inside the subquery), changed by either side as the product allows.
    foreach t in array array['app.handover_person', 'app.handover_move', 'app.handover_item'] loop
        execute format('alter table %s enable row level security', t);
        execute format('alter table %s force row level security', t);
        execute format('create policy readable on %s for select using (exists (select from app.handover h where h.id = handover_id))', t);
        execute format('create policy added on %s for insert with check (exists (select from app.handover h where h.id = handover_id))', t);
        execute format('create policy changed on %s for update using (exists (select from app.handover h where h.id = handover_id))', t);
        execute format('create policy removed on %s for delete using (exists (select from app.handover h where h.id = handover_id and h.sender_organisation_id = (select access.organisation_id()) and h.status in (''draft'', ''clarification_requested'')))', t);
        execute format('call access.trail(%L)', t);
    end loop;
end $$;
revoke update on app.handover_move from casemanagement_app;

-- What the sender writes. Children of the draft stay with the sender for good; the package is what was disclosed.
create table app.handover_document (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,   -- the sender
    handover_id     uuid not null references app.handover,
    client_id       uuid references app.client,                   -- null: of the household
    kind            text not null,                                -- code list document-kind
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),  -- of the kind
    is_present      boolean not null,
    missing_reason  text check (length(btrim(missing_reason)) between 1 and 1000),
    check (is_present = (missing_reason is null)),
    check (compartment is null or client_id is not null)
);
create unique index handover_document_once on app.handover_document (handover_id, coalesce(client_id, handover_id), kind);
call access.protect('app.handover_document');

create table app.handover_open_item (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    handover_id     uuid not null references app.handover,
    client_id       uuid references app.client,                   -- null: of the household
    text            text not null check (length(btrim(text)) between 1 and 2000),
    due_on          date
);
create index handover_open_item_handover on app.handover_open_item (handover_id);
call access.protect('app.handover_open_item');

-- Restricted items that go along: each one by itself, nothing by default.
create table app.handover_inclusion (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    handover_id     uuid not null references app.handover,
    item_id         uuid not null,                                -- a need or a restricted record
    unique (handover_id, item_id)
);
call access.protect('app.handover_inclusion');

-- What was disclosed, frozen at each submission. The content is the exact text that was hashed.
create table app.handover_package (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    version         integer not null check (version > 0),
    content         text not null,                                -- canonical JSON
    sha256          bytea not null,
    created_at      timestamptz not null,
    created_by      uuid not null references app.staff,
    check (sha256 = sha256(convert_to(content, 'UTF8'))),
    unique (handover_id, version)
);
-- Restricted items stand apart, each hashed by itself; the package names their place, compartment and hash. So everybody who
-- may see the package can verify it, and only who may open the compartment reads them.
create table app.handover_package_restricted (
    id              uuid primary key,
    handover_id     uuid not null references app.handover,
    version         integer not null,
    client_id       uuid not null references app.client,
    item_id         uuid not null,
    compartment     text not null check (compartment in ('health', 'protection', 'sexual_orientation')),
    content         text not null,
    sha256          bytea not null,
    check (sha256 = sha256(convert_to(content, 'UTF8'))),
    foreign key (handover_id, version) references app.handover_package (handover_id, version),
    unique (handover_id, version, item_id)
);

create function app.forbid_package_change() returns trigger language plpgsql as $$
begin
    raise exception 'a package never changes' using errcode = '23514', constraint = 'handover_package_frozen';
end $$;
do $$
declare
    t text;
begin
    foreach t in array array['app.handover_package', 'app.handover_package_restricted'] loop
        execute format('create trigger frozen before update or delete or truncate on %s execute function app.forbid_package_change()', t);
        execute format('alter table %s enable row level security', t);
        execute format('alter table %s force row level security', t);
        -- The receiver of a declined, withdrawn or expired handover has no business with the persons any more.
        execute format('create policy readable on %s for select using (exists (select from app.handover h where h.id = handover_id
            and (h.sender_organisation_id = (select access.organisation_id()) or h.status in (''submitted'', ''clarification_requested'', ''accepted'', ''completed''))))', t);
        execute format('create policy added on %s for insert with check (exists (select from app.handover h where h.id = handover_id
            and h.sender_organisation_id = (select access.organisation_id())))', t);
        execute format('call access.trail(%L)', t);
    end loop;
end $$;
create policy compartment on app.handover_package_restricted as restrictive for select using (access.may_open(client_id, compartment));
revoke update, delete on app.handover_package, app.handover_package_restricted from casemanagement_app;

-- ---------------------------------------------------------------------------------------------------------
-- The move of a household to another organisation: one UPDATE per table, all or nothing with its transaction.
--
-- A table takes part when it has former_organisation_id. Which of its rows move follows from its columns, so that a
-- table that comes later is not forgotten; where the columns do not tell, the function refuses to work at all.
--   $1 household, $2 its clients, $3 their cases, $4 restricted items included one by one, $5 the receiver
-- ---------------------------------------------------------------------------------------------------------
create function app.moving_tables() returns table (moving regclass, depth integer, condition text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    of_contact constant text := 'exists (select from app.contact parent where parent.id = contact_id and parent.organisation_id = $5)';
    found_tables regclass[] := '{}';
    forgotten text;
begin
    for moving, depth, condition in
    with recursive candidate as (
        select c.oid::regclass as t, c.oid
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'former_organisation_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and c.relnamespace = 'app'::regnamespace
    ), own as (
        select k.t, k.oid, case k.t::text
            when 'app.household' then 'id = $1'
            when 'app.client' then 'id = any($2)'
            -- A contact with somebody who stays, stays; what belongs to it follows, the author's private notes excepted.
            when 'app.contact' then 'exists (select from app.contact_client c where c.contact_id = contact.id and c.client_id = any($2))
                and not exists (select from app.contact_client c where c.contact_id = contact.id and not c.client_id = any($2))'
            when 'app.contact_client' then of_contact
            when 'app.contact_restricted_topic' then of_contact
            when 'app.contact_note' then 'not is_private and ' || of_contact
            -- Deadlines of a handover belong to its side; what is done stays where it was done.
            when 'app.reminder' then 'status = ''open'' and subject_type <> ''handover'' and (case_id = any($3) or household_id = $1 or subject_id = any($2))'
            -- Whom the sender has admitted to a compartment is the sender's decision; the receiver makes his own.
            when 'app.named_person' then 'false'
            else case
                when access.has_column(k.t, 'client_id') then 'client_id = any($2)'
                when access.has_column(k.t, 'case_id') then 'case_id = any($3)'
                when access.has_column(k.t, 'household_id') then 'household_id = $1' end
        end collate "C" as condition
        from candidate k
    ), walk as (
        select o.t, o.oid, case when o.condition like '%' || of_contact then 1 else 0 end as depth, o.condition from own o where o.condition is not null
        union all
        -- Without a key of its own a row follows its parent.
        select o.t, o.oid, w.depth + 1, format('exists (select from %s parent where parent.id = %I and parent.organisation_id = $5)', w.t, a.attname) collate "C"
        from own o
        join pg_constraint f on f.conrelid = o.oid and f.contype = 'f' and cardinality(f.conkey) = 1
        join walk w on w.oid = f.confrelid and w.oid <> o.oid
        join pg_attribute a on a.attrelid = o.oid and a.attnum = f.conkey[1]
        where o.condition is null and w.depth < 8
    )
    select distinct on (w.t::text) w.t, w.depth,
           w.condition || case when access.has_column(w.t, 'compartment') then ' and (compartment is null or id = any($4))' else '' end
    from walk w order by w.t::text, w.depth
    loop
        found_tables := found_tables || moving;
        return next;
    end loop;

    select string_agg(c.oid::regclass::text, ', ') into forgotten
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'former_organisation_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = 'app'::regnamespace and c.oid::regclass <> all(found_tables);
    if forgotten is not null then
        raise exception 'nobody has said which rows of % move at a handover', forgotten using errcode = 'P0001';
    end if;
end $$;

-- Started by the receiver, who does not see the sender's rows: only for a handover addressed to one of the caller's teams
-- and submitted. For its statements the function acts for the sender and names the receiver as the target of the move;
-- the trail still names the caller. Inside one organisation no row changes its controller.
create function app.transfer_household(p_handover uuid, p_lead uuid, p_former_until timestamptz) returns table (moved_table text, moved_rows bigint)
language plpgsql as $$
declare
    receiver uuid := access.organisation_id();
    actor text := current_setting('app.actor', true);
    h app.handover;
    clients uuid[];
    cases uuid[];
    included uuid[];
    m record;
begin
    select * into h from app.handover x
        where x.id = p_handover and x.status = 'submitted' and x.receiver_organisation_id = receiver
          and x.receiver_team_id in (select access.my_teams()) for update;
    if not found then
        raise exception 'no handover that this caller could accept' using errcode = '42501';
    end if;
    -- Locked, so that the team is not dissolved (CloseTeam) while the household is on its way into it.
    perform from app.team t where t.id = h.receiver_team_id and t.closed_at is null for share;
    if not found then
        raise exception 'the receiving team is closed' using errcode = '23514', constraint = 'handover_receiver_open';
    end if;
    select array_agg(p.client_id order by p.client_id) into clients from app.handover_person p where p.handover_id = h.id;

    perform set_config('app.organisation_id', h.sender_organisation_id::text, true), set_config('app.actor', 'system', true);

    -- The household as it was submitted, each person with an open case of the sending team; otherwise somebody would be
    -- left behind or taken along by mistake.
    if (select array_agg(k.client_id order by k.client_id) from app.household_member k
            where k.household_id = h.household_id and k.from_date <= access.today() and (k.until_date is null or k.until_date > access.today())) is distinct from clients
       or exists (select from unnest(clients) c(id) where not exists (
            select from app."case" k where k.client_id = c.id and k.status = 'open' and k.team_id = h.sender_team_id)) then
        raise exception 'the household has changed since submission' using errcode = '23514', constraint = 'handover_up_to_date';
    end if;
    select coalesce(array_agg(i.item_id), '{}') into included from app.handover_inclusion i where i.handover_id = h.id;
    select array_agg(k.id) into cases from app."case" k where k.client_id = any(clients);

    if h.sender_organisation_id <> receiver then
        -- Colleagues of the sender no longer take part.
        update app.case_participant set until_at = greatest(access.now(), from_at + interval '1 microsecond') where case_id = any(cases) and until_at is null;
        perform set_config('app.transfer_target', receiver::text, true);
        for m in select * from app.moving_tables() order by depth, moving::text loop
            execute format('update %s set organisation_id = $5, former_organisation_id = $6, former_access_until = $7 where organisation_id = $6 and (%s)', m.moving, m.condition)
                using h.household_id, clients, cases, included, receiver, h.sender_organisation_id, p_former_until;
            get diagnostics moved_rows = row_count;
            moved_table := m.moving::text;
            return next;
        end loop;
    end if;

    -- Back to the receiver, whose rows they are now: what is open is the new team's.
    perform set_config('app.organisation_id', receiver::text, true), set_config('app.transfer_target', '', true);
    update app.reminder set team_id = h.receiver_team_id, assignee_id = p_lead, updated_at = access.now()
        where organisation_id = receiver and status = 'open' and subject_type <> 'handover'
          and (case_id = any(cases) or household_id = h.household_id or subject_id = any(clients));
    perform set_config('app.actor', coalesce(actor, ''), true);
end $$;

-- ---------------------------------------------------------------------------------------------------------
-- What is on file about a household now: what the completeness gate looks at and what a package is made of, in one round
-- trip. Runs as the caller, so that what the walls and compartments hide is not in it. Members as HouseholdFacts in the API.
-- ---------------------------------------------------------------------------------------------------------
create function app.handover_facts(p_household uuid) returns jsonb language plpgsql stable as $$
declare
    members uuid[] := array(select m.client_id from app.household_member m
        where m.household_id = p_household and m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today()));
begin
    return jsonb_build_object(
        'reference', (select h.reference from app.household h where h.id = p_household),
        'persons', (
            select coalesce(jsonb_agg(jsonb_build_object('teamId', k.team_id, 'person', jsonb_build_object(
                'clientId', c.id, 'caseId', k.id, 'phase', k.phase, 'role', m.role, 'familyName', c.family_name, 'givenName', c.given_name,
                'birthDate', c.birth_date, 'birthDatePrecision', c.birth_date_precision, 'sex', c.sex, 'nationalities', to_jsonb(c.nationalities),
                'literacy', c.literacy, 'educationLevel', c.education_level, 'phone', c.phone, 'email', c.email,
                'names', (select coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'script', n.script, 'familyName', n.family_name, 'givenName', n.given_name) order by n.id), '[]')
                    from app.client_name n where n.client_id = c.id),
                'references', (select coalesce(jsonb_agg(jsonb_build_object('source', r.source, 'value', r.value) order by r.source, r.value), '[]')
                    from app.client_reference r where r.client_id = c.id),
                'languages', (select coalesce(jsonb_agg(jsonb_build_object('language', l.language, 'isMotherTongue', l.is_mother_tongue, 'interpreterNeeded', l.interpreter_needed,
                        'levels', (select coalesce(jsonb_agg(jsonb_build_object('skill', v.skill, 'level', v.level) order by v.skill), '[]')
                            from app.client_language_level v where v.language_id = l.id)) order by l.is_mother_tongue desc, l.language), '[]')
                    from app.client_language l where l.client_id = c.id),
                'qualifications', (select coalesce(jsonb_agg(jsonb_build_object('title', q.title, 'educationLevel', q.education_level, 'country', q.country,
                        'yearObtained', q.year_obtained, 'recognitionStage', q.recognition_stage) order by q.id), '[]')
                    from app.client_qualification q where q.client_id = c.id),
                'residenceStatuses', (select coalesce(jsonb_agg(jsonb_build_object('code', p.status, 'from', p.from_date, 'until', p.until_date,
                        'expiresOn', p.expires_on, 'legalBasis', p.legal_basis) order by p.from_date desc), '[]')
                    from app.client_residence_status p where p.client_id = c.id and p.compartment is null),
                'benefits', (select coalesce(jsonb_agg(jsonb_build_object('code', p.regime, 'from', p.from_date, 'until', p.until_date, 'legalBasis', p.legal_basis) order by p.from_date desc), '[]')
                    from app.client_benefit p where p.client_id = c.id and p.compartment is null),
                'work', (select coalesce(jsonb_agg(jsonb_build_object('code', p.status, 'from', p.from_date, 'until', p.until_date, 'legalBasis', p.legal_basis) order by p.from_date desc), '[]')
                    from app.client_work p where p.client_id = c.id and p.compartment is null),
                'addresses', (select coalesce(jsonb_agg(a.place order by a.from_date desc, a.id), '[]') from (
                        select p.id, p.from_date, jsonb_build_object('kind', 'address', 'name', p.care_of, 'street', p.street, 'postalCode', p.postal_code, 'town', p.town,
                            'from', p.from_date, 'until', p.until_date) as place
                        from app.client_address p where p.client_id = c.id and p.compartment is null
                        union all
                        select p.id, p.from_date, jsonb_build_object('kind', p.kind, 'name', o.name, 'street', o.street, 'postalCode', o.postal_code, 'town', o.town,
                            'from', p.from_date, 'until', p.until_date)
                        from app.client_accommodation p left join app.accommodation o on o.id = p.accommodation_id where p.client_id = c.id and p.compartment is null) a),
                'assessment', (select jsonb_build_object('id', s.id, 'completedAt', s.completed_at) from app.assessment s where s.client_id = c.id and s.status = 'completed'),
                'needs', (select coalesce(jsonb_agg(n.need || jsonb_build_object('id', n.id, 'compartment', n.compartment) order by n.area), '[]')
                    from app.handover_needs(members) n where n.client_id = c.id),
                'contacts', (select jsonb_build_object('count', count(*), 'firstAt', min(x.at), 'lastAt', max(x.at)) from app.contact_client x where x.client_id = c.id)
            )) order by c.birth_date, c.id), '[]')
            from app.household_member m
            join app.client c on c.id = m.client_id
            left join app."case" k on k.client_id = c.id and k.status = 'open'
            where m.household_id = p_household and m.from_date <= access.today() and (m.until_date is null or m.until_date > access.today())),
        'restricted', (
            select coalesce(jsonb_agg(jsonb_build_object('itemId', r.id, 'clientId', r.client_id, 'kind', r.kind, 'compartment', r.compartment, 'content', r.content) order by r.client_id, r.kind, r.id), '[]')
            from (
                select n.id, n.client_id, 'need' as kind, n.compartment, n.need as content from app.handover_needs(members) n where n.compartment is not null
                union all
                select r.id, r.client_id, 'record', r.compartment, jsonb_build_object('text', r.content, 'writtenAt', r.created_at) from app.restricted_record r where r.client_id = any(members)
                union all
                select p.id, p.client_id, 'residence_status', p.compartment, jsonb_build_object('code', p.status, 'from', p.from_date, 'until', p.until_date, 'expiresOn', p.expires_on, 'legalBasis', p.legal_basis)
                    from app.client_residence_status p where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'benefit', p.compartment, jsonb_build_object('code', p.regime, 'from', p.from_date, 'until', p.until_date, 'legalBasis', p.legal_basis)
                    from app.client_benefit p where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'work', p.compartment, jsonb_build_object('code', p.status, 'occupation', p.occupation, 'from', p.from_date, 'until', p.until_date)
                    from app.client_work p where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'accommodation', p.compartment, jsonb_build_object('kind', p.kind, 'name', o.name, 'street', o.street, 'postalCode', o.postal_code, 'town', o.town, 'room', p.room,
                    'from', p.from_date, 'until', p.until_date)
                    from app.client_accommodation p left join app.accommodation o on o.id = p.accommodation_id where p.client_id = any(members) and p.compartment is not null
                union all
                select p.id, p.client_id, 'address', p.compartment, jsonb_build_object('street', p.street, 'postalCode', p.postal_code, 'town', p.town, 'careOf', p.care_of, 'from', p.from_date, 'until', p.until_date)
                    from app.client_address p where p.client_id = any(members) and p.compartment is not null) r));
end $$;

-- The needs out of the current assessments: every area that was judged to be one.
create function app.handover_needs(p_clients uuid[]) returns table (id uuid, client_id uuid, area text, compartment text, need jsonb) language plpgsql stable as $$
begin
    return query
    select a.id, a.client_id, a.area, a.compartment, jsonb_build_object('area', a.area, 'urgency', a.urgency, 'isUrgent', u.attributes -> 'urgent', 'need', a.need,
        'proposedService', a.proposed_service, 'gapReason', a.gap_reason, 'gapNote', a.gap_note)
    from app.assessment s
    join app.assessment_area a on a.assessment_id = s.id
    join app.code u on u.list = 'urgency' and u.code = a.urgency and daterange(u.valid_from, u.valid_to, '[)') @> (s.completed_at at time zone 'Europe/Berlin')::date
    where s.client_id = any(p_clients) and s.status = 'completed' and (u.attributes ->> 'rank')::numeric > 0;
end $$;

-- First contacts after acceptance: the first one that reached the person, by whoever is responsible now. Called whenever
-- something may have changed; running it again changes nothing. Contact times are kept to the minute.
create function app.note_first_contacts() returns integer language plpgsql as $$
declare
    noted integer;
begin
    update app.handover_person p set first_contact_at = f.at
    from app.handover h
    cross join lateral (select q.id, min(c.at) as at
        from app.handover_person q join app.contact_client c on c.client_id = q.client_id
        where q.handover_id = h.id and q.first_contact_at is null and c.reached and c.team_id <> h.sender_team_id and c.at >= date_trunc('minute', h.accepted_at)
        group by q.id) f
    where p.id = f.id and h.status = 'accepted' and h.receiver_organisation_id = access.organisation_id();
    get diagnostics noted = row_count;
    return noted;
end $$;

-- A draft goes as a whole, documents of restricted kinds included, which its writer may not see.
create function app.discard_handover(p_handover uuid) returns void language plpgsql as $$
declare
    actor text := current_setting('app.actor', true);
begin
    if not exists (select from app.handover h where h.id = p_handover and h.status = 'draft' and h.sender_organisation_id = access.organisation_id()) then
        raise exception 'no draft of this caller' using errcode = '42501';
    end if;
    perform set_config('app.actor', 'system', true);
    delete from app.handover_document where handover_id = p_handover;
    delete from app.handover_open_item where handover_id = p_handover;
    delete from app.handover_inclusion where handover_id = p_handover;
    delete from app.handover_person where handover_id = p_handover;
    delete from app.handover_move where handover_id = p_handover;
    delete from app.handover where id = p_handover;
    perform set_config('app.actor', coalesce(actor, ''), true);
end $$;

-- The lines of restricted kinds that the caller may not see: which, so that he does not submit without them, and nothing of them.
create function app.hidden_handover_documents(p_handover uuid) returns setof uuid language plpgsql as $$
declare
    actor text := current_setting('app.actor', true);
    restricted uuid[];
begin
    perform set_config('app.actor', 'system', true);
    restricted := array(select d.id from app.handover_document d where d.handover_id = p_handover and d.compartment is not null);
    perform set_config('app.actor', coalesce(actor, ''), true);
    return query select r.id from unnest(restricted) r(id) where not exists (select from app.handover_document d where d.id = r.id) order by r.id;
end $$;

-- Everything that a screen about one handover shows, in one round trip; null when it is not the caller's to see. Members as
-- HandoverView in the API.
create function app.handover_view(p_handover uuid) returns jsonb language plpgsql stable as $$
declare
    h record;
    is_sender boolean;
    is_receiver boolean;
    may_open boolean;
begin
    select x.*, x.xmin as version into h from app.handover x where x.id = p_handover;
    is_sender := h.sender_organisation_id = access.organisation_id() and (access.is_system() or h.sender_team_id in (select access.my_teams()));
    is_receiver := h.receiver_organisation_id = access.organisation_id() and h.submitted_at is not null and (access.is_system() or h.receiver_team_id in (select access.my_teams()));
    if h.id is null or not (is_sender or is_receiver) then
        return null;
    end if;
    return jsonb_build_object(
        'id', h.id, 'householdId', h.household_id, 'status', h.status, 'isSender', is_sender, 'isReceiver', is_receiver, 'returnsId', h.returns_id,
        'packageVersion', h.package_version, 'createdAt', h.created_at, 'submittedAt', h.submitted_at, 'acceptanceDueOn', h.acceptance_due_on, 'expiresOn', h.expires_on,
        'acceptedAt', h.accepted_at, 'firstContactDueOn', h.first_contact_due_on, 'endedAt', h.ended_at, 'version', h.version::text::bigint,
        'sender', (select jsonb_build_object('organisationId', o.id, 'organisation', o.name, 'teamId', t.id, 'team', t.name) from app.team t join app.organisation o on o.id = t.organisation_id where t.id = h.sender_team_id),
        'receiver', (select jsonb_build_object('organisationId', o.id, 'organisation', o.name, 'teamId', t.id, 'team', t.name) from app.team t join app.organisation o on o.id = t.organisation_id where t.id = h.receiver_team_id),
        'returnedBy', (select coalesce(jsonb_agg(r.id order by r.id), '[]') from app.handover r where r.returns_id = h.id),
        'persons', (select coalesce(jsonb_agg(jsonb_build_object('clientId', p.client_id, 'caseId', p.case_id, 'firstContactAt', p.first_contact_at) order by p.client_id), '[]')
            from app.handover_person p where p.handover_id = h.id),
        -- The receiver's verdicts are his own until he asks or answers.
        'items', (select coalesce(jsonb_agg(jsonb_build_object('packageVersion', i.package_version, 'place', i.place, 'verdict', i.verdict, 'question', i.question,
                'reviewedAt', i.reviewed_at, 'answer', i.answer, 'answeredAt', i.answered_at) order by i.package_version, i.place), '[]')
            from app.handover_item i where i.handover_id = h.id and (is_receiver or h.status <> 'submitted' or i.package_version < h.package_version)),
        -- A reason that belongs to a compartment shows to who may open it for one of the persons, and to who gave it.
        'timeline', (select jsonb_agg(jsonb_build_object('action', m.action, 'fromStatus', m.from_status, 'toStatus', m.to_status, 'at', m.at, 'organisationId', m.organisation_id,
                'staffId', m.staff_id, 'note', m.note, 'packageVersion', m.package_version, 'reasonCode', case when m.staff_id = access.staff_id()
                    or not exists (select from app.code c where c.code = m.reason_code and c.list like 'handover-%' and c.attributes ? 'compartment'
                        and not exists (select from app.handover_person p where p.handover_id = h.id and access.may_open(p.client_id, c.attributes ->> 'compartment')))
                    then m.reason_code end) order by m.at, m.id)
            from app.handover_move m where m.handover_id = h.id),
        'draft', case when is_sender then jsonb_build_object('note', h.note, 'noOpenItems', h.no_open_items,
            'documents', (select coalesce(jsonb_agg(jsonb_build_object('clientId', d.client_id, 'kind', d.kind, 'isPresent', d.is_present, 'missingReason', d.missing_reason) order by d.client_id, d.kind), '[]')
                from app.handover_document d where d.handover_id = h.id),
            'openItems', (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'clientId', i.client_id, 'text', i.text, 'dueOn', i.due_on) order by i.id), '[]')
                from app.handover_open_item i where i.handover_id = h.id),
            'includedItems', (select coalesce(jsonb_agg(i.item_id order by i.item_id), '[]') from app.handover_inclusion i where i.handover_id = h.id)) end,
        'hiddenDocuments', case when is_sender and h.status in ('draft', 'clarification_requested')
            then (select coalesce(jsonb_agg(x), '[]') from app.hidden_handover_documents(h.id) x) else '[]' end,
        'facts', case when is_sender and h.status in ('draft', 'clarification_requested') then app.handover_facts(h.household_id) end);
end $$;
