-- Called by CopyPerson: every row about one person that the caller sees, table by table, as it is kept. A table takes part by its columns or by the parent
-- that does, so that one that comes later is not forgotten (CopyPersonTests); what stays out and why, CopyPerson.LeftOut says.
create or replace function app.copied_tables() returns table (copied regclass, condition text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with recursive candidate as (
        select c.oid::regclass as t, c.oid from pg_class c
        where c.relkind = 'r' and c.relnamespace = 'app'::regnamespace and c.oid::regclass::text <> all (array[
            'app.client_search_key',                                    -- made out of the names
            'app.confidential_note',                                    -- § 203 StGB: its author's
            'app.document_chunk',                                       -- the bytes of files, which are downloaded
            'app.handover', 'app.handover_inclusion', 'app.handover_package', 'app.handover_package_restricted',  -- frozen copies of the same
            'app.handover_person', 'app.handover_item', 'app.handover_document', 'app.handover_open_item', 'app.handover_move',
            'app.file_copy',                                            -- frozen copies as well
            'app.household', 'app.keeper'])
    ), own as (
        select k.t, k.oid, case k.t::text
            when 'app.client' then 'id = $1'
            when 'app.contact' then 'id in (select c.contact_id from app.contact_client c where c.client_id = $1)'
            -- What was said in a talk with several stands for all of them (Art. 15 Abs. 4 DSGVO).
            when 'app.contact_note' then 'not is_private and contact_id in (select c.contact_id from app.contact_client c where c.client_id = $1)
                and not exists (select from app.contact_client c where c.contact_id = contact_note.contact_id and c.client_id <> $1)'
            when 'app.reminder' then '(subject_id = $1 or case_id in (select c.id from app."case" c where c.client_id = $1))'
            else case when access.has_column(k.t, 'client_id') then 'client_id = $1'
                      when access.has_column(k.t, 'case_id') then 'case_id in (select c.id from app."case" c where c.client_id = $1)' end
        end collate "C" as condition
        from candidate k
    ), walk as (
        select o.t, o.oid, 0 as depth, o.condition from own o where o.condition is not null
        union all
        select o.t, o.oid, w.depth + 1, format('%I in (select id from %s where %s)', a.attname, w.t, w.condition) collate "C"
        from own o
        join pg_constraint f on f.conrelid = o.oid and f.contype = 'f' and cardinality(f.conkey) = 1
        join walk w on w.oid = f.confrelid and w.oid <> o.oid
        join pg_attribute a on a.attrelid = o.oid and a.attnum = f.conkey[1]
        where o.condition is null and w.depth < 4
    )
    select distinct on (w.t::text) w.t, w.condition from walk w order by w.t::text, w.depth, w.condition
$$;

create or replace function app.copy_of_person(p_client uuid) returns jsonb language plpgsql stable as $$
begin
    return app.rows_of_person(p_client, null);
end $$;

-- For an office outside: of these tables alone, and nothing out of a compartment, whoever asks.
create or replace function app.rows_of_person(p_client uuid, p_tables text[]) returns jsonb language plpgsql stable as $$
declare
    part record;
    found_rows jsonb;
    result jsonb := '{}';
begin
    for part in
        select t.*, btrim(split_part(t.copied::text, '.', 2), '"') as name from app.copied_tables() t
        where p_tables is null or btrim(split_part(t.copied::text, '.', 2), '"') = any(p_tables)
    loop
        execute format($q$
            select jsonb_agg(app.without_third_persons($2, to_jsonb(x)) - array['organisation_id', 'former_organisation_id', 'former_access_until']
                order by to_jsonb(x) ->> 'id')
            from (select * from %s where %s) x where $3 or to_jsonb(x) ->> 'compartment' is null
            $q$, part.copied, part.condition) into found_rows using p_client, part.name, p_tables is null;
        if found_rows is not null then
            result := result || jsonb_build_object(part.name, found_rows);
        end if;
    end loop;
    return result;
end $$;

-- Who of the household went along with a referral of the person, by name, date of birth and restricted items, is another one (Art. 15 Abs. 4 DSGVO).
create or replace function app.without_third_persons(p_table text, p_row jsonb) returns jsonb language plpgsql immutable as $$
declare
    content jsonb;
begin
    if p_table = 'referral_draft' then
        return p_row - array['member_ids', 'item_ids'];
    elsif p_table = 'referral_snapshot' then
        content := (p_row ->> 'content')::jsonb;
        if content ? 'restricted' then
            content := jsonb_set(content, '{restricted}',
                jsonb_path_query_array(content, '$.restricted[*] ? (!exists(@.member) || @.member == null)'));
        end if;
        return jsonb_set(p_row, '{content}', content - 'members');
    end if;
    return p_row;
end $$;
