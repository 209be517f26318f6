-- Called by ListServiceGaps, within the acting organisation's wall: what was not met, counted by kind, area, language, quarter of the town and calendar
-- quarter, of nobody. A referral counts once, on the day on which it ended, for what the service is mainly for (the first of its areas); of a confidential
-- service the area is not told. Its language is the one in which talks are held, else the mother tongue; where the person lived then is not known by quarter.
create or replace function app.unmet_needs(p_from date, p_until date) returns jsonb language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'needArea', c.area, 'language', c.language, 'quarter', c.quarter, 'period', c.period,
        'times', c.times)), '[]')
    from (
        select u.kind, u.area, u.language, u.quarter, date_trunc('quarter', u.on_day)::date as period, count(*) as times
        from (
            select 'gap' as kind, g.need_area as area, g.language, g.quarter, g.recorded_on as on_day
            from app.service_gap g where g.organisation_id = access.organisation_id() and g.recorded_on >= p_from and g.recorded_on < p_until
            union all
            select case when r.status = 'rejected' and r.declined_by = 'client' then 'declined' else r.status end,
                case when not app.is_hidden(s) then s.need_areas[1] end,
                (select l.language from app.client_language l where l.client_id = r.client_id
                    order by l.interpreter_needed desc, l.is_mother_tongue desc, l.language limit 1),
                null, (r.ended_at at time zone 'Europe/Berlin')::date
            from app.referral r join app.service s on s.id = r.service_id
            where r.organisation_id = access.organisation_id() and r.status in ('rejected', 'expired', 'failed')
              and r.ended_at >= p_from::timestamp at time zone 'Europe/Berlin' and r.ended_at < p_until::timestamp at time zone 'Europe/Berlin') u
        group by 1, 2, 3, 4, 5) c
$$;
