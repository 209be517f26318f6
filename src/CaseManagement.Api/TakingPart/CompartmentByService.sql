-- Fired by what persons take part in: at a service that carries a compartment a participation is in it, unless it is in another one already. Whoever writes
-- it, by whichever path. The lock keeps those who are just being written and the service from missing one another.
create or replace function app.compartment_by_service() returns trigger language plpgsql as $$
begin
    if new.service_id is not null then
        perform pg_advisory_xact_lock_shared(hashtextextended('taking part at ' || new.service_id, 0));
        new.compartment := coalesce(new.compartment, (select s.reveals from app.service s where s.id = new.service_id));
    end if;
    return new;
end $$;

-- a_: before the triggers that read the compartment.
create or replace trigger a_compartment before insert or update on app.participation for each row execute function app.compartment_by_service();

-- Where a service is put into a compartment later, or becomes confidential, those who take part there follow, in each organisation: what is written anew goes
-- through the trigger above and the ledger once more. Where it is taken out of a compartment, or put into another one, what was recorded stays where it is
-- until somebody who is admitted corrects it: nobody can tell whether it has reasons of its own.
create or replace procedure app.write_participations_anew(p_service app.service) language plpgsql as $$
declare
    o uuid;
begin
    perform pg_advisory_xact_lock(hashtextextended('taking part at ' || p_service.id, 0));
    for o in select x.id from app.organisation x order by x.id loop
        call access.act_as(o, 'system');
        -- Beside one that was recorded there before, it is told apart by its title.
        update app.participation p set compartment = coalesce(p.compartment, p_service.reveals),
            title = case when p.compartment is null and exists (select from app.participation t where t.case_id = p.case_id and t.id <> p.id
                    and t.kind = p.kind and t.first_on = p.first_on and t.service_id = p.service_id and t.compartment = p_service.reveals
                    and (lower(btrim(t.provider)), lower(btrim(t.title))) is not distinct from (lower(btrim(p.provider)), lower(btrim(p.title))))
                then left(coalesce(p.title || ' ', ''), 190) || '(2)' else p.title end
            where p.service_id = p_service.id;
    end loop;
end $$;

create or replace function app.participations_follow_service() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
begin
    call app.write_participations_anew(new);
    call access.act_as(organisation, actor);
    return null;
end $$;

create or replace trigger participations_follow after update of reveals, is_confidential on app.service
    for each row when (old.reveals is distinct from new.reveals or old.is_confidential <> new.is_confidential)
    execute function app.participations_follow_service();

create or replace function app.participations_follow_provider() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    offered app.service;
begin
    call access.act_as(new.id, 'system');
    for offered in select s.* from app.service s where s.provider_id = new.id order by s.id loop
        call app.write_participations_anew(offered);
    end loop;
    call access.act_as(organisation, actor);
    return null;
end $$;

create or replace trigger participations_follow after update of is_confidential on app.organisation
    for each row when (old.is_confidential <> new.is_confidential) execute function app.participations_follow_provider();
