-- Asked by the constraint below. What a form must look like to be answered and checked by program. Codes of areas and code lists are compared with
-- app.code by app.keep_assessment_form, since a check constraint may not look into another table.
create or replace function app.is_assessment_form(content jsonb) returns boolean
    language sql immutable parallel safe
as $$
    select coalesce(jsonb_typeof(content -> 'areas') = 'array' and jsonb_array_length(content -> 'areas') > 0
       -- each area once, named in both languages, with at least one question
       and (select count(distinct a ->> 'code') = count(*)
                   and bool_and(coalesce(a ->> 'code' ~ '^[a-z][a-z0-9-]*$', false)
                            and btrim(a ->> 'labelDe') <> '' and btrim(a ->> 'labelEn') <> ''
                            and coalesce(a ->> 'appliesTo', 'all') in ('adult', 'child', 'all')
                            and jsonb_typeof(a -> 'questions') = 'array' and jsonb_array_length(a -> 'questions') > 0)
              from jsonb_array_elements(content -> 'areas') a)
       -- each question once in its area, of a known kind; in a compartment answering is voluntary (Art. 9 GDPR);
        -- a choice has either options or a code list, nothing else has
       and (select bool_and(q.once
                            and coalesce(q.v ->> 'code' ~ '^[a-z][a-z0-9-]*$', false)
                            and btrim(q.v ->> 'labelDe') <> '' and btrim(q.v ->> 'labelEn') <> ''
                            and q.v ->> 'kind' in ('text', 'single', 'multiple', 'boolean', 'number', 'date')
                            and jsonb_typeof(q.v -> 'required') is not distinct from 'boolean'
                            and not (q.restricted and (q.v ->> 'required')::boolean)
                            and coalesce(q.v ->> 'appliesTo', 'all') in ('adult', 'child', 'all')
                            and (q.v ->> 'kind' in ('single', 'multiple')) = (q.v ? 'options' or q.v ? 'optionsFrom')
                            and not (q.v ? 'options' and q.v ? 'optionsFrom'))
              from (select x as v, count(*) over (partition by a ->> 'code', x ->> 'code') = 1 as once, a ? 'compartment' as restricted
                      from jsonb_array_elements(content -> 'areas') a, jsonb_array_elements(a -> 'questions') x) q)
       and (select coalesce(bool_and(o.once and coalesce(o.v ->> 'code' ~ '^[A-Za-z0-9][A-Za-z0-9-]*$', false)
                            and btrim(o.v ->> 'labelDe') <> '' and btrim(o.v ->> 'labelEn') <> ''), true)
              from (select x as v, count(*) over (partition by a ->> 'code', q ->> 'code', x ->> 'code') = 1 as once
                      from jsonb_array_elements(content -> 'areas') a, jsonb_array_elements(a -> 'questions') q,
                           jsonb_array_elements(q -> 'options') x) o), false)
$$;

-- Made anew with the function, so that a stricter rule is held against every form on file.
alter table app.assessment_template drop constraint if exists assessment_template_content_check;
alter table app.assessment_template add constraint assessment_template_content_check check (app.is_assessment_form(content));
