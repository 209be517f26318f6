-- Called by ConfirmErasure: carries an erasure out that somebody else has decided, in the transaction of the caller, all or nothing. Answers what stands
-- in its way (codes, see app.erasure_obstacles); none: it is done. As the owner, who alone acts for the erasure (access.is_erasing): of the acting
-- organisation's rows only, and only what its people have decided and confirmed.
create or replace function app.erase_person(p_erasure uuid) returns text[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    own constant uuid := access.organisation_id();
    me constant uuid := access.staff_id();
    actor constant text := access.setting('actor');
    e app.erasure;
    households uuid[];
    obstacles text[];
    gone jsonb := '{}';
    waiting jsonb;
    ids uuid[];
    every uuid[] := '{}';
    redacted uuid[];
    mentioned uuid[];
    were_told text[];
    by_hand text[];
    counts jsonb;
    t record;
    name text;
    id_ uuid;
    handed record;
    clause text;
    grew boolean;
begin
    select * into e from app.erasure x where x.id = p_erasure and x.organisation_id = own for update;
    if e.id is null or e.status <> 'decided' or me is null or e.decided_by = me or e.proposed_by is not distinct from me then
        raise exception 'no erasure that this caller could confirm' using errcode = '42501';
    end if;
    call access.act_as(own, 'erasure');

    -- Whoever is writing about the person is waited for, and who comes next finds nobody.
    perform from app.handover h where h.id in (select p.handover_id from app.handover_person p where p.client_id = e.client_id) order by h.id for update;
    perform from app.referral r where r.client_id = e.client_id order by r.id for update;
    perform from app."case" c where c.client_id = e.client_id order by c.id for update;
    perform from app.client c where c.id = e.client_id for update;
    obstacles := app.erasure_obstacles(e.client_id);
    if obstacles <> '{}' then
        call access.act_as(own, actor);
        return obstacles;
    end if;
    -- One that the receiver has emptied has no members any more: the handover still names it.
    households := array(
        select h.id from app.household h
        where (h.id in (select m.household_id from app.household_member m where m.client_id = e.client_id)
               or h.erased_at is not null and h.id in (
                   select o.household_id from app.handover o join app.handover_person p on p.handover_id = o.id where p.client_id = e.client_id))
          and not exists (select from app.household_member o where o.household_id = h.id and o.client_id <> e.client_id));

    -- Mentions in the records of others: by row, since packages hold the name as it was. Nobody in particular, and of two not the same one.
    mentioned := array(select r.id from app.representation r where r.representative_client_id = e.client_id and r.client_id <> e.client_id
        union all select m.id from app.measure m where m.actor_client_id = e.client_id and m.client_id is distinct from e.client_id);
    -- Of who had died it is written down since when they represent nobody: nothing else will say so.
    update app.representation r set representative_client_id = null, name = '– ' || left(gen_random_uuid()::text, 4), contact = null,
            until_date = case when app.died_on(e.client_id) > r.from_date then least(coalesce(r.until_date, 'infinity'), app.died_on(e.client_id))
                else r.until_date end
        where r.representative_client_id = e.client_id and r.organisation_id = own;
    update app.measure m set actor_client_id = null, actor_name = '– ' || left(gen_random_uuid()::text, 4)
        where m.actor_client_id = e.client_id and m.client_id is distinct from e.client_id and m.organisation_id = own;
    update app.import_row r set candidates = (
            select coalesce(jsonb_agg(x), '[]') from jsonb_array_elements(r.candidates) x where x ->> 'clientId' is distinct from e.client_id::text)
        where r.organisation_id = own and r.candidates @> jsonb_build_array(jsonb_build_object('clientId', e.client_id));

    -- What is about the person, then what belongs to that, until nothing more does.
    for t in select * from app.erased_tables() x where access.has_column(x.erased, 'id') loop
        execute format('select coalesce(array_agg(id), ''{}'') from %s where %s', t.erased, t.condition) into ids using e.client_id, own, households;
        if ids <> '{}' then
            gone := gone || jsonb_build_object(t.erased::text, ids);
        end if;
    end loop;
    loop
        grew := false;
        for t in select * from app.erased_edges() x where gone ? x.parent::text loop
            execute format('select coalesce(array_agg(x.id), ''{}'') from %s x where x.%I = any($1) and x.id <> all($2) %s',
                    t.child, t.key, case when t.is_own then 'and x.organisation_id = $3' end)
                into ids using app.ids_of(gone, t.parent), app.ids_of(gone, t.child), own;
            if ids <> '{}' then
                gone := gone || jsonb_build_object(t.child::text, app.ids_of(gone, t.child) || ids);
                grew := true;
            end if;
        end loop;
        every := array(select x::uuid from jsonb_each(gone) g, jsonb_array_elements_text(g.value) x);
        -- Reminders name what they are about without a foreign key.
        ids := array(select r.id from app.reminder r where r.organisation_id = own and r.subject_id = any(every)
            and r.id <> all(app.ids_of(gone, 'app.reminder')));
        if ids <> '{}' then
            gone := gone || jsonb_build_object('app.reminder', app.ids_of(gone, 'app.reminder') || ids);
            grew := true;
        end if;
        exit when not grew;
    end loop;
    counts := (select coalesce(jsonb_object_agg(btrim(split_part(g.key, '.', 2), '"'), jsonb_array_length(g.value)), '{}') from jsonb_each(gone) g);

    -- Whom the person's data was disclosed to (Art. 19 GDPR): by the register, and by what was handed over. The feed of a referral's recipient is told
    -- by the referral's own trigger. Who is no organisation here, or was closed, is to be told by hand.
    select coalesce(array_agg(distinct x.recipient order by x.recipient) filter (where not x.is_here), '{}'),
            coalesce(array_agg(distinct x.recipient order by x.recipient) filter (where x.is_here), '{}') into by_hand, were_told
        from (
            select d.recipient, o.id is not null and o.closed_at is null as is_here
            from app.disclosure d left join app.organisation o on o.id = d.recipient_id
            where d.client_id = e.client_id and d.organisation_id = own and d.recipient_id is distinct from own and d.received_from is null
            union
            select o.name, o.closed_at is null from app.handover h join app.organisation o on o.id = h.receiver_organisation_id
            where h.sender_organisation_id = own and h.receiver_organisation_id <> own and h.status in ('accepted', 'completed')
              and h.id in (select p.handover_id from app.handover_person p where p.client_id = e.client_id)) x;
    insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
        select gen_random_uuid(), h.receiver_organisation_id, h.accepted_by, 'erased-at-sender', 'client', e.client_id, e.reference, access.now()
        from app.handover h
        where h.sender_organisation_id = own and h.receiver_organisation_id <> own and h.status in ('accepted', 'completed') and h.accepted_by is not null
          and h.id in (select p.handover_id from app.handover_person p where p.client_id = e.client_id)
        on conflict do nothing;

    -- What went along with the person this organisation reads on no longer, whatever is left of the grace period: as it went (app.transfer_household).
    for handed in
        select h.receiver_organisation_id as receiver, h.household_id, array_agg(h.id) as ids
        from app.handover h join app.handover_person p on p.handover_id = h.id
        where p.client_id = e.client_id and h.sender_organisation_id = own and h.receiver_organisation_id <> own and h.status in ('accepted', 'completed')
        group by h.receiver_organisation_id, h.household_id
    loop
        for t in select * from app.moving_tables() loop
            execute format('update %s set former_access_until = access.now()
                where organisation_id = $5 and former_organisation_id = $6 and former_access_until > access.now() and (%s)', t.moving, t.condition)
                using (select x from unnest(households) x where x = handed.household_id), array[e.client_id],
                    array(select c.id from app."case" c where c.client_id = e.client_id),
                    array(select i.item_id from app.handover_inclusion i where i.handover_id = any(handed.ids)), handed.receiver, own;
        end loop;
    end loop;

    -- Before the rows go by which they are found.
    redacted := app.redact_person(e.client_id, gone, mentioned);
    every := every || redacted || array(select r.id from app.representation r where r.id = any(mentioned) and r.organisation_id = own);

    update app.referral_receipt r set referral_id = null where r.referral_id = any(app.ids_of(gone, 'app.referral'));
    -- Children first, in whatever order that is: what something else still refers to waits for the next round.
    waiting := gone;
    loop
        grew := false;
        for name in select jsonb_object_keys(waiting) loop
            begin
                execute format('delete from %s where id = any($1)', name) using app.ids_of(waiting, name::regclass);
                waiting := waiting - name;
                grew := true;
            exception when foreign_key_violation then
                continue;
            end;
        end loop;
        exit when waiting = '{}' or not grew;
    end loop;
    -- The others one by one; rows of another organisation rest on those that are left then.
    loop
        grew := false;
        for name in select jsonb_object_keys(waiting) loop
            foreach id_ in array app.ids_of(waiting, name::regclass) loop
                begin
                    execute format('delete from %s where id = $1', name) using id_;
                    waiting := waiting || jsonb_build_object(name, array_remove(app.ids_of(waiting, name::regclass), id_));
                    grew := true;
                exception when foreign_key_violation then
                    continue;
                end;
            end loop;
        end loop;
        exit when not grew;
    end loop;
    for name in select g.key from jsonb_each(waiting) g where jsonb_array_length(g.value) > 0 loop
        clause := app.emptied(name::regclass);
        if clause is null then
            raise exception 'nobody has said how a row of % is emptied that another organisation refers to', name using errcode = 'P0001';
        end if;
        execute format('update %s set %s %s where id = any($1)', name, case when access.has_column(name::regclass, 'former_organisation_id') then
            'organisation_id = coalesce(former_organisation_id, organisation_id), former_organisation_id = null, former_access_until = null,' end, clause)
            using app.ids_of(waiting, name::regclass);
    end loop;
    -- Without an id of their own: by the client.
    for t in select * from app.erased_tables() x where not access.has_column(x.erased, 'id') loop
        execute format('delete from %s where %s', t.erased, t.condition) using e.client_id, own, households;
    end loop;

    delete from app.notice n where n.organisation_id = own and (n.subject_id = any(every) or n.occasion = any(every::text[]));
    delete from access.idempotent_answer a where a.organisation_id = own
        and exists (select from regexp_matches(a.answer::text, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') m
                    where m[1]::uuid = any(every || e.client_id));
    update app.erasure x set client_id = null, subject_digest = sha256(convert_to(e.client_id::text, 'UTF8'))
        where x.organisation_id = own and x.client_id = e.client_id and x.id <> e.id;
    update app.erasure x set client_id = null, subject_digest = sha256(convert_to(e.client_id::text, 'UTF8')), status = 'carried_out', ended_by = me,
        ended_at = access.now(), erased = counts, told = were_told, to_tell = by_hand, updated_at = access.now()
        where x.id = e.id;
    -- What is in the ledger stays there, and nobody can tell any more whose it was; rows that have gone are no corrections.
    call ledger.forget(own, every || households || e.client_id);
    -- What is checked at commit is checked now, while it is known that a person goes.
    set constraints all immediate;
    set constraints all deferred;
    perform audit.erase_values_of(e.client_id, own, every || e.id);
    call access.act_as(own, actor);
    return '{}';
end $$;
revoke execute on function app.erase_person from public;
grant execute on function app.erase_person to casemanagement_app;

-- The ids that are kept for a table.
create or replace function app.ids_of(p_gone jsonb, p_table regclass) returns uuid[] language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(x::uuid), '{}') from jsonb_array_elements_text(coalesce(p_gone -> p_table::text, '[]')) x
$$;
