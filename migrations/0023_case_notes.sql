-- A remark of an allocation list about somebody whose case is open already stands in the case's timeline.
alter table app.case_event
    drop constraint case_event_kind_check,
    drop constraint case_event_check,
    add constraint case_event_kind_check check (kind in ('opened', 'closed', 'reopened', 'phase_changed', 'noted')),
    add constraint case_event_check check (code is not null or kind = 'opened' or (kind = 'noted' and note is not null));
