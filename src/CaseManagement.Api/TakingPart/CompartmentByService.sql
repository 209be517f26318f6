-- Fired by what persons take part in: at a service that carries a compartment a participation is in it, unless it is in another one already. Whoever writes
-- it, by whichever path.
create or replace function app.compartment_by_service() returns trigger language plpgsql as $$
begin
    new.compartment := coalesce(new.compartment, (select s.reveals from app.service s where s.id = new.service_id));
    return new;
end $$;

create or replace trigger a_compartment before insert or update on app.participation for each row execute function app.compartment_by_service();

-- Fired by app.service: where a service is put into a compartment later, those who take part there follow, in each organisation. Where it is taken out, what
-- was recorded stays where it is until somebody who is admitted corrects it: nobody can tell whether it has reasons of its own.
create or replace function app.participations_follow_service() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    o uuid;
begin
    for o in select x.id from app.organisation x order by x.id loop
        call access.act_as(o, 'system');
        -- Beside one that was recorded there before, it is told apart by its title.
        update app.participation p set compartment = new.reveals,
            title = case when exists (select from app.participation t where t.case_id = p.case_id and t.id <> p.id and t.kind = p.kind
                    and t.first_on = p.first_on and t.service_id = p.service_id and t.compartment = new.reveals
                    and (lower(btrim(t.provider)), lower(btrim(t.title))) is not distinct from (lower(btrim(p.provider)), lower(btrim(p.title))))
                then left(coalesce(p.title || ' ', ''), 190) || '(2)' else p.title end
            where p.service_id = new.id and p.compartment is null;
    end loop;
    call access.act_as(organisation, actor);
    return null;
end $$;

create or replace trigger participations_follow after update of reveals on app.service
    for each row when (new.reveals is not null) execute function app.participations_follow_service();
