-- A remark of an allocation list about somebody whose case is open already stands in the case's timeline.
alter table app.case_event
    drop constraint case_event_kind_check,
    drop constraint case_event_check,
    add constraint case_event_kind_check check (kind in ('opened', 'closed', 'reopened', 'phase_changed', 'noted')),
    add constraint case_event_check check (code is not null or kind = 'opened' or (kind = 'noted' and note is not null));

-- Applying a list: whether an earlier one had the same remark about the same person.
create index import_row_remark on app.import_row (organisation_id, person_key) where raw ->> 'remark' <> '';
