-- GetMyDay: the unread ones of years of notices.
create index notice_unread on app.notice (staff_id, at desc, id) where read_at is null;

-- After how many days without a contact that reached the person a case is shown to its lead worker. No law says it: a house may decide otherwise.
update app.code set attributes = attributes || case code
    when 'vorlaeufige-unterbringung' then '{"contactWithinDays": 30}'
    when 'wohnungslos' then '{"contactWithinDays": 14}'
    when 'anschlussunterbringung' then '{"contactWithinDays": 60}'
    when 'private-wohnung' then '{"contactWithinDays": 90}'
    else '{}' end::jsonb
where list = 'accommodation-phase';
