-- Fired by every change of a text and of its wordings: by a published one people have consented, so it stays as it is.
create or replace function app.keep_consent_text() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'consent_wording' then
        if exists (select from app.consent_text t where t.id = coalesce(new.text_id, old.text_id) and t.status <> 'draft') then
            raise exception 'a published text never changes' using errcode = '23514', constraint = 'consent_text_kept';
        end if;
    elsif old.status <> 'draft' and (tg_op = 'DELETE' or (new.key, new.number, new.purpose, new.title, new.organisation_id)
        is distinct from (old.key, old.number, old.purpose, old.title, old.organisation_id)) then
        raise exception 'a published text never changes' using errcode = '23514', constraint = 'consent_text_kept';
    end if;
    return coalesce(new, old);
end $$;

create or replace trigger a_keep before update or delete on app.consent_text for each row execute function app.keep_consent_text();
create or replace trigger a_keep before insert or update or delete on app.consent_wording for each row execute function app.keep_consent_text();
