-- RemindOfInformation, each hour: whom it has asked about already, the settled ones too.
create index reminder_information on app.reminder (subject_id) where kind = 'information_due';
