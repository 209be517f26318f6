-- Fired at commit by every contact and by whom it names, whatever the order of the statements: a contact names persons or is
-- anonymous, never both and never neither.
create or replace function app.check_contact_clients() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    id_ uuid := coalesce(to_jsonb(new) ->> 'contact_id', to_jsonb(old) ->> 'contact_id', to_jsonb(new) ->> 'id')::uuid;
begin
    if exists (select from app.contact c where c.id = id_ and c.is_anonymous = exists (select from app.contact_client cc where cc.contact_id = id_)) then
        raise exception 'a contact names persons or is anonymous' using errcode = '23514', constraint = 'contact_persons_or_anonymous';
    end if;
    return null;
end $$;

drop trigger if exists contact_persons_or_anonymous on app.contact;
create constraint trigger contact_persons_or_anonymous after insert on app.contact
    deferrable initially deferred for each row execute function app.check_contact_clients();
drop trigger if exists contact_persons_or_anonymous on app.contact_client;
create constraint trigger contact_persons_or_anonymous after insert or delete on app.contact_client
    deferrable initially deferred for each row execute function app.check_contact_clients();
