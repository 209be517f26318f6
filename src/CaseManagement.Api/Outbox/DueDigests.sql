-- What the acting organisation's people are told today: what waits for each on working days; once a week, what waits in teams. A weekly one that would fall on
-- a holiday or weekend goes on the next working day, in the week after if need be. From when on it goes.
create or replace function app.digest_today() returns table (morning boolean, weekly boolean, starts timestamptz) language sql stable as $$
    select s.morning and d.is_work,
        s.weekly and d.is_work and exists (
            select from unnest(array[0, 7]) back
            where app.working_day(date_trunc('week', access.today())::date - back + s.weekday - 1, 0, false, d.land, d.local) = access.today()),
        (access.today() + s.at_time) at time zone 'Europe/Berlin'
    from app.digest_settings() s cross join lateral (
        select c.land, c.local, app.working_day(access.today(), 0, false, c.land, c.local) = access.today() as is_work
        from app.calendar_on(access.today()) c) d
$$;

-- Who is to be told now and was not told today: who has asked for it and works here, is there today, and has the address of then.
create or replace function app.due_digests() returns table (staff_id uuid, morning boolean, weekly boolean, language text, address text)
language sql stable as $$
    select w.* from (
        select c.staff_id, c.morning and d.morning as morning,
            c.weekly and d.weekly and exists (select from access.role_grant g where g.organisation_id = c.organisation_id and g.staff_id = c.staff_id
                and g.role = 'supervisor') as weekly,
            c.language, c.address
        from app.digest_choice c join app.staff s on s.id = c.staff_id and s.left_at is null and lower(s.email) = lower(c.address)
        cross join app.digest_today() d
        where c.organisation_id = access.organisation_id() and c.refused_at is null and d.starts <= access.now() and not app.is_quiet()
          and exists (select from access.role_grant g where g.organisation_id = c.organisation_id and g.staff_id = c.staff_id)
          and not exists (select from app.absence a where a.staff_id = c.staff_id and a.cancelled_at is null
                          and a.from_date <= access.today() and a.until_date > access.today())
          and not exists (select from app.digest x where x.organisation_id = c.organisation_id and x.staff_id = c.staff_id and x.on_day = access.today())) w
    where w.morning or w.weekly
$$;
