-- Counselling contacts: talks, visits, calls, accompaniment, failed attempts; also anonymous ones, which are counted only.
-- Never deleted: what was wrong is corrected with a reason, and the trail keeps what it was.
--
-- At a handover contact, contact_client and contact_restricted_topic move with the household; of contact_note all but the
-- private ones. Anonymous contacts and private notes stay where they were written.
create table app.contact (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    team_id         uuid not null references app.team,            -- responsible when it was recorded
    household_id    uuid references app.household,               -- of the persons; a contact never joins two households
    staff_id        uuid not null references app.staff,           -- who had it
    is_anonymous    boolean not null,                             -- nobody is named: no client, no case
    person_count    integer not null check (person_count between 1 and 500),
    kind            text not null,                                -- code list contact-kind
    outcome         text not null,                                -- code list contact-outcome
    reached         boolean not null,                             -- somebody was spoken to: follows from kind and outcome
    at              timestamptz not null,                         -- when it began
    duration_minutes integer check (duration_minutes between 1 and 1440),
    language        text,                                         -- code list language (ISO 639-3)
    interpreter     text,                                         -- code list interpreter-kind
    topics          text[] not null default '{}',                 -- code list need-area, those without a compartment
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    corrected_at    timestamptz,
    constraint contact_not_in_future check (at <= created_at),
    check (not is_anonymous or household_id is null)
);
-- ListContacts of a team, newest first; statistics count a team's contacts of a period.
create index contact_team on app.contact (team_id, at desc, id desc);
create index contact_household on app.contact (household_id) where household_id is not null;
call access.protect('app.contact');

-- Who was there, or was expected. Time, team and "reached" are repeated here so that last contact, first contact and the
-- timeline are one index scan.
create table app.contact_client (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    contact_id      uuid not null references app.contact,
    client_id       uuid not null references app.client,
    case_id         uuid not null references app."case",
    team_id         uuid not null references app.team,
    at              timestamptz not null,
    reached         boolean not null,                             -- this person was spoken to
    unique (contact_id, client_id)
);
-- ListContacts and timeline of a case, last contact in the case list: newest first.
create index contact_client_case on app.contact_client (case_id, at desc, contact_id desc);
-- ListContacts of a person over all cases.
create index contact_client_client on app.contact_client (client_id, at desc, contact_id desc);
call access.protect('app.contact_client');

-- A contact names persons or is anonymous, never both and never neither. At commit, whatever the order of the statements.
-- As the owner, who is held by row-level security too: the check has to see the rows whoever the caller acts for.
create policy checked on app.contact for select to current_user using (true);
create policy checked on app.contact_client for select to current_user using (true);
create function app.check_contact_clients() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    id_ uuid := coalesce(to_jsonb(new) ->> 'contact_id', to_jsonb(old) ->> 'contact_id', to_jsonb(new) ->> 'id')::uuid;
begin
    if exists (select from app.contact c where c.id = id_ and c.is_anonymous = exists (select from app.contact_client cc where cc.contact_id = id_)) then
        raise exception 'a contact names persons or is anonymous' using errcode = '23514', constraint = 'contact_persons_or_anonymous';
    end if;
    return null;
end $$;
create constraint trigger contact_persons_or_anonymous after insert on app.contact
    deferrable initially deferred for each row execute function app.check_contact_clients();
create constraint trigger contact_persons_or_anonymous after insert or delete on app.contact_client
    deferrable initially deferred for each row execute function app.check_contact_clients();

-- Topics of a restricted compartment (health): that they were talked about is itself restricted.
create table app.contact_restricted_topic (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    contact_id      uuid not null references app.contact,
    client_id       uuid not null references app.client,
    compartment     text not null check (compartment in ('health', 'protection', 'sexual_orientation')),
    area            text not null,                                -- code list need-area
    unique (contact_id, client_id, area)
);
call access.protect('app.contact_restricted_topic');

-- What was said. A private note stays with the author's organisation at a handover; one with a compartment is seen by
-- whom access.may_open admits.
create table app.contact_note (
    id              uuid primary key,
    organisation_id uuid not null references app.organisation,
    former_organisation_id uuid references app.organisation,
    former_access_until    timestamptz,
    contact_id      uuid not null references app.contact,
    client_id       uuid references app.client,                   -- about whom; null = about all of them
    compartment     text check (compartment in ('health', 'protection', 'sexual_orientation')),
    is_private      boolean not null,
    text            text not null check (length(btrim(text)) between 1 and 10000),
    written_by      uuid not null references app.staff,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint contact_note_compartment_of_somebody check (compartment is null or client_id is not null)
);
-- The notes of one contact, oldest first.
create index contact_note_contact on app.contact_note (contact_id, created_at, id);
-- ListPrivateNotes: what an author keeps after a handover, newest first.
create index contact_note_private on app.contact_note (written_by, created_at desc, id desc) where is_private;
call access.protect('app.contact_note');

-- Whom an own private note concerns, for the trail. The note stays with its author when the contact is handed over, and the
-- wall then hides who was there: as the owner (policy "checked"), ids only, and of the author's own notes only.
create function access.persons_of_note(p_note uuid) returns uuid[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(cc.client_id order by cc.client_id), '{}')
    from app.contact_note n join app.contact_client cc on cc.contact_id = n.contact_id
    where n.id = p_note and n.is_private and n.written_by = access.staff_id() and n.organisation_id = access.organisation_id()
$$;

-- The first contact with each person by the team that is (or was) responsible: per stint of a team, [since, until), the
-- earliest contact in which the person was reached. A stint begins where a team becomes responsible and goes on while
-- only the lead worker changes. No row: not yet. The caller's own walls hold (security_invoker).
create view app.first_contact with (security_invoker = true) as
    select s.case_id, s.team_id, s.from_at as since, stint.until_at as until, first.client_id, first.contact_id, first.at
    from app.case_responsibility s
    left join lateral (
        select min(e.until_at) as until_at
        from app.case_responsibility e
        where e.case_id = s.case_id and e.from_at >= s.from_at and e.until_at is not null
          and not exists (select from app.case_responsibility n where n.case_id = e.case_id and n.from_at = e.until_at and n.team_id = s.team_id)) stint on true
    cross join lateral (
        select cc.client_id, cc.contact_id, cc.at
        from app.contact_client cc
        where cc.case_id = s.case_id and cc.team_id = s.team_id and cc.reached and cc.at >= s.from_at and (stint.until_at is null or cc.at < stint.until_at)
        order by cc.at, cc.contact_id
        limit 1) first
    where not exists (select from app.case_responsibility p where p.case_id = s.case_id and p.until_at = s.from_at and p.team_id = s.team_id);
