-- When the acting organisation's people are told by mail, and when no mail goes.
create or replace function app.digest_settings()
    returns table (morning boolean, weekly boolean, at_time time, weekday integer, quiet_from time, quiet_until time)
language sql stable as $$
    select coalesce(s.morning, true), coalesce(s.weekly, true), coalesce(s.at_time, time '07:30'), coalesce(s.weekday, 1), s.quiet_from, s.quiet_until
    from (select 1) always left join app.digest_setting s on s.organisation_id = access.organisation_id()
$$;

-- Whether no mail goes now, and nothing is escalated: [from, until) by the clocks of Germany, over midnight where it ends before it begins.
create or replace function app.is_quiet() returns boolean language plpgsql stable as $$
begin
    return (select coalesce(case when s.quiet_from < s.quiet_until then n.now >= s.quiet_from and n.now < s.quiet_until
        else n.now >= s.quiet_from or n.now < s.quiet_until end, false)
    from app.digest_settings() s cross join (select (access.now() at time zone 'Europe/Berlin')::time as now) n);
end $$;
