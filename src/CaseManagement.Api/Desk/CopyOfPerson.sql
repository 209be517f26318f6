-- Called by CopyPerson: every row about one person that the caller sees, table by table, as it is kept. A table takes part by its columns or by the parent
-- that does, so that one that comes later is not forgotten (CopyPersonTests); what stays out and why, CopyPerson.LeftOut says. In a condition $1 is the
-- person, $2 cases that the caller sees, his own and those out of which he went along with a referral: what belongs to another one, itself or by what it is
-- a part of, is not in it.
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
            when 'app.contact' then app.within_cases(k.t)
            -- What was said in a talk with several stands for all of them (Art. 15 Abs. 4 DSGVO).
            when 'app.contact_note' then 'not is_private and ' || app.within_cases(k.t) || '
                and not exists (select from app.contact_client c where c.contact_id = contact_note.contact_id and c.client_id <> $1)'
            -- As ReminderAccess has it: of no case, whoever has to act, or his team.
            when 'app.reminder' then '(case_id in (select c.id from app."case" c where c.client_id = $1 and c.id = any($2))
                or case_id is null and subject_id = $1 and (assignee_id = access.staff_id() or assignee_id = any(access.deputised_ids())
                    or team_id = any(access.my_team_ids())))'
            else case when access.has_column(k.t, 'client_id') then 'client_id = $1' || coalesce(' and ' || app.within_cases(k.t), '')
                      when access.has_column(k.t, 'case_id') then 'case_id in (select c.id from app."case" c where c.client_id = $1 and c.id = any($2))' end
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

-- That a row belongs to no case but those in $2: by its own case, else by whatever it refers to that does. Null where nothing of a table is any case's.
create or replace function app.within_cases(p_table regclass, p_depth integer default 0) returns text language plpgsql stable as $$
declare
    parts text[] := '{}';
    parent record;
    inner_part text;
begin
    case p_table::text
        when 'app."case"' then return 'id = any($2)';
        when 'app.contact' then return 'id in (select c.contact_id from app.contact_client c where c.client_id = $1 and c.case_id = any($2))';
        else null;
    end case;
    if access.has_column(p_table, 'case_id') then
        return '(case_id is null or case_id = any($2))';
    end if;
    for parent in
        select distinct a.attname as via, f.confrelid::regclass as referred from pg_constraint f
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
        where f.conrelid = p_table and f.contype = 'f' and cardinality(f.conkey) = 1 and f.confrelid <> f.conrelid and p_depth < 3
          and f.confrelid::regclass::text not in ('app.client', 'app.household', 'app.organisation', 'app.staff', 'app.team') order by a.attname
    loop
        inner_part := app.within_cases(parent.referred, p_depth + 1);
        if inner_part is not null then
            parts := parts || format('(%1$I is null or %1$I in (select id from %2$s where %3$s))', parent.via, parent.referred, inner_part);
        end if;
    end loop;
    return case when parts <> '{}' then array_to_string(parts, ' and ') end;
end $$;

-- p_tables: of these alone, and nothing out of a compartment, whoever asks: for an office outside. Null: all, for the person. p_cases: those that the caller
-- sees. Without p_refers nothing about whom the person was referred to, since that names confidential services.
create or replace function app.file_of_person(p_client uuid, p_tables text[], p_cases uuid[], p_refers boolean) returns jsonb language plpgsql stable as $$
declare
    closed constant text[] := array(select replace(c, '-', '_') from app.compartment_codes() c where not access.may_open(p_client, replace(c, '-', '_')));
    part record;
    found_rows jsonb;
    result jsonb := '{}';
begin
    for part in
        select t.*, btrim(split_part(t.copied::text, '.', 2), '"') as name from app.copied_tables() t
        where (p_tables is null or btrim(split_part(t.copied::text, '.', 2), '"') = any(p_tables))
          and (p_refers or t.copied::text !~ '^app[.](referral|disclosure)')
    loop
        execute format($q$
            select jsonb_agg(app.told_row($3, app.without_third_persons($3, to_jsonb(x)), $5, $6)
                    - array['organisation_id', 'former_organisation_id', 'former_access_until'] order by to_jsonb(x) ->> 'id')
            from (select * from %s where %s) x where $4 or to_jsonb(x) ->> 'compartment' is null
            $q$, part.copied, part.condition) into found_rows using p_client, p_cases, part.name, p_tables is null, closed, p_refers;
        if found_rows is not null then
            result := result || jsonb_build_object(part.name, found_rows);
        end if;
    end loop;
    return result;
end $$;

-- What a row tells of compartments that are closed to the caller, in words or by a hash over what can be guessed, and of confidential recipients, is not in it.
create or replace function app.told_row(p_table text, p_row jsonb, p_closed text[], p_refers boolean) returns jsonb language plpgsql stable as $$
declare
    content jsonb;
    told jsonb;
begin
    if p_table = 'consent' then
        told := app.consent_as_told((p_row ->> 'id')::uuid, p_refers);
        return p_row || jsonb_build_object('recipients', told -> 'recipients', 'recipient_organisation_ids', told -> 'organisationIds', 'data', told -> 'data');
    elsif p_table = 'referral' and 'health' = any(p_closed) then
        return p_row - 'secrecy_basis';
    elsif p_table = 'disclosure' and p_row ->> 'kind' = 'referral' and (p_row -> 'fields') ?| p_closed then
        return p_row - array['sha256', 'secrecy_basis'] || jsonb_build_object('fields', (p_row -> 'fields') - p_closed);
    elsif p_table = 'referral_snapshot' and jsonb_path_exists(p_row, '$.content.restricted[*].compartment ? (@ == $closed[*])',
            jsonb_build_object('closed', to_jsonb(p_closed))) then
        content := (p_row -> 'content') || jsonb_build_object('restricted', jsonb_path_query_array(p_row,
            '$.content.restricted[*] ? (!(@.compartment == $closed[*]))', jsonb_build_object('closed', to_jsonb(p_closed))));
        return p_row - 'sha256' || jsonb_build_object('content', case when 'health' = any(p_closed) then content - 'secrecyBasis' else content end);
    end if;
    return p_row;
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
