-- Found by its name by app.reminder_plan: of whom nothing is reminded any more.
create or replace function app.no_reminders_of_the_dead() returns setof uuid language sql stable as $$
    select p.client_id from app.presence p
    where p.organisation_id = access.organisation_id() and p.leave_reason = 'died' and p.voided_at is null
$$;
