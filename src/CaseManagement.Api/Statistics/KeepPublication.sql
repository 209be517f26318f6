-- Trigger on app.statistical_publication: its end is the end, and its numbers change in a draft alone, whoever asks.
create or replace function app.keep_publication() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.status in ('published', 'discarded') or (new.status <> 'draft' and new.tables is distinct from old.tables)
        or new.audience_id <> old.audience_id or new.organisation_id <> old.organisation_id or new.drafted_by <> old.drafted_by
        or new.computed_at <> old.computed_at then
        raise exception 'what was handed in stays as it was' using errcode = '23514', constraint = 'statistical_publication_kept';
    end if;
    return new;
end $$;
create or replace trigger keep_publication before update or delete on app.statistical_publication for each row execute function app.keep_publication();
