-- Called by PublicationTables: which values of a dimension (DimensionWords.From) a unit may have that has those of others, as everybody can look it up; null:
-- any. p_said: names of figures.dimension and values as tables tell them; what is left out may be whichever. The gate reckons with it. A code may have meant
-- something else on another day: whatever any version of it says may be.
create or replace function figures.goes_with(p_dimension text, p_said jsonb) returns text[] language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$
declare
    kind constant text := nullif(coalesce(p_said ->> 'participation_kind', p_said ->> 'employment_kind'), 'not_known');
    of_kinds constant text := nullif(p_said ->> 'participation_group', 'not_known');
    purpose constant text := p_said ->> 'contact_purpose';
    outcome constant text := p_said ->> 'contact_outcome';
begin
    if p_dimension = 'nationality_group' then
        -- Of whom was erased the group is all that is left (Ledger/Coarsen.sql).
        return case when p_said ->> 'nationality' <> 'not_known'
            then array[app.nationality_group(to_jsonb(string_to_array(p_said ->> 'nationality', '.')))] end;
    elsif p_dimension in ('participation_group', 'labour_market') then
        return case when kind = 'withheld' then array[kind] else (
            select array_agg(distinct figures.meaning(c.list, c.attributes) #>> '{}') from app.code c where c.code = kind
                and c.list = case p_dimension when 'participation_group' then 'participation-kind' else 'employment-kind' end) end;
    elsif p_dimension = 'school_kind' then
        return case when 'withheld' in (kind, of_kinds) then array['withheld'] when not figures.may_be_school(kind, of_kinds) then array['not_known'] end;
    elsif p_dimension = 'contact_reached' then
        return array_remove(array[
            case when figures.may_reach('contact-kind', p_said ->> 'contact_kind', true) and figures.may_reach('contact-outcome', outcome, true)
                then 'yes' end,
            case when figures.may_reach('contact-kind', p_said ->> 'contact_kind', false) or figures.may_reach('contact-outcome', outcome, false)
                then 'no' end], null);
    elsif p_dimension = 'interpreting' then
        return case when outcome = 'no-interpreter' then array['not_found']
            when outcome is not null or p_said ->> 'contact_reached' = 'yes' and not figures.may_reach('contact-outcome', 'no-interpreter', true)
                then array['found', 'not_needed', 'not_known'] end;
    elsif p_dimension in ('about_goals', 'about_upkeep') then
        return case when 'not_known' in (purpose, p_said ->> 'about_goals') then array['not_known']
            when purpose is null then case when p_said ? 'about_goals' then array['yes', 'no'] end
            else (select array_remove(array[case when bool_or(x.serves) then 'yes' end, case when bool_and(x.may_not) then 'no' end], null) from (
                select bool_or(c.attributes ->> 'serves' = of.name) as serves, bool_or(c.attributes ->> 'serves' is distinct from of.name) as may_not
                from unnest(string_to_array(purpose, '.')) p(code)
                cross join (select case p_dimension when 'about_goals' then 'goals' else 'upkeep' end) of(name)
                left join app.code c on c.list = 'contact-purpose' and c.code = p.code group by p.code) x) end;
    elsif p_dimension = 'declined_by' then
        return case when p_said ->> 'referral_result' = 'withheld' then array['withheld']
            when p_said ->> 'referral_result' = 'rejected' then array['client', 'provider'] else array['not_known'] end;
    end if;
    raise exception 'nobody has said what goes with %', p_dimension using errcode = '22023';
end $$;

-- Whether a kind of a group may be a school; null: whichever.
create or replace function figures.may_be_school(p_kind text, p_group text) returns boolean language sql stable as $$
    select exists (select from app.code c where c.list = 'participation-kind' and (p_kind is null or c.code = p_kind) and c.attributes ? 'school'
        and (p_group is null or exists (select from app.code o
            where o.list = c.list and o.code = c.code and figures.meaning(o.list, o.attributes) #>> '{}' = p_group)))
$$;

-- Whether somebody may have been spoken to, or not, in contacts of a kind or outcome; null: whichever.
create or replace function figures.may_reach(p_list text, p_code text, p_reached boolean) returns boolean language sql stable as $$
    select coalesce(bool_or(coalesce((c.attributes ->> 'reached')::boolean, false) = p_reached), true) from app.code c where c.list = p_list and c.code = p_code
$$;

revoke execute on function figures.goes_with, figures.may_be_school, figures.may_reach from public;
grant execute on function figures.goes_with to casemanagement_app;
