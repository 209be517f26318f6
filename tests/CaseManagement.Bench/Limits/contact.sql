-- A contact with one person, and a note: one statement; the codes are looked up, the case is one on which the caller works.
with k as (select k.* from app."case" k where k.id = (select case_id from bench.target where no = :i) and k.status = 'open'
        and k.team_id = any (current_setting('app.team_ids')::uuid[])
        and (select count(*) from app.code x where (x.list, x.code) in (('contact-kind', 'office'), ('contact-outcome', 'counselled'), ('need-area', 'housing'))
            and x.valid_from <= current_date and (x.valid_to is null or x.valid_to > current_date)) = 3),
talk as (insert into app.contact (id, organisation_id, team_id, household_id, staff_id, is_anonymous, person_count, kind, outcome, reached, at,
        duration_minutes, topics, created_at, updated_at)
    select gen_random_uuid(), organisation_id, team_id, household_id, current_setting('app.staff_id')::uuid, false, 1, 'office', 'counselled', true,
        date_trunc('minute', now()), 30, '{housing}', now(), now() from k returning *),
whom as (insert into app.contact_client (id, organisation_id, contact_id, client_id, case_id, team_id, at, reached)
    select gen_random_uuid(), k.organisation_id, talk.id, k.client_id, k.id, k.team_id, talk.at, true from k, talk)
insert into app.contact_note (id, organisation_id, contact_id, client_id, is_private, text, written_by, created_at, updated_at)
    select gen_random_uuid(), k.organisation_id, talk.id, k.client_id, false, 'Wohnungssuche besprochen.', talk.staff_id, now(), now() from k, talk;
