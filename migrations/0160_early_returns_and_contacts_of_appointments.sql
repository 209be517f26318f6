-- Whoever comes back early is told what the deputy did on that day, too, until then (GetAbsenceDigest); the day alone does not say until when. Null of
-- absences that ran to their end, and of those ended before: of them the trail alone tells.
alter table app.absence
    add ended_at timestamptz check (ended_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    add constraint absence_ended_on_the_first_day_back check ((ended_at at time zone 'Europe/Berlin')::date = until_date);
-- CorrectContact: the appointment that became a contact, which is one at most.
create unique index appointment_contact on app.appointment (contact_id) where contact_id is not null;
