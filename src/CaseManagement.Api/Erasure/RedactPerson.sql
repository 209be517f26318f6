-- Called by app.erase_person: takes the person out of what stays because it is about others, too: packages of handovers with other persons, snapshots of
-- referrals that name the person as a member of the household. What is said there of the household as a whole may name the person as well, and goes.
-- The hashes stay as receipts of what was disclosed. Answers the rows that were touched.
create or replace function app.redact_person(p_client uuid, p_gone jsonb, p_mentioned uuid[]) returns uuid[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    own constant uuid := access.organisation_id();
    handovers constant uuid[] := array(
        select h.id from app.handover h join app.handover_person p on p.handover_id = h.id
        where p.client_id = p_client and h.sender_organisation_id = own and h.id <> all(app.ids_of(p_gone, 'app.handover')));
    every constant text[] := array(select x from jsonb_each(p_gone) g, jsonb_array_elements_text(g.value) x) || p_client::text;
    touched uuid[] := '{}';
    ids uuid[];
    one record;
begin
    -- What its receiver has taken over he reads no longer in the sender's package; that stays the sender's.
    update app.handover h set receiver_erased_at = access.now()
        where h.receiver_organisation_id = own and h.sender_organisation_id <> own
          and h.id in (select p.handover_id from app.handover_person p where p.client_id = p_client);

    with done as (
        update app.handover_package p set content = app.without_person(p.content::jsonb, p_client, p_mentioned)::text, redacted_at = access.now()
        where p.handover_id = any(handovers) or p_mentioned <> '{}' and p.handover_id in (select h.id from app.handover h where h.sender_organisation_id = own)
            and exists (select from jsonb_array_elements(p.content::jsonb -> 'records') x where x ->> 'id' = any(p_mentioned::text[]))
        returning p.id)
    select coalesce(array_agg(d.id), '{}') into ids from done d;
    touched := touched || ids;
    with done as (
        update app.handover h set note = null where h.id = any(handovers) returning h.id)
    select coalesce(array_agg(d.id), '{}') into ids from done d;
    touched := touched || ids;
    with done as (
        update app.handover_move m set note = null where m.handover_id = any(handovers) and m.note is not null returning m.id)
    select coalesce(array_agg(d.id), '{}') into ids from done d;
    touched := touched || ids;
    with done as (
        delete from app.handover_open_item i where i.handover_id = any(handovers) and i.client_id is null returning i.id)
    select coalesce(array_agg(d.id), '{}') into ids from done d;
    touched := touched || ids;
    with done as (
        delete from app.handover_item i where i.handover_id = any(handovers)
            and exists (select from unnest(every) x where position(x in i.place) > 0) returning i.id)
    select coalesce(array_agg(d.id), '{}') into ids from done d;
    touched := touched || ids;

    -- A member of the household stands in a snapshot by name alone; his place stays, since restricted items count by it.
    for one in
        select s.id, s.content::jsonb as content, c.family_name, c.given_name, c.birth_date
        from app.referral_snapshot s join app.referral r on r.id = s.referral_id join app.referral_draft d on d.id = r.id
        left join app.client c on c.id = p_client
        where r.organisation_id = own and d.member_ids @> array[p_client] and r.id <> all(app.ids_of(p_gone, 'app.referral'))
    loop
        update app.referral_snapshot s set redacted_at = access.now(), content = jsonb_set(one.content, '{members}', (
                -- Whom nobody recognises any more, because the name has changed since, goes with all members.
                select coalesce(jsonb_agg(case when not k.known or k.it then '{"familyName": "–", "givenName": "–"}'::jsonb else k.x end order by k.n), '[]')
                from (select x, n, is_it as it, bool_or(is_it) over () as known from (
                        select x, n, x ->> 'familyName' = one.family_name and x ->> 'givenName' = one.given_name
                            and (x ->> 'birthDate') is not distinct from one.birth_date::text as is_it
                        from jsonb_array_elements(coalesce(one.content -> 'members', '[]')) with ordinality m(x, n)) y) k))::text
            where s.id = one.id;
        touched := touched || one.id;
    end loop;
    with done as (
        update app.referral_draft d set member_ids = array_remove(d.member_ids, p_client)
        where d.organisation_id = own and d.member_ids @> array[p_client] and d.id <> all(app.ids_of(p_gone, 'app.referral_draft')) returning d.id)
    select coalesce(array_agg(d.id), '{}') into ids from done d;
    return touched || ids;
end $$;

-- A package without one person: every entry with her id goes, and what is said of the household as a whole; where she acts for others, her name.
create or replace function app.without_person(p_content jsonb, p_client uuid, p_mentioned uuid[]) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select p_content || jsonb_build_object('note', null) || jsonb_object_agg(part.key, (
        select coalesce(jsonb_agg(case when part.key <> 'records' or x ->> 'id' <> all(p_mentioned::text[]) then x
            else jsonb_set(x, '{content}', x -> 'content' || case x ->> 'section' when 'measures' then '{"actorName": "–"}'::jsonb
                else '{"name": "–", "contact": null}'::jsonb end) end order by n), '[]') from jsonb_array_elements(part.value) with ordinality y(x, n)
        where x ->> 'clientId' is distinct from p_client::text and (part.key <> 'openItems' or x ->> 'clientId' is not null)))
    from jsonb_each(p_content) part where jsonb_typeof(part.value) = 'array'
$$;
