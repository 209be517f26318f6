-- Counting by the hours in which a team of the acting organisation is there. Rules/OfficeHours.cs says the same for the program, and why; a test compares.

-- The instant at which German clocks show a minute of a day: in the hour that is left out in March that of the change, of the one that comes twice the later.
create or replace function app.clock_at(p_day date, p_minute integer) returns timestamptz language plpgsql stable as $$
declare
    shown constant timestamp := p_day + make_interval(mins => p_minute);
    instant constant timestamptz := shown at time zone 'Europe/Berlin';
begin
    return case when instant at time zone 'Europe/Berlin' = shown then instant else date_trunc('hour', instant, 'UTC') end;
end $$;

-- The weekly openings that hold on a day, in minutes since Monday 0:00; null where none are stated.
create or replace function app.office_week(p_team uuid, p_day date) returns int4multirange language plpgsql stable as $$
begin
    return (select nullif(o.periods, '{}') from app.office_hours o where o.team_id = p_team and o.from_date <= p_day order by o.from_date desc limit 1);
end $$;

-- The openings of a day, [opens, closes): without hours the whole of a working day, none on a holiday.
create or replace function app.openings_on(p_team uuid, p_day date, p_land text, p_local text[]) returns table (opens timestamptz, closes timestamptz)
language plpgsql stable as $$
declare
    week constant int4multirange := app.office_week(p_team, p_day);
    first constant integer := (extract(isodow from p_day)::integer - 1) * 1440;
begin
    if exists (select from app.holiday h where h.on_date = p_day and p_land = any(h.lands) and (h.local is null or h.local = any(p_local))
               and h.until_version is null) then
        return;
    end if;
    return query
        select x.opens, x.closes
        from unnest(case when week is not null then week * int4multirange(int4range(first, first + 1440))
            when first < 5 * 1440 then int4multirange(int4range(first, first + 1440)) else '{}' end) r
        cross join lateral (select app.clock_at(p_day, lower(r) - first) as opens, app.clock_at(p_day, upper(r) - first) as closes) x
        where x.opens < x.closes
        order by x.opens;
end $$;

-- When so many minutes have passed in which the team is there; what is used up at closing time ends then. With 0 when a term begins: at once, or with the next
-- opening. From the day before on: an opening until 24:00 closes when the next day begins.
create or replace function app.office_time_end(p_team uuid, p_start timestamptz, p_minutes integer, p_land text, p_local text[]) returns timestamptz
language plpgsql stable as $$
declare
    day constant date := (p_start at time zone 'Europe/Berlin')::date;
    left_seconds numeric := p_minutes * 60;
    open_seconds numeric;
    o record;
begin
    for n in -1 .. 20000 loop
        for o in select greatest(x.opens, p_start) as opens, x.closes from app.openings_on(p_team, day + n, p_land, p_local) x where x.closes >= p_start loop
            open_seconds := extract(epoch from o.closes) - extract(epoch from o.opens);
            if open_seconds >= left_seconds then
                return o.opens + make_interval(secs => left_seconds);
            end if;
            left_seconds := left_seconds - open_seconds;
        end loop;
    end loop;
    raise exception 'nothing opens any more' using errcode = '22008';
end $$;

-- The first instant from one on at which the team is there.
create or replace function app.next_opening(p_team uuid, p_at timestamptz, p_land text, p_local text[]) returns timestamptz language plpgsql stable as $$
declare
    day constant date := (p_at at time zone 'Europe/Berlin')::date;
    found_at timestamptz;
begin
    for n in 0 .. 20000 loop
        select greatest(x.opens, p_at) into found_at from app.openings_on(p_team, day + n, p_land, p_local) x where x.closes > p_at order by x.opens limit 1;
        if found then
            return found_at;
        end if;
    end loop;
    raise exception 'nothing opens any more' using errcode = '22008';
end $$;

-- Whether somebody of the team is there now, or was half an hour ago: between two runs of what tells, a team may open and close. Always, without hours.
create or replace function app.team_is_there(p_team uuid, p_land text, p_local text[]) returns boolean language plpgsql stable as $$
begin
    return app.office_week(p_team, access.today()) is null or exists (
        select from unnest(array[access.today() - 1, access.today()]) d(day) cross join lateral app.openings_on(p_team, d.day, p_land, p_local) x
        where x.opens <= access.now() and x.closes > access.now() - interval '30 minutes');
end $$;

-- Closing time of the n-th day after one on which the team is there; n is at least 1.
create or replace function app.office_days_end(p_team uuid, p_day date, p_days integer, p_land text, p_local text[]) returns timestamptz
language plpgsql stable as $$
declare
    left_days integer := p_days;
    closing timestamptz;
begin
    for n in 1 .. 20000 loop
        select max(x.closes) into closing from app.openings_on(p_team, p_day + n, p_land, p_local) x;
        left_days := left_days - case when closing is null then 0 else 1 end;
        if left_days = 0 then
            return closing;
        end if;
    end loop;
    raise exception 'nothing opens any more' using errcode = '22008';
end $$;

-- The day on which a term of working days begins that begins at an instant; it does not count.
create or replace function app.office_first_day(p_team uuid, p_start timestamptz, p_land text, p_local text[]) returns date language plpgsql stable as $$
declare
    today constant date := (p_start at time zone 'Europe/Berlin')::date;
begin
    for n in -1 .. 20000 loop
        if (case when app.office_week(p_team, today + n) is null then n >= 0
            else exists (select from app.openings_on(p_team, today + n, p_land, p_local) x where x.closes >= p_start) end) then
            return today + n;
        end if;
    end loop;
    raise exception 'nothing opens any more' using errcode = '22008';
end $$;

-- From when on somebody else is told of what is ignored: so many working days, or hours of the team, after the due day or, where p_told is given, after
-- somebody was told. Where hours are stated not after closing time but with the next opening. Null where nobody is told.
create or replace function app.escalates_from(
    p_team uuid, p_due date, p_told timestamptz, p_after integer, p_unit text, p_land text, p_local text[]) returns timestamptz
language plpgsql stable as $$
declare
    start constant timestamptz := coalesce(p_told, app.clock_at(p_due, 1440));
    ends timestamptz;
begin
    if p_after is null then
        return null;
    end if;
    -- Most teams state none: what follows would say the same, day by day.
    if p_unit = 'working_days' and not exists (select from app.office_hours o where o.team_id = p_team) then
        return app.clock_at(app.working_day(coalesce((p_told at time zone 'Europe/Berlin')::date, p_due), p_after, false, p_land, p_local), 1440);
    end if;
    if p_unit = 'working_hours' then
        ends := app.office_time_end(p_team, start, p_after * 60, p_land, p_local);
    else
        ends := app.office_days_end(p_team, case when p_told is null then p_due else app.office_first_day(p_team, p_told, p_land, p_local) end, p_after,
            p_land, p_local);
    end if;
    return case when app.office_week(p_team, (ends at time zone 'Europe/Berlin')::date) is null then ends
        else app.next_opening(p_team, ends, p_land, p_local) end;
end $$;
