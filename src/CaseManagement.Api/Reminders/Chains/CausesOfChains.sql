-- Found by their names by app.reminder_plan: the steps of chains whose turn it is, by the day on which they are due. What is done or skipped is told no more.
create or replace function app.open_chain_steps(p_kind text) returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select s.id, c.case_id, s.due_on, null::date, null::date
    from app.chain_step s join app.chain c on c.id = s.chain_id and c.organisation_id = access.organisation_id() and c.ended_at is null
    where s.organisation_id = access.organisation_id() and s.kind = p_kind and s.due_on is not null and s.outcome is null
$$;

create or replace function app.causes_of_chain_first_contact() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$ select * from app.open_chain_steps('first_contact') $$;

create or replace function app.causes_of_chain_school() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$ select * from app.open_chain_steps('school') $$;

create or replace function app.causes_of_chain_health_check() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$ select * from app.open_chain_steps('health_check') $$;

create or replace function app.causes_of_chain_course() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$ select * from app.open_chain_steps('course') $$;

create or replace function app.causes_of_chain_own() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$ select * from app.open_chain_steps('own') $$;
