-- The last day of a case's counselling, as CounsellingClock tells it; null where it has not begun, has no end, or stands still.
create or replace function app.counselling_last_day(p_case uuid) returns date language plpgsql stable as $$
declare
    facts constant jsonb := app.counselling_facts(p_case);
    start constant date := coalesce((facts ->> 'statedStart')::date, (facts ->> 'firstContactOn')::date);
    months constant integer := (facts ->> 'months')::integer
        + case when jsonb_typeof(facts -> 'extension') = 'object' then coalesce((facts ->> 'extensionMonths')::integer, 0) else 0 end;
    last date;
    p record;
begin
    if start is null or months is null then
        return null;
    end if;
    last := (start + make_interval(months => months))::date;
    for p in select greatest((x ->> 'from')::date, start + 1) as from_date, (x ->> 'until')::date as until_date, (x ->> 'from')::date as begins
        from jsonb_array_elements(facts -> 'pauses') x order by 1
    loop
        if p.until_date is null and p.begins <= last and p.begins <= access.today() then
            return null;
        end if;
        if p.from_date <= last and p.until_date > p.from_date then
            last := last + (p.until_date - p.from_date);
        end if;
    end loop;
    return last;
end $$;

-- Found by its name by app.reminder_plan. While counselling is paused nobody knows the end.
create or replace function app.causes_of_counselling_ends() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select k.id, k.id, k.last, k.last, null::date
    from (select c.id, app.counselling_last_day(c.id) as last
          from app."case" c join app.case_programme p on p.case_id = c.id and p.until_date is null
          where c.organisation_id = (select access.organisation_id()) and c.status = 'open' offset 0) k -- Told of those with a programme only.
    where k.last is not null
$$;
