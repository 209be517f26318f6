-- By what else the acting organisation learns its news: a webhook that is sent to, or a machine that has asked for a token within a week; null where only
-- people look.
create or replace function app.told_by_software() returns text language sql stable as $$
    select case
        when exists (select from app.webhook w where w.organisation_id = access.organisation_id() and w.status = 'active' and w.secret_changed_at is not null)
            then 'webhook'
        when exists (select from access.api_client c join access.api_client_use u on u.api_client_id = c.id
            where c.organisation_id = access.organisation_id() and c.kind = 'machine' and 'partner' = any(c.scopes) and c.revoked_at is null
              and (c.expires_at is null or c.expires_at > access.now()) and u.at > access.now() - interval '7 days')
            then 'machine' end
$$;

-- Called by SendMails for one organisation: makes one mail of all that others have done since an address was told, once the oldest of it has waited as long
-- as news is gathered and the mail before has ended; answers the mails that are due: in quiet hours only what somebody has asked for.
create or replace function app.write_due_mails(p_gather interval, p_domain text) returns setof uuid language plpgsql as $$
declare
    mine constant uuid := access.organisation_id();
    quiet constant boolean := app.is_quiet();
    last bigint;
    a record;
    news record;
begin
    last := case when exists (select from app.mail_address x where x.organisation_id = mine) then app.number_events() end;
    for a in
        select x.id, x.address, x.language, s.told from app.mail_state s join app.mail_address x on x.id = s.address_id
        where s.organisation_id = mine and x.status = 'active' and s.told < last and not quiet
          and not exists (select from app.mail m where m.address_id = x.id and m.kind = 'news' and m.next_attempt_at is not null)
        order by x.id for update of s skip locked
    loop
        select count(distinct e.subject_id)::integer as subjects, min(e.at) as since into news
            from app.outbox_event e where e.organisation_id = mine and e.sequence > a.told and e.sequence <= last and not e.is_own;
        if news.subjects = 0 or app.told_by_software() is not null then
            update app.mail_state s set told = last where s.address_id = a.id;
        elsif news.since <= access.now() - p_gather then
            with id as (select gen_random_uuid() as new)
            insert into app.mail (id, organisation_id, address_id, kind, message_id, address, language, subjects, up_to, next_attempt_at, created_at)
                select new, mine, a.id, 'news', new || '@' || p_domain, a.address, a.language, news.subjects, last, access.now(), access.now() from id;
        end if;
    end loop;
    return query
        select m.id from app.mail m where m.organisation_id = mine and m.next_attempt_at <= access.now()
            and (m.claimed_until is null or m.claimed_until <= access.now())
            and (m.kind = 'confirmation' or not quiet)
        order by m.next_attempt_at, m.id;
end $$;
