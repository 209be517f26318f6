-- Found by its name by app.reminder_plan: how a referral ended, and nobody of the sender's has acknowledged it.
create or replace function app.causes_of_referral_outcome() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select r.id, r.case_id, (r.ended_at at time zone 'Europe/Berlin')::date, null::date, null::date
    from app.referral r where r.organisation_id = access.organisation_id() and r.ended_at is not null and r.closed_at is null
$$;

-- Not answered. The last day for the answer is the provider's; on the day after it expires.
create or replace function app.causes_of_referral_answer() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select r.id, r.case_id, r.expires_on, null::date, null::date
    from app.referral r where r.organisation_id = access.organisation_id() and r.status = 'sent'
$$;
