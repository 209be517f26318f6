-- Called by Webhooks' secrets (WebhookSecrets.cs): the API's login reads no secret but through these, each only of the acting organisation's webhook.
--
-- A new secret; the one before signs beside it until its last instant, older ones end.
create or replace procedure access.add_webhook_secret(p_id uuid, p_webhook uuid, p_protected text, p_before_ends timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform from app.webhook w where w.id = p_webhook and w.organisation_id = access.organisation_id() for update;
    if not found then
        raise exception 'not-your-webhook' using errcode = '42501';
    end if;
    delete from access.webhook_secret s where s.webhook_id = p_webhook
        and s.id not in (select n.id from access.webhook_secret n where n.webhook_id = p_webhook order by n.created_at desc, n.id desc limit 1);
    update access.webhook_secret s set ends_at = p_before_ends where s.webhook_id = p_webhook;
    insert into access.webhook_secret (id, webhook_id, protected, created_at) values (p_id, p_webhook, p_protected, access.now());
end $$;

-- Those that sign now, the newest first: for the system alone, which sends.
create or replace function access.webhook_secrets(p_webhook uuid) returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select s.protected from access.webhook_secret s join app.webhook w on w.id = s.webhook_id
    where w.id = p_webhook and access.is_system() and w.organisation_id = access.organisation_id() and (s.ends_at is null or s.ends_at > access.now())
    order by s.created_at desc, s.id desc
$$;

revoke execute on procedure access.add_webhook_secret from public;
revoke execute on function access.webhook_secrets from public;
grant execute on procedure access.add_webhook_secret to casemanagement_app;
grant execute on function access.webhook_secrets to casemanagement_app;
