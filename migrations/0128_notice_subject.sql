-- app.end_due_reminders: whether anybody has been told of a reminder yet; without it each that is due read all notices.
create index notice_subject on app.notice (subject_id, occasion) where kind = 'reminder-due';
