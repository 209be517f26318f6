-- PruneNotices: what an organisation's people were told long ago.
create index notice_old on app.notice (organisation_id, at);
