-- AddAudience: another organisation is an external audience, with the threshold of one; those that were said to be internal become so. Neither walls nor trail:
-- nobody has changed anything.
alter table app.statistical_audience no force row level security;
alter table app.statistical_audience disable trigger user;
update app.statistical_audience set kind = 'external', threshold = greatest(threshold, 5) where recipient_id is not null and kind = 'internal';
alter table app.statistical_audience enable trigger user;
alter table app.statistical_audience force row level security;
alter table app.statistical_audience add constraint statistical_audience_recipient_external check (recipient_id is null or kind = 'external');
