-- Found by their names by app.reminder_plan: what of a person's dated facts is to be reminded of.

-- The title that holds today, by the last day of its proof.
create or replace function app.causes_of_residence_title_expires() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select distinct on (c.client_id) c.client_id, c.id, s.expires_on, s.expires_on, null::date
    from app.client_residence_status s
    join app."case" c on c.client_id = s.client_id and c.organisation_id = (select access.organisation_id()) and c.status = 'open'
    where s.organisation_id = (select access.organisation_id()) and s.expires_on is not null
      and s.from_date <= access.today() and (s.until_date is null or s.until_date > access.today())
    order by c.client_id, s.from_date desc
$$;

-- The approval that ends next; one that has ended counts until the benefit has ended, or was approved anew.
create or replace function app.causes_of_benefit_approval_ends() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select distinct on (c.client_id) c.client_id, c.id, b.approved_until, b.approved_until - 1, null::date
    from app.client_benefit b
    join app."case" c on c.client_id = b.client_id and c.organisation_id = (select access.organisation_id()) and c.status = 'open'
    where b.organisation_id = (select access.organisation_id()) and b.approved_until is not null
      and b.from_date <= access.today() and (b.until_date is null or b.until_date > access.today())
    order by c.client_id, b.approved_until < access.today(), b.approved_until
$$;

-- Ages that were reached while the case was open. Where only the month or year of birth is known, the earliest that the person can be.
create or replace function app.causes_of_birthday() returns table (subject_id uuid, case_id uuid, cause_on date, last_day date, since date)
language sql stable as $$
    select p.id, c.id, p.birth_date, null::date, (c.opened_at at time zone 'Europe/Berlin')::date
    from app."case" c join app.client p on p.id = c.client_id
    where c.organisation_id = (select access.organisation_id()) and c.status = 'open' and p.birth_date is not null
$$;
