-- What an audience receives of tables: neither the number of a hidden cell, nor what it knows by itself, nor which values a group holds that does not tell
-- them.
create or replace function app.told_tables(p_tables jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_agg(t.said || jsonb_build_object(
        'Cells', (select coalesce(jsonb_agg(c.said || case when (c.said ->> 'Hidden')::boolean then '{"N": 0, "Known": 0}' else '{"Known": 0}' end::jsonb
                                            order by c.no), '[]')
                  from jsonb_array_elements(t.said -> 'Cells') with ordinality c (said, no)),
        'Axes', (select coalesce(jsonb_agg(a.said || jsonb_build_object('Groups', (
                     select coalesce(jsonb_agg(case when (g.said ->> 'IsRest')::boolean then g.said || '{"Values": null}' else g.said end order by g.no), '[]')
                     from jsonb_array_elements(a.said -> 'Groups') with ordinality g (said, no))) order by a.no), '[]')
                 from jsonb_array_elements(t.said -> 'Axes') with ordinality a (said, no))) order by t.no), '[]')
    from jsonb_array_elements(p_tables) with ordinality t (said, no)
$$;

-- The names of the publisher's teams and quarters that stand in tables, as they are now.
create or replace function app.names_in_tables(p_organisation uuid, p_tables jsonb) returns jsonb language sql stable as $$
    select coalesce(jsonb_object_agg(n.id, n.name), '{}')
    from (select t.id, t.name from app.team t where t.organisation_id = p_organisation
          union all select q.id, q.name from app.quarter q where q.organisation_id = p_organisation) n
    where position(n.id::text in p_tables::text) > 0
$$;

create or replace procedure app.hand_over_publication(p_publication app.statistical_publication) language plpgsql as $$
declare
    told constant jsonb := app.told_tables(p_publication.tables);
begin
    insert into app.received_publication
        (id, organisation_id, audience_id, recipient_id, is_public, title, tables, names, computed_at, published_at)
    select p_publication.id, p_publication.organisation_id, a.id, a.recipient_id, a.is_public, p_publication.title, told,
        app.names_in_tables(p_publication.organisation_id, told), p_publication.computed_at, p_publication.ended_at
    from app.statistical_audience a where a.id = p_publication.audience_id;
end $$;

create or replace function app.publication_handed_over() returns trigger language plpgsql as $$
begin
    call app.hand_over_publication(new);
    return null;
end $$;
create or replace trigger hand_over_publication after update on app.statistical_publication
    for each row when (new.status = 'published' and old.status <> 'published') execute function app.publication_handed_over();

-- What was published before there was this table; found by its name by migrate.
create or replace function app.catch_up_received_publications(p_at_most integer) returns integer language plpgsql as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid;
    actor text := access.setting('actor');
    o uuid;
    p app.statistical_publication;
    told integer := 0;
begin
    for o in select x.id from app.organisation x order by x.id loop
        call access.act_as(o, 'system');
        for p in select x.* from app.statistical_publication x where x.organisation_id = o and x.status = 'published'
            and not exists (select from app.received_publication r where r.id = x.id) order by x.id limit p_at_most - told
        loop
            call app.hand_over_publication(p);
            told := told + 1;
        end loop;
    end loop;
    call access.act_as(organisation, actor);
    return told;
end $$;
revoke execute on function app.catch_up_received_publications from public;
