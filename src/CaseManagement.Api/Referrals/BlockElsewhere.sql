-- Called by BlockedByConsent. A referral whose loop was closed stays with the organisation that closed it, while the consent moves on with the person: where
-- that is taken back, the recipients of those referrals are told as well. Each is its sender's row, so that the routine acts for one sender after the other,
-- only by a consent that the acting organisation has withdrawn just now.
create or replace procedure app.block_elsewhere(p_consent uuid)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    organisation constant uuid := access.organisation_id();
    actor constant text := access.setting('actor');
    target constant uuid := access.transfer_target();
    sender uuid;
    r record;
begin
    if not exists (select from app.consent c where c.id = p_consent and c.organisation_id = organisation and c.status = 'withdrawn') then
        return;
    end if;
    for sender in select o.id from app.organisation o where o.id <> organisation order by o.id loop
        call access.act_as(sender, 'system');
        for r in
            select x.id, x.status, x.sent_by from app.referral x
            where x.consent_id = p_consent and x.organisation_id = sender and app.outlives_consent(x) order by x.id for update
        loop
            update app.referral set blocked_since = access.now(), blocked_reason = 'consent_withdrawn', block_confirmed_at = null, block_confirmed_as = null,
                updated_at = access.now() where id = r.id;
            insert into app.referral_move (id, referral_id, action, from_status, to_status, at, organisation_id, reason_code)
                values (gen_random_uuid(), r.id, 'block', r.status, r.status, access.now(), sender, 'consent-withdrawn');
            insert into app.notice (id, organisation_id, staff_id, kind, subject_type, subject_id, occasion, at)
                select gen_random_uuid(), sender, w, 'referral-blocked', 'referral', r.id, p_consent::text, access.now() from app.answering_for(r.sent_by) w
                on conflict on constraint notice_once do nothing;
        end loop;
    end loop;
    call access.act_as(organisation, actor, target);
end $$;
revoke execute on procedure app.block_elsewhere from public;
grant execute on procedure app.block_elsewhere to casemanagement_app;

-- One that has ended, by which data has reached somebody outside: it was completed, or the recipient had looked at it before.
create or replace function app.outlives_consent(r app.referral) returns boolean language plpgsql stable as $$
begin
    return r.ended_at is not null and r.sent_at is not null and r.recipient_id is distinct from r.organisation_id
        and r.blocked_reason is distinct from 'consent_withdrawn'
        and (r.status = 'completed' or exists (select from app.referral_retrieval x where x.referral_id = r.id));
end $$;
