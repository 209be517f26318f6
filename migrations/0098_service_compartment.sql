-- Sensitive by association: who takes part in it is shown so only to who is admitted to this compartment of that person. The service itself is not in it.
alter table app.service add column reveals text
    constraint service_reveals_compartment check (reveals in ('health', 'protection', 'sexual_orientation'));
