-- The legal moves; the same as Handover.Moves, which a test compares.
create or replace function app.handover_may_move(p_from text, p_to text) returns boolean language sql immutable parallel safe as $$
    select (p_from, p_to) in (('draft', 'submitted'), ('clarification_requested', 'submitted'),
        ('submitted', 'accepted'), ('submitted', 'clarification_requested'), ('submitted', 'declined'), ('submitted', 'expired'),
        ('submitted', 'withdrawn'), ('clarification_requested', 'withdrawn'), ('accepted', 'completed'))
$$;

-- Fired by every change of a handover: the organisations never change, their teams only as app.follow_cases says (that of who sends while nothing is decided,
-- that of who has accepted until everybody was spoken to), moves are legal, and each side makes its own moves only.
create or replace function app.keep_handover() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    acting uuid := access.organisation_id();
begin
    -- With the person it goes, whatever its state (Erasure/ErasePerson.sql).
    if access.is_erasing() then
        return coalesce(new, old);
    end if;
    if (new.id, new.household_id, new.sender_organisation_id, new.returns_id, new.created_by, new.created_at)
       is distinct from (old.id, old.household_id, old.sender_organisation_id, old.returns_id, old.created_by, old.created_at)
       or (new.sender_team_id <> old.sender_team_id
           and (old.status not in ('draft', 'submitted', 'clarification_requested') or acting is distinct from old.sender_organisation_id))
       or (old.status <> 'draft' and new.receiver_organisation_id <> old.receiver_organisation_id)
       or (new.receiver_team_id <> old.receiver_team_id and old.status <> 'draft'
           and (old.status <> 'accepted' or acting is distinct from old.receiver_organisation_id)) then
        raise exception 'the parties of a handover never change' using errcode = '23514', constraint = 'handover_parties_kept';
    end if;
    if new.status <> old.status then
        if not app.handover_may_move(old.status, new.status) then
            raise exception 'handover: % to % is no legal move', old.status, new.status using errcode = '23514', constraint = 'handover_move_legal';
        end if;
        if acting is distinct from (case when new.status in ('submitted', 'withdrawn', 'expired')
            then old.sender_organisation_id else old.receiver_organisation_id end) then
            raise exception 'handover: this move is the other side''s' using errcode = '42501';
        end if;
    end if;
    return new;
end $$;

create or replace trigger a_keep before update on app.handover for each row execute function app.keep_handover();
