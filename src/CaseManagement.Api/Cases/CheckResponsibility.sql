-- Fired at commit by every change of a case or of its responsibilities, whatever the order of the statements in between: no
-- gap, no open case without exactly one responsible team, and the copy on the case equal to the history. A case that comes to a team holds it, so that
-- dissolving it (CloseTeam) and giving it a case take turns: whoever comes second begins once more (Pipeline/TransactionBehavior.cs).
create or replace function app.check_responsibility() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    id_ uuid := case when tg_table_name = 'case' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'case_id')::uuid end;
    c record;
    now_ record;
    closed timestamptz;
begin
    -- What is left of a case when its person is erased has no history (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return null;
    end if;
    if tg_table_name = 'case_responsibility' and tg_op = 'INSERT' then
        if new.until_at is null and not exists (
                select from app.case_responsibility r where r.case_id = id_ and r.until_at = new.from_at and r.team_id = new.team_id) then
            select t.closed_at into closed from app.team t where t.id = new.team_id for share;
            if closed is not null then
                raise exception 'the team has been dissolved' using errcode = 'serialization_failure';
            end if;
        end if;
    end if;
    select * into strict c from app."case" where id = id_;
    select count(*) as n, min(team_id::text)::uuid as team_id, min(lead_staff_id::text)::uuid as lead_staff_id into now_
        from app.case_responsibility where case_id = id_ and until_at is null;
    if c.status = 'open' and (now_.n <> 1 or now_.team_id <> c.team_id or now_.lead_staff_id is distinct from c.lead_staff_id) then
        raise exception 'an open case has exactly one responsible team' using errcode = '23514', constraint = 'case_responsibility_exactly_one';
    end if;
    if c.status = 'closed' and now_.n <> 0 then
        raise exception 'a closed case has no responsible team' using errcode = '23514', constraint = 'case_responsibility_exactly_one';
    end if;
    -- Whatever was passed on goes on in the same instant; only closing may leave a gap.
    if exists (select from app.case_responsibility r where r.case_id = id_ and r.ended_by in ('reassigned', 'handed_over')
               and not exists (select from app.case_responsibility n where n.case_id = id_ and n.from_at = r.until_at))
       or not exists (select from app.case_responsibility r where r.case_id = id_ and r.from_at = c.opened_at) then
        raise exception 'the responsibility history has a gap' using errcode = '23514', constraint = 'case_responsibility_no_gap';
    end if;
    return null;
end $$;

drop trigger if exists case_responsibility_exactly_one on app."case";
create constraint trigger case_responsibility_exactly_one after insert or update on app."case"
    deferrable initially deferred for each row execute function app.check_responsibility();
drop trigger if exists case_responsibility_exactly_one on app.case_responsibility;
create constraint trigger case_responsibility_exactly_one after insert or update on app.case_responsibility
    deferrable initially deferred for each row execute function app.check_responsibility();
