-- Chains follow what becomes of that from which they were started (Reminders/Chains/EventsOfChains.sql): one whose event never was so ends with that reason, and
-- whom a step is for is asked again where a birth date was corrected.
alter table app.chain drop constraint chain_end_cause_check,
    add constraint chain_end_cause_check check (end_cause in ('completed', 'stopped', 'case_closed', 'died', 'event_voided'));
alter table app.chain_step
    add column age_from  integer check (age_from between 0 and 120),        -- as the template says, in full years on the day of the event
    add column age_until integer check (age_until between 0 and 120);

-- app.chains_to_follow: what runs, by what has started it. Of all chains the most have ended.
create index chain_of_event on app.chain (organisation_id, event) where ended_at is null;
