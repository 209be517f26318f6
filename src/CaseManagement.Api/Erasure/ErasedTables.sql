-- Called by app.erase_person: which rows of a table are about a person, by the table's columns, so that a table that comes later is not forgotten
-- (ErasedTablesTests). What belongs to one of these rows by a foreign key goes with it (app.erased_edges).
--   $1 client, $2 organisation, $3 households in which nobody else ever was
create or replace function app.erased_tables() returns table (erased regclass, condition text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select k.t, k.condition || case when access.has_column(k.t, 'organisation_id') then ' and organisation_id = $2' else '' end
    from (
        select c.oid::regclass as t, case c.oid::regclass::text
            when 'app.client' then 'id = $1'
            when 'app.household' then 'id = any($3)'
            -- A contact with somebody else stays that one's; what was noted of this person in it goes.
            when 'app.contact' then 'id in (select c.contact_id from app.contact_client c where c.client_id = $1)
                and not exists (select from app.contact_client c where c.contact_id = contact.id and c.client_id <> $1)'
            when 'app.contact_note' then '(client_id = $1 or client_id is null and contact_id in (
                select c.contact_id from app.contact_client c where c.client_id = $1 and not exists (
                    select from app.contact_client o where o.contact_id = c.contact_id and o.client_id <> $1)))'
            when 'app.reminder' then '(subject_id = $1 or case_id in (select c.id from app."case" c where c.client_id = $1) or household_id = any($3))'
            when 'app.measure' then '(client_id = $1 or client_id is null and household_id = any($3))'
            when 'app.mentor_assignment' then '(client_id = $1 or household_id = any($3))'
            -- A handover is the sender's; it goes with the last of its persons, until then this one is redacted in it.
            when 'app.handover' then 'sender_organisation_id = $2 and exists (select from app.handover_person p where p.handover_id = handover.id
                and p.client_id = $1) and not exists (select from app.handover_person p where p.handover_id = handover.id and p.client_id <> $1)'
            when 'app.handover_person' then 'client_id = $1 and handover_id in (select h.id from app.handover h where h.sender_organisation_id = $2)'
            when 'app.handover_package_restricted'
                then 'client_id = $1 and handover_id in (select h.id from app.handover h where h.sender_organisation_id = $2)'
            when 'app.referral_snapshot_restricted'
                then 'client_id = $1 and referral_id in (select r.id from app.referral r where r.organisation_id = $2)'
            -- Also rows of lists that nobody has linked: the same person by the digest of what was written; by the name one that was
            -- refused, and any of a list that is done with.
            when 'app.import_row' then '(client_id = $1 or decided_client_id = $1
                or person_key in (select r.person_key from app.import_row r where r.client_id = $1 and r.organisation_id = $2)
                or client_id is null and (person_key is null
                        or import_id in (select i.id from app.import i where i.organisation_id = $2 and i.status in (''applied'', ''discarded'')))
                    and exists (select from (
                            select c.family_name, c.given_name from app.client c where c.id = $1 and c.organisation_id = $2
                            union all select n.family_name, n.given_name from app.client_name n where n.client_id = $1 and n.organisation_id = $2) x
                        where lower(btrim(x.family_name)) = lower(btrim(raw ->> ''familyName''))
                          and lower(btrim(x.given_name)) = lower(btrim(raw ->> ''givenName''))))'
            -- Also refused rows of nobody in particular that name the person.
            when 'app.fact_list_row' then '(client_id = $1 or client_id is null and (raw ->> ''clientId'' = $1::text
                or exists (select from app.client c where c.id = $1 and c.organisation_id = $2
                    and lower(btrim(c.family_name)) = lower(btrim(raw ->> ''familyName''))
                    and lower(btrim(c.given_name)) = lower(btrim(raw ->> ''givenName'')))))'
            else case when access.has_column(c.oid::regclass, 'client_id') then 'client_id = $1'
                      when access.has_column(c.oid::regclass, 'case_id') then 'case_id in (select c.id from app."case" c where c.client_id = $1)' end
        end collate "C" as condition
        from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'app'::regnamespace
          and c.oid::regclass::text <> all (array[
            'app.erasure',              -- outlives the person: her id is replaced by its digest
            'app.client_search_key'])   -- goes with app.client, by its foreign key
    ) k where k.condition is not null
$$;

-- Foreign keys by which a row goes with another: all of those that nobody follows by himself ("on delete") and that are no mere mention.
create or replace function app.erased_edges() returns table (child regclass, key name, parent regclass, is_own boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.conrelid::regclass, a.attname, f.confrelid::regclass,
        -- Of these the column says who acted, or whose file number it is; they are parts of their record whoever that was.
        access.has_column(f.conrelid::regclass, 'organisation_id') and f.conrelid::regclass::text <> all (array[
            'app.referral_move', 'app.referral_message', 'app.referral_retrieval', 'app.referral_reference', 'app.handover_move'])
    from pg_constraint f
    join pg_class c on c.oid = f.conrelid
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    where f.contype = 'f' and cardinality(f.conkey) = 1 and f.confdeltype in ('a', 'r') and c.relnamespace = 'app'::regnamespace
      and access.has_column(f.conrelid::regclass, 'id') and f.confrelid <> 'app.organisation'::regclass
      -- A record that belongs to two, and its parts, have no controller of their own: they go by whose the record is, never by whom it names.
      and f.conrelid <> 'app.handover'::regclass
      and (access.has_column(f.conrelid::regclass, 'organisation_id')
           or f.confrelid <> all (array['app.client', 'app."case"', 'app.household']::regclass[]))
      and (f.conrelid::regclass::text, a.attname::text) not in (
          ('app.representation', 'representative_client_id'), ('app.measure', 'actor_client_id'), ('app.referral_receipt', 'referral_id'))
$$;

-- How a row is emptied that cannot go, because rows of another organisation, which stay, refer to it: a set clause. Ids, times and states are left;
-- it is handed to that organisation, and of persons and households to nobody's eyes. Null where nobody has said how: then the erasure refuses to work.
create or replace function app.emptied(p_table regclass) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case p_table::text
        when 'app.client' then $s$family_name = '–', given_name = '–', birth_date = null, birth_date_precision = 'unknown', sex = '–', nationalities = '{}',
            literacy = null, education_level = null, phone = null, email = null, search_keys = '{}', restricted_at = null, restriction_ground = null,
            restricted_by = null, erased_at = access.now()$s$
        when 'app.household' then 'reference = null, erased_at = access.now()'
        when 'app."case"' then 'phase = null'
        -- It did take place, with whomever: one more of those that name nobody.
        when 'app.contact' then $s$is_anonymous = true, household_id = null, topics = '{}', purposes = '{}', language = null, interpreter = null,
            duration_minutes = null$s$
        when 'app.assessment' then 'updated_at = updated_at'
        when 'app.agreement' then $s$language = '–', amend_what = case when amend_what is not null then '–' end,
            amend_why = case when amend_why is not null then '–' end, end_note = null$s$
        when 'app.agreement_goal' then $s$title = '–', own_words = null, own_words_language = null, indicator = null, baseline = null, target = null,
            owner_name = case when owner_name is not null then '–' end, depends_on = null, result = case when result is not null then '–' end,
            measure_what = null, measure_unit = null, baseline_number = null, baseline_level = null, target_number = null, target_level = null$s$
        when 'app.agreement_version' then $s$what = null, why = null, language = '–', part_hash = null, hash = null$s$
        when 'app.consent' then $s$title = '–', wording = '–', language = '–', recipients = '{–}', recipient_organisation_ids = '{}', interpreter = null,
            representation_ids = '{}', evidence = '–', withdrawal_note = null$s$
        when 'app.referral' then 'end_reason = end_reason'
        when 'app.referral_move' then 'note = null'
        when 'app.referral_message' then $s$text = '–', reason = case when reason is not null then '–' end$s$
        when 'app.handover' then 'note = null'
    end
$$;
