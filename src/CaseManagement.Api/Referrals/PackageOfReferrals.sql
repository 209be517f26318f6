-- Found by its name by app.handover_records: the running referrals of the persons of a package. A confidential service is not named in it.
create or replace function app.package_of_referrals(p_clients uuid[])
    returns table (id uuid, client_id uuid, compartment text, content jsonb) language sql stable as $$
    select r.id, r.client_id, null::text, jsonb_build_object('service', case when not app.is_hidden(s) then s.name end, 'purpose', r.purpose,
        'basis', r.basis, 'status', r.status, 'sentAt', r.sent_at, 'isBlocked', r.blocked_since is not null)
    from app.referral r join app.service s on s.id = r.service_id
    where r.client_id = any(p_clients) and r.closed_at is null and r.sent_at is not null
$$;
