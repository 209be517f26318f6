-- Found by its name by app.reminder_plan: how a referral ended, and nobody of the sender's has acknowledged it.
create or replace function app.causes_of_referral_outcome() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select r.id, r.case_id, (r.ended_at at time zone 'Europe/Berlin')::date, null::date, null::date
    from app.referral r where r.organisation_id = (select access.organisation_id()) and r.ended_at is not null and r.closed_at is null
$$;

-- Not answered. The last day for the answer is the provider's; on the day after it expires.
create or replace function app.causes_of_referral_answer() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select r.id, r.case_id, r.expires_on, null::date, null::date
    from app.referral r where r.organisation_id = (select access.organisation_id()) and r.status = 'sent'
$$;

-- A consent was taken back, and the recipient has not told what was done with the data. In a closed case nothing is begun: it is its team's then, beside the
-- case. Of a loop that was closed before the person moved on, whoever sent it has to ask, since the case is another organisation's now; a supervisor where that
-- colleague has gone. A team stands behind each.
create or replace function app.causes_of_referral_confirmation()
    returns table (subject_id uuid, case_id uuid, household_id uuid, team_id uuid, lead_staff_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select r.id, c.id, c.household_id,
        case when c.id is null then app.team_behind(r.sent_by) else c.team_id end,
        case when c.id is null then (select min(w::text)::uuid from app.answering_for(r.sent_by) w) else c.lead_staff_id end,
        (r.blocked_since at time zone 'Europe/Berlin')::date, null::date, null::date
    from app.referral r left join app."case" c on c.id = r.case_id and c.organisation_id = r.organisation_id
    where r.organisation_id = (select access.organisation_id()) and r.blocked_reason = 'consent_withdrawn' and r.block_confirmed_at is null
      and r.recipient_id is distinct from r.organisation_id
$$;
