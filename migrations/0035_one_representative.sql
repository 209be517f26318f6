-- One person on file represents once so from a day on, whatever name was written beside it: two entries of one parent would stand for both.
create unique index representation_person_once on app.representation (client_id, kind, representative_client_id, from_date)
    where representative_client_id is not null and ended_at is null;

-- ListLetters, the running deadlines: open ones are few, and those of years gone by come first in the order.
create index letter_running on app.letter (organisation_id, last_day, id) where remedy_status = 'open';
