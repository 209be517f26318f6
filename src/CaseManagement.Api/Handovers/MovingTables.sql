-- Called by app.transfer_household: the move of a household to another organisation: one UPDATE per table, all or nothing with its transaction.
--
-- A table takes part when it has former_organisation_id. Which of its rows move follows from its columns, so that a
-- table that comes later is not forgotten; where the columns do not tell, the function refuses to work at all.
--   $1 household, $2 its clients, $3 their cases, $4 restricted items included one by one, $5 the receiver
create or replace function app.moving_tables() returns table (moving regclass, depth integer, condition text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    of_contact constant text := 'contact_id in (select c.contact_id from app.contact_client c where c.client_id = any($2))
        and exists (select from app.contact parent where parent.id = contact_id and parent.organisation_id = $5)';
    of_document constant text := 'document_id in (select d.id from app.document d where d.client_id = any($2) and d.organisation_id = $5)';
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
            when 'app.contact' then 'id in (select c.contact_id from app.contact_client c where c.client_id = any($2))
                and not exists (select from app.contact_client c where c.contact_id = contact.id and not c.client_id = any($2))'
            when 'app.contact_client' then of_contact
            when 'app.contact_restricted_topic' then of_contact
            when 'app.contact_note' then 'not is_private and ' || of_contact
            -- A file goes where its document goes.
            when 'app.document_file' then of_document
            -- What is to be done in the case of somebody who stays, stays.
            -- Deadlines of a handover belong to its side, that of a letter goes where the letter goes; what is done stays where it was done.
            when 'app.reminder' then 'status = ''open'' and subject_type <> ''handover''
                and (case_id = any($3) or household_id = $1 and case_id is null or subject_id = any($2))
                and (subject_type <> ''letter''
                     or exists (select from app.letter l where l.id = subject_id and (l.compartment is null or l.id = any($4))))
                and (subject_type <> ''document''
                     or exists (select from app.document d where d.id = subject_id and (d.compartment is null or d.id = any($4))))
                and (subject_type <> ''participation''
                     or exists (select from app.participation p where p.id = subject_id and (p.compartment is null or p.id = any($4))))
                and (subject_type <> ''employment''
                     or exists (select from app.employment e where e.id = subject_id and (e.compartment is null or e.id = any($4))))'
            -- Those of the household as a whole go with it, those of a person with the person.
            when 'app.measure' then '(client_id = any($2) or (client_id is null and household_id = $1))'
            -- A referral whose loop is closed stays where it was closed, unless its recipient still has to tell what was done with the data.
            when 'app.referral' then 'client_id = any($2) and (closed_at is null or blocked_reason = ''consent_withdrawn'' and block_confirmed_at is null
                and recipient_id is distinct from organisation_id)'
            -- Whom the sender has admitted to a compartment is the sender's decision; the receiver makes his own.
            when 'app.named_person' then 'false'
            else case
                when access.has_column(k.t, 'client_id') then 'client_id = any($2)'
                when access.has_column(k.t, 'case_id') then 'case_id = any($3)'
                when access.has_column(k.t, 'household_id') then 'household_id = $1' end
        end collate "C" as condition
        from candidate k
    ), walk as (
        select o.t, o.oid, case when o.condition like any(array['%' || of_contact, of_document]) then 1 else 0 end as depth, o.condition
        from own o where o.condition is not null
        union all
        -- Without a key of its own a row follows its parent: the parents that moved just now are told by the parent's own condition, out of its index.
        select o.t, o.oid, w.depth + 1,
            format('%I in (select id from %s where organisation_id = $5 and (%s))', a.attname, w.t, w.condition) collate "C"
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
