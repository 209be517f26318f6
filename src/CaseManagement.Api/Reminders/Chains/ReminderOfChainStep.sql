-- A reminder of a step says what somebody has called it, and is its team's where the step is for the team, whomever the policy of its kind names.
create or replace function app.address_chain_reminder() returns trigger language plpgsql as $$
begin
    select s.title, case when s.addressee = 'team' then null else new.assignee_id end into new.title, new.assignee_id
        from app.chain_step s where s.id = new.subject_id;
    return new;
end $$;

create or replace trigger reminder_of_chain_step before insert on app.reminder
    for each row when (new.subject_type = 'chain_step') execute function app.address_chain_reminder();
