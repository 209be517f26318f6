-- By which holidays the acting organisation's days are counted on a day: the Land of its municipality key, or of the one above it, unless it has said
-- otherwise; holidays of the commune; the version of the calendar. The name is kept with what was counted by it: BY assumption-day v1.
create or replace function app.calendar_on(p_on date) returns table (land text, local text[], name text) language sql stable as $$
    select k.land, k.local, concat_ws(' ', k.land, nullif(array_to_string(k.local, ' '), ''),
        'v' || (select max(h.since_version) from app.holiday h where h.on_date = date '2026-01-01'))
    from (
        select coalesce(s.land, l.land, 'BW') as land, coalesce(s.local, '{}') as local
        from app.organisation o left join app.organisation p on p.id = o.parent_id
        left join lateral (
            select w.land, w.local from app.working_calendar w where w.organisation_id = o.id and w.from_date <= p_on
            order by w.from_date desc limit 1) s on true
        left join (values ('01', 'SH'), ('02', 'HH'), ('03', 'NI'), ('04', 'HB'), ('05', 'NW'), ('06', 'HE'), ('07', 'RP'), ('08', 'BW'), ('09', 'BY'),
            ('10', 'SL'), ('11', 'BE'), ('12', 'BB'), ('13', 'MV'), ('14', 'SN'), ('15', 'ST'), ('16', 'TH')) l(key, land)
            on l.key = left(coalesce(o.ags, p.ags), 2)
        where o.id = access.organisation_id()) k
$$;

-- The n-th working day after a day, or before it: Monday to Friday without the holidays. The day itself does not count (§ 187 Abs. 1 BGB); with 0 it is the day
-- itself where it is one, else the next, or the one before. WorkingDays.cs says the same for the program.
create or replace function app.working_day(p_from date, p_days integer, p_back boolean, p_land text, p_local text[]) returns date
language plpgsql stable as $$
begin
    return (select w.day from (
        select g.day, row_number() over (order by g.n) as number
        from (select n, case when p_back then p_from - n else p_from + n end as day
              from generate_series(case when p_days = 0 then 0 else 1 end, p_days * 2 + 20) n) g
        where extract(isodow from g.day) < 6
          and not exists (select from app.holiday h where h.on_date = g.day and p_land = any(h.lands) and (h.local is null or h.local = any(p_local))
                          and h.until_version is null)) w
    where w.number = greatest(p_days, 1));
end $$;

-- The day on which a step of a policy falls. Years are those of an age: born on 29 February, it is reached on 1 March of other years (§ 188 Abs. 2 BGB).
create or replace function app.step_day(p_cause date, p_step integer, p_unit text, p_back boolean, p_land text, p_local text[]) returns date
language sql stable as $$
    select case p_unit
        when 'days' then case when p_back then p_cause - p_step else p_cause + p_step end
        when 'months' then (p_cause + case when p_back then -1 else 1 end * make_interval(months => p_step))::date
        when 'years' then (p_cause + case when p_back then -1 else 1 end * make_interval(years => p_step))::date
            + case when to_char(p_cause, 'MMDD') = '0229'
                and to_char(p_cause + case when p_back then -1 else 1 end * make_interval(years => p_step), 'MMDD') = '0228' then 1 else 0 end
        else app.working_day(p_cause, p_step, p_back, p_land, p_local) end
$$;
