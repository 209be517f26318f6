-- Called by CopiesByConsent: a consent by which files were passed on is taken back. Whoever passed one on is told, to tell the office outside. The entry stays
-- with who disclosed, while the consent moves on with the person: so the routine acts for one organisation after the other, and only by a consent that the
-- acting one has withdrawn. Who has gone cannot be told: then the lead of the person's case, else the supervisors of that colleague.
create or replace procedure app.tell_of_copies(p_consent uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation constant uuid := access.organisation_id();
    actor constant text := access.setting('actor');
    target constant uuid := access.transfer_target();
    discloser uuid;
    r record;
begin
    if not exists (select from app.consent c where c.id = p_consent and c.organisation_id = organisation and c.status = 'withdrawn') then
        return;
    end if;
    for discloser in select o.id from app.organisation o order by o.id loop
        call access.act_as(discloser, 'system');
        for r in
            select d.id, d.client_id, d.disclosed_by from app.disclosure d
            where d.kind = 'copy' and d.consent_id = p_consent and d.organisation_id = discloser order by d.id
        loop
            insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
                with answering as (select w as id from app.answering_for(r.disclosed_by) w),
                lead as (
                    select distinct c.lead_staff_id as id from app."case" c
                    where c.client_id = r.client_id and c.organisation_id = discloser and c.status = 'open' and c.lead_staff_id is not null
                      and not exists (select from answering a where a.id = r.disclosed_by))
                select gen_random_uuid(), discloser, t.id, 'copy-consent-withdrawn', 'client', r.client_id, r.id::text, access.now()
                from (select l.id from lead l union select a.id from answering a where not exists (select from lead)) t
                on conflict on constraint notice_once do nothing;
        end loop;
    end loop;
    call access.act_as(organisation, actor, target);
end $$;
revoke execute on procedure app.tell_of_copies from public;
grant execute on procedure app.tell_of_copies to casemanagement_app;
