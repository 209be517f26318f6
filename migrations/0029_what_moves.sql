-- TransferHousehold: the open reminders about a person of the household, besides those of its cases.
create index reminder_subject on app.reminder (subject_id) where status = 'open';
