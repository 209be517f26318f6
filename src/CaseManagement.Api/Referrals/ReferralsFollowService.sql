-- Where a service, or who offers it, becomes confidential, tells something of those who go there, or is for another need, the ledger says of the referrals to
-- it what app.ledger_of_referral says now, in each organisation that has sent one.
create or replace procedure app.settle_referrals(p_services uuid[]) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.setting('organisation_id')::uuid;
    actor text := access.setting('actor');
    o uuid;
    sent uuid;
begin
    for o in select x.id from app.organisation x order by x.id loop
        call access.act_as(o, 'system');
        for sent in select r.id from app.referral r where r.service_id = any(p_services) and r.organisation_id = o and r.sent_at is not null order by r.id loop
            call ledger.settle('app.referral', o, sent, 'recorded');
        end loop;
    end loop;
    call access.act_as(organisation, actor);
end $$;
revoke execute on procedure app.settle_referrals from public;

create or replace function app.referrals_follow_service() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    call app.settle_referrals(array[new.id]);
    return null;
end $$;
revoke execute on function app.referrals_follow_service from public;

create or replace trigger referrals_follow after update of reveals, is_confidential, provider_id, need_areas on app.service
    for each row when (old.reveals is distinct from new.reveals or old.is_confidential <> new.is_confidential
        or old.provider_id is distinct from new.provider_id or old.need_areas[1] is distinct from new.need_areas[1])
    execute function app.referrals_follow_service();

create or replace function app.referrals_follow_provider() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation uuid := access.organisation_id();
    actor text := access.setting('actor');
    offered uuid[];
begin
    call access.act_as(new.id, 'system'); -- Who has no context sees no service of who is confidential.
    offered := array(select s.id from app.service s where s.provider_id = new.id);
    call access.act_as(organisation, actor);
    call app.settle_referrals(offered);
    return null;
end $$;
revoke execute on function app.referrals_follow_provider from public;

create or replace trigger referrals_follow after update of is_confidential on app.organisation
    for each row when (old.is_confidential <> new.is_confidential) execute function app.referrals_follow_provider();
