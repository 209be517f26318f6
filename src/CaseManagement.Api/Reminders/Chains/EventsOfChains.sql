-- What has become of that from which chains that run were started, called by StartChains. app.days_of_<event>(), beside app.starts_of_<event>(), tells of
-- everything that is on file as such an event on which day it was, and null where it never was so; what is not on file any more was removed. Of a person who
-- was handed over an event may have stayed behind: then nothing is said of it.
--   ends: 'event_voided', 'case_closed' (closed, or handed over, while the chain was being started);
--         null: the event was on another day, event_on, or somebody of the person's age needs other steps (as ChainTemplateStep.IsFor).
-- A chain can be told more than once; what is told first counts.
create or replace function app.chains_to_follow() returns table (chain_id uuid, ends text, event_on date, birth_date date) language plpgsql stable as $$
#variable_conflict use_column
declare
    own constant uuid := access.organisation_id();
    happened text;
begin
    return query
        select h.id, 'case_closed', null::date, null::date from app.chain h
        where h.organisation_id = own and h.ended_at is null
          and not exists (select from app."case" c where c.id = h.case_id and c.organisation_id = own and c.status = 'open');
    for happened in select distinct h.event from app.chain h where h.organisation_id = own and h.ended_at is null and h.occasion_id is not null loop
        return query execute format($q$
            select h.id, case when d.event_on is null then 'event_voided' end, d.event_on, p.birth_date
            from app.chain h join app.client p on p.id = h.client_id left join app.days_of_%1$s() d on d.occasion_id = h.occasion_id
            where h.organisation_id = $1 and h.event = $2 and h.ended_at is null and h.occasion_id is not null
              and case when d.occasion_id is null then h.former_organisation_id is null else d.event_on is distinct from h.event_on end
            $q$, happened) using own, happened;
    end loop;
    return query
        select h.id, null, h.event_on, p.birth_date
        from app.chain h join app.client p on p.id = h.client_id join app.chain_step s on s.chain_id = h.id
        cross join lateral (select extract(year from h.event_on) - extract(year from p.birth_date)
            - case when to_char(h.event_on, 'MMDD') < to_char(p.birth_date, 'MMDD') then 1 else 0 end as years) age
        where h.organisation_id = own and h.ended_at is null and (s.age_from is not null or s.age_until is not null)
          and (s.outcome is null or s.outcome = 'not_applicable')
          and (s.outcome is null) <> (coalesce(age.years >= s.age_from, true) and coalesce(age.years < s.age_until, true));
end $$;
