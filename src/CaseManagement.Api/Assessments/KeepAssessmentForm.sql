-- The legal moves; the same as AssessmentTemplate.Moves, which a test compares.
create or replace function app.assessment_form_may_move(p_from text, p_to text) returns boolean language sql immutable parallel safe as $$
    select (p_from, p_to) in (('draft', 'published'), ('published', 'retired'))
$$;

-- Fired by every change of a form: a published one is kept as it is, moves are legal, areas and code lists exist.
create or replace function app.keep_assessment_form() returns trigger language plpgsql set search_path = pg_catalog, app, pg_temp as $$
declare
    stray text;
begin
    if tg_op = 'DELETE' then
        if old.status <> 'draft' then
            raise exception 'a published form is never deleted' using errcode = '23514', constraint = 'assessment_template_kept';
        end if;
        return old;
    end if;
    if tg_op = 'UPDATE' and old.status <> 'draft'
       and (new.code, new.version, new.content, new.valid_from) is distinct from (old.code, old.version, old.content, old.valid_from) then
        raise exception 'a published form never changes, publish a new version' using errcode = '23514', constraint = 'assessment_template_kept';
    end if;
    if tg_op = 'UPDATE' and new.status <> old.status and not app.assessment_form_may_move(old.status, new.status) then
        raise exception 'form: % to % is no legal move', old.status, new.status using errcode = '23514', constraint = 'assessment_template_move';
    end if;
    -- Areas are need areas with their compartment; choices come from lists that exist.
    select a ->> 'code' into stray
      from jsonb_array_elements(new.content -> 'areas') a
      left join app.code c on c.list = 'need-area' and c.code = a ->> 'code'
                          and daterange(c.valid_from, c.valid_to, '[)') @> new.valid_from
     where c.id is null or c.attributes ->> 'compartment' is distinct from a ->> 'compartment'
     limit 1;
    if found then
        raise exception 'form: area % is no need area, or has another compartment', stray using errcode = '23514', constraint = 'assessment_template_area';
    end if;
    select q ->> 'optionsFrom' into stray
      from jsonb_array_elements(new.content -> 'areas') a, jsonb_array_elements(a -> 'questions') q
     where q ? 'optionsFrom' and not exists (select from app.code_list l where l.code = q ->> 'optionsFrom')
     limit 1;
    if found then
        raise exception 'form: there is no code list %', stray using errcode = '23514', constraint = 'assessment_template_list';
    end if;
    return new;
end $$;

create or replace trigger a_keep before insert or update or delete on app.assessment_template
    for each row execute function app.keep_assessment_form();
