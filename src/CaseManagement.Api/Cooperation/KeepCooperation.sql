-- Whose part is whose, once more where no code can leave it out: the other side acknowledges, declines or ends and changes no word; who has recorded it
-- acknowledges nothing, and what was acknowledged stands until it is acknowledged anew.
create or replace function app.keep_cooperation() returns trigger language plpgsql as $$
declare
    is_recorder constant boolean := old.organisation_id = access.organisation_id();
    same_words constant boolean := (new.kind, new.subject, new.data_basis, new.document_date, new.from_date)
        is not distinct from (old.kind, old.subject, old.data_basis, old.document_date, old.from_date);
    same_end constant boolean := new.until_date is not distinct from old.until_date;
begin
    if (new.organisation_id, new.partner_id, new.partner_name, new.paper_reason, new.created_at)
            is distinct from (old.organisation_id, old.partner_id, old.partner_name, old.paper_reason, old.created_at)
        or old.status in ('declined', 'withdrawn', 'ended')
        or new.status = 'ended' and not (old.status = 'agreed' and same_words and coalesce(new.until_date <= coalesce(old.until_date, new.until_date), false))
        or is_recorder and new.acknowledged_at is not null and new.acknowledged_at is distinct from old.acknowledged_at
        or is_recorder and old.partner_id is not null and new.status = 'agreed'
        or not is_recorder and not (same_words and (same_end or new.status = 'ended') and new.recorded_by is not distinct from old.recorded_by)
        or not is_recorder and new.status not in ('agreed', 'declined', 'ended') then
        raise exception 'not this side''s to change' using errcode = '23514', constraint = 'cooperation_agreement_kept';
    end if;
    return new;
end $$;
create or replace trigger keep before update on app.cooperation_agreement for each row execute function app.keep_cooperation();
