-- Run by Stock.Fill, as a superuser, on a database that `migrate` has made: a lifelike state of gen.clients persons in a town and a tenth of that in
-- nine smaller organisations. Triggers, foreign keys and the trail are off while loading (StockTests shows that they hold); checks are on.
--
-- Shape: households of 1 to 6 (2.2 on average), three quarters of the persons with an open case, a hundred open cases a worker, teams of twenty,
-- five contacts a person (notes on half of them), 1.5 reminders a person, frequent names frequent (0.7 % of households share the first one).
-- Every row follows from its number: two runs on one day make the same state. Schema gen keeps who is who for what measures.
set session_replication_role = replica;
set synchronous_commit = off;
set maintenance_work_mem = '512MB';
set work_mem = '256MB';
set jit = off;
drop schema if exists gen cascade;
create schema gen;

-- A UUIDv7 of time, kind of row and number: keys in order of creation, as the product's are.
create function gen.id(kind int, i bigint, at timestamptz) returns uuid language sql immutable parallel safe as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(kind & 4095), 3, '0')
        || 'a' || substr(md5(kind || ':' || i), 1, 15))::uuid $$;
-- A number in [0,1) that depends on its arguments only.
create function gen.u(salt int, i bigint) returns double precision language sql immutable parallel safe as $$
    select ((hashint8extended(i, salt) & 4503599627370495) / 4503599627370496.0)::double precision $$;
create function gen.pick(a text[], u double precision) returns text language sql immutable parallel safe as $$
    select a[1 + floor(u * array_length(a, 1))::int] $$;
-- A name of two or three syllables, without letters that the product's keys read in more than one way.
create function gen.word(salt int, i bigint) returns text language sql immutable parallel safe as $$
    select initcap(
        substr('bdgklmnprstz', 1 + floor(gen.u(salt, i) * 12)::int, 1) || substr('aeiou', 1 + floor(gen.u(salt + 1, i) * 5)::int, 1)
     || case when gen.u(salt + 2, i) < 0.5 then substr('rln', 1 + floor(gen.u(salt + 3, i) * 3)::int, 1) else '' end
     || substr('bdkfmstgz', 1 + floor(gen.u(salt + 4, i) * 9)::int, 1) || substr('aeiou', 1 + floor(gen.u(salt + 5, i) * 5)::int, 1)
     || case when gen.u(salt + 6, i) < 0.6 then substr('bdkflmnrs', 1 + floor(gen.u(salt + 7, i) * 9)::int, 1)
         || case when gen.u(salt + 8, i) < 0.4 then substr('aei', 1 + floor(gen.u(salt + 9, i) * 3)::int, 1) else '' end else '' end) $$;
-- What NameKeys makes of such words: consonant skeletons, pairs, pairs with one consonant left out.
create function gen.skeleton(w text) returns text language sql immutable parallel safe as $$
    select translate(upper(regexp_replace(lower(w), '[aeiou]', '', 'g')), 'BDGZV', 'PTKSF') || case when right(w, 1) ~ '[aeiou]' then 'A' else '' end $$;
create function gen.pair(a text, b text) returns text language sql immutable parallel safe as $$
    select case when a collate "C" <= b collate "C" then a || ' ' || b else b || ' ' || a end $$;
-- What NameBeginnings makes of one.
create function gen.beginnings(w text, skeleton text) returns text[] language sql immutable parallel safe as $$
    select array(select 'p:' || left(lower(w), i) from generate_series(1, least(3, length(w))) i
        union all select 's:' || left(x.sounds, i) from (select rtrim(skeleton, 'A')) x(sounds) cross join generate_series(3, 4) i
            where length(x.sounds) >= i) $$;
create function gen.keys(a text, b text) returns text[] language sql immutable parallel safe as $$
    with long as (select length(a) + length(b) >= 6 as enough)
    select array(select distinct k collate "C" from (
        values (a), (b), (gen.pair(a, b))
        union all select gen.pair(left(a, i - 1) || substr(a, i + 1), b)
            from long cross join generate_series(1, case when length(a) >= 3 and enough then length(a) else 0 end) i
        union all select gen.pair(a, left(b, i - 1) || substr(b, i + 1))
            from long cross join generate_series(1, case when length(b) >= 3 and enough then length(b) else 0 end) i) x(k) order by 1) $$;

-- Organisations: 1 is the town, 2 to 10 the smaller ones.
create unlogged table gen.organisation as select o as no, gen.id(1, o, now() - interval '4 years') as id from generate_series(1, 10) o;
insert into app.organisation (id, name, kind, ags, created_at)
    select id, 'Stadt ' || no, 'municipality', lpad((8116900 + no)::text, 8, '0'), now() - interval '4 years' from gen.organisation;
create unlogged table gen.family as
    select i as no, gen.word(100, i) as name, gen.skeleton(gen.word(100, i)) as skeleton from generate_series(0, 19999) i;
create unlogged table gen.given as
    select i as no, gen.word(300, i) as name, gen.skeleton(gen.word(300, i)) as skeleton from generate_series(0, 2999) i;
create unique index on gen.family (no);
create unique index on gen.given (no);

-- Workers: one per hundred open cases, teams of twenty, the first of each team leads it.
create table gen.worker as
    with size as (select no, current_setting('gen.clients')::int / case when no = 1 then 1 else 90 end as persons from gen.organisation)
    select row_number() over (order by s.no, w)::int as no, s.no as org_no, o.id as organisation_id, w, (w - 1) / 20 as team_no,
           gen.id(2, s.no * 1000 + (w - 1) / 20, now() - interval '4 years') as team_id,
           gen.id(3, s.no * 100000 + w, now() - interval '4 years') as staff_id, gen.id(4, s.no * 100000 + w, now() - interval '4 years') as account_id
    from size s join gen.organisation o on o.no = s.no cross join lateral generate_series(1, greatest(1, ceil(s.persons * 0.75 / 100)::int)) w;
create unique index on gen.worker (org_no, w);
create unique index on gen.worker (no);
insert into app.team (id, organisation_id, name, kind, created_at, updated_at)
    select distinct team_id, organisation_id, 'Team ' || team_no, 'integration_management', now() - interval '4 years', now() - interval '4 years'
    from gen.worker;
insert into app.staff (id, organisation_id, family_name, given_name, email, languages, created_at, updated_at)
    select staff_id, organisation_id, gen.word(100, no * 7), gen.word(300, no * 5), 'w' || no || '@bench.example', '{deu,eng}',
           now() - interval '4 years', now() - interval '4 years' from gen.worker;
insert into access.account (id, staff_id, user_name, password_changed_at)
    select account_id, staff_id, 'w' || no || '@bench.example', now() from gen.worker;
insert into access.credential (account_id, hash) select account_id, current_setting('gen.password_hash') from gen.worker;
insert into access.role_grant (id, staff_id, organisation_id, role)
    select gen.id(5, no, now()), staff_id, organisation_id, 'caseworker' from gen.worker
    union all select gen.id(6, no, now()), staff_id, organisation_id, 'supervisor' from gen.worker where (w - 1) % 20 = 0;
insert into app.team_member (id, team_id, staff_id, from_date) select gen.id(7, no, now()), team_id, staff_id, current_date - 1000 from gen.worker;
insert into app.accommodation (id, organisation_id, team_id, name, kind, street, postal_code, town, places, created_at)
    select gen.id(8, i, now() - interval '4 years'), o.id, w.team_id, 'Unterkunft ' || i, 'gemeinschaftsunterkunft',
        'Hauptstr. ' || i, '73207', 'Plochingen', 100,
           now() - interval '4 years'
    from generate_series(1, 200) i join gen.organisation o on o.no = 1 + (i % 10)
    join gen.worker w on w.org_no = o.no and w.w = 1;

-- Households and persons, in order of creation over three years.
create table gen.household as
    with many as (select (current_setting('gen.clients')::int * 1.1 / 2.15)::int as n),
    h as (select i, n, (array[1,1,1,2,2,3,4,1,5,2])[1 + floor(gen.u(1, i) * 10)::int] as size from many cross join generate_series(1, n) i),
    o as (select h.*, case when gen.u(2, i) < 1 / 1.1 then 1 else 2 + floor(gen.u(3, i) * 9)::int end as org_no from h)
    select o.i, o.size, o.org_no, org.id as organisation_id, now() - interval '3 years' + (o.i::float / o.n) * interval '1090 days' as at,
           wk.staff_id, wk.team_id
    from o join gen.organisation org on org.no = o.org_no
    join (select org_no, count(*) as n from gen.worker group by org_no) c on c.org_no = o.org_no
    join gen.worker wk on wk.org_no = o.org_no and wk.w = 1 + floor(gen.u(4, o.i) * c.n)::int;
alter table gen.household add id uuid;
update gen.household set id = gen.id(10, i, at);
create table gen.person as
    select row_number() over (order by h.i, m)::bigint as i, h.i as h, h.size, m, h.id as household_id,
           h.organisation_id, h.org_no, h.staff_id, h.team_id, h.at, floor(20000 * gen.u(5, h.i) ^ 2)::int as family_no
    from gen.household h cross join lateral generate_series(1, h.size) m;
alter table gen.person add id uuid, add case_id uuid, add given_no int, add open boolean, add birth date, add nat text;
update gen.person set id = gen.id(11, i, at), case_id = gen.id(12, i, at), given_no = floor(3000 * gen.u(6, i) ^ 3)::int, open = gen.u(7, h) < 0.75,
    birth = case when m <= 2 then date '1950-01-01' + floor(gen.u(8, i) * 20000)::int else current_date - floor(gen.u(8, i) * 6500)::int - 30 end,
    nat = gen.pick('{SYR,SYR,SYR,UKR,UKR,UKR,AFG,AFG,IRQ,TUR,ERI,SOM,NGA,IRN}', gen.u(9, h));
analyze gen.person;
analyze gen.household;
insert into app.household (id, organisation_id, reference, created_at, updated_at) select id, organisation_id, 'H' || i, at, at from gen.household;

create unlogged table gen.named as
    select p.i, p.id, f.name as family, g.name as given,
           array(select distinct k collate "C" from unnest(gen.keys(f.skeleton, g.skeleton) || gen.beginnings(f.name, f.skeleton)
               || gen.beginnings(g.name, g.skeleton) || ('d:' || p.birth) || ('r:AZR' || p.i)
               || case when p.i % 2 = 0 then '{}'::text[] else array['r:LK' || p.i] end) k order by 1) as keys
    from gen.person p join gen.family f on f.no = p.family_no join gen.given g on g.no = p.given_no;
insert into app.client (id, organisation_id, family_name, given_name, birth_date, birth_date_precision, sex, nationalities, literacy, education_level,
        phone, email, search_keys, keys_version, created_at, updated_at)
    select p.id, p.organisation_id, n.family, n.given, p.birth, 'day', gen.pick('{male,female}', gen.u(10, p.i)), array[p.nat], 'latin',
           gen.pick('{isced-1,isced-2,isced-3,isced-6}', gen.u(11, p.i)), '+49 711 ' || p.i, 'p' || p.i || '@mail.example', n.keys, 3, p.at, p.at
    from gen.person p join gen.named n using (i) order by p.i;
insert into app.client_search_key (organisation_id, key, client_id)
    select p.organisation_id, k, p.id from gen.person p join gen.named n using (i) cross join lateral unnest(n.keys) k order by 1, 2, 3;
insert into app.client_reference (id, organisation_id, client_id, source, value)
    select gen.id(20, p.i, p.at), p.organisation_id, p.id, 'azr', 'AZR ' || p.i from gen.person p
    union all select gen.id(21, p.i, p.at), p.organisation_id, p.id, 'district-file', 'LK-' || p.i from gen.person p where p.i % 2 = 1;
insert into app.client_name (id, organisation_id, client_id, kind, script, family_name, given_name)
    select gen.id(22, p.i, p.at), p.organisation_id, p.id, 'transliteration', 'Latn', n.family, n.given
    from gen.person p join gen.named n using (i) where gen.u(12, p.i) < 0.2;
insert into app.client_language (id, organisation_id, client_id, language, is_mother_tongue, interpreter_needed)
    select gen.id(23, p.i, p.at), p.organisation_id, p.id, case p.nat when 'UKR' then 'ukr' when 'AFG' then 'prs' when 'TUR' then 'tur' else 'ara' end,
           true, gen.u(13, p.i) < 0.5 from gen.person p
    union all select gen.id(24, p.i, p.at), p.organisation_id, p.id, 'deu', false, false from gen.person p where gen.u(14, p.i) < 0.7;
insert into app.client_language_level (id, organisation_id, client_id, language_id, skill, level)
    select gen.id(25, p.i * 4 + k, p.at), p.organisation_id, p.id, gen.id(24, p.i, p.at), (array['listening','reading','speaking','writing'])[k + 1],
           gen.pick('{A1,A2,B1}', gen.u(15, p.i))
    from gen.person p cross join generate_series(0, 3) k where gen.u(14, p.i) < 0.5;
insert into app.client_residence_status (id, organisation_id, client_id, from_date, until_date, status, expires_on, legal_basis, recorded_at)
    select gen.id(26, p.i, p.at), p.organisation_id, p.id, p.at::date,
           case when gen.u(16, p.i) < 0.4 and p.at < now() - interval '200 days' then p.at::date + 180 end, 'gestattung', p.at::date + 180, null, p.at
        from gen.person p
    union all select gen.id(27, p.i, p.at), p.organisation_id, p.id, p.at::date + 180, null, gen.pick('{25-2-1,25-2-2,24,25-3}', gen.u(17, p.i)),
           current_date + floor(gen.u(18, p.i) * 700)::int, '§ 25 Abs. 2 AufenthG', p.at
        from gen.person p where gen.u(16, p.i) < 0.4 and p.at < now() - interval '200 days';
insert into app.client_benefit (id, organisation_id, client_id, from_date, regime, recorded_at)
    select gen.id(28, p.i, p.at), p.organisation_id, p.id, p.at::date, gen.pick('{sgb2,asylblg-3,asylblg-2}', gen.u(19, p.i)), p.at from gen.person p;
insert into app.client_accommodation (id, organisation_id, client_id, from_date, accommodation_id, kind, room, recorded_at)
    select gen.id(29, p.i, p.at), p.organisation_id, p.id, p.at::date, gen.id(8, 1 + p.h % 200, now() - interval '4 years'),
           'gemeinschaftsunterkunft', 'Zi. ' || p.h % 90, p.at from gen.person p;
insert into app.client_address (id, organisation_id, client_id, from_date, street, postal_code, town, recorded_at)
    select gen.id(30, p.i, p.at), p.organisation_id, p.id, p.at::date, 'Filsweg ' || p.h % 300, '73207', 'Plochingen', p.at
    from gen.person p where gen.u(20, p.i) < 0.5;
insert into app.client_work (id, organisation_id, client_id, from_date, status, recorded_at)
    select gen.id(31, p.i, p.at), p.organisation_id, p.id, p.at::date, gen.pick('{course,part-time,full-time,pupil}', gen.u(21, p.i)), p.at
    from gen.person p where gen.u(22, p.i) < 0.7;
insert into app.household_member (id, organisation_id, household_id, client_id, role, from_date)
    select gen.id(32, p.i, p.at), p.organisation_id, p.household_id, p.id, case p.m when 1 then 'applicant' when 2 then 'spouse' else 'child' end, p.at::date
    from gen.person p;

-- Cases.
insert into app."case" (id, organisation_id, client_id, household_id, status, phase, team_id, lead_staff_id, opened_at, recorded_at, closed_at, closing_reason,
                        updated_at)
    select p.case_id, p.organisation_id, p.id, p.household_id, case when p.open then 'open' else 'closed' end,
           gen.pick('{anschlussunterbringung,vorlaeufige-unterbringung,private-wohnung}', gen.u(23, p.i)), p.team_id, p.staff_id, p.at, p.at,
           case when not p.open then p.at + interval '1 day' + gen.u(24, p.i) * (now() - p.at - interval '2 days') end,
           case when not p.open then 'goals-reached' end, p.at
    from gen.person p;
insert into app.case_responsibility (id, organisation_id, case_id, team_id, lead_staff_id, from_at, until_at, ended_by)
    select gen.id(40, p.i, p.at), p.organisation_id, p.case_id, p.team_id, p.staff_id, c.opened_at, c.closed_at,
           case when c.closed_at is not null then 'closed' end
    from gen.person p join app."case" c on c.id = p.case_id;
insert into app.case_event (id, organisation_id, case_id, kind, code, staff_id, at)
    select gen.id(41, p.i, p.at), p.organisation_id, p.case_id, 'opened', null, p.staff_id, p.at from gen.person p
    union all select gen.id(42, p.i, c.closed_at), p.organisation_id, p.case_id, 'closed', 'goals-reached', p.staff_id, c.closed_at
        from gen.person p join app."case" c on c.id = p.case_id where c.closed_at is not null;
insert into app.case_participant (id, organisation_id, case_id, staff_id, from_at)
    select gen.id(43, p.i, p.at), p.organisation_id, p.case_id, w.staff_id, p.at
    from gen.person p join gen.worker w on w.org_no = p.org_no
        and w.w = 1 + floor(gen.u(25, p.i) * (select count(*) from gen.worker x where x.org_no = 1))::int
    where p.org_no = 1 and gen.u(26, p.i) < 0.05;

-- Contacts: five a person over the time of the case.
create unlogged table gen.contact as
    select row_number() over ()::bigint as k, p.i, p.id as client_id, p.case_id, p.household_id, p.organisation_id, p.team_id, p.staff_id,
           date_trunc('minute', p.at + gen.u(30, p.i * 64 + x) * (now() - p.at - interval '1 hour')) as at, gen.u(31, p.i * 64 + x) < 0.8 as reached
    from gen.person p cross join lateral generate_series(1, floor(gen.u(32, p.i) * 10.1)::int) x;
alter table gen.contact add id uuid;
update gen.contact set id = gen.id(50, k, at);
insert into app.contact (id, organisation_id, team_id, household_id, staff_id, is_anonymous, person_count, kind, outcome, reached, at, duration_minutes,
        topics, created_at, updated_at)
    select id, organisation_id, team_id, household_id, staff_id, false, 1, gen.pick('{office,home-visit,phone,accommodation}', gen.u(33, k)),
           case when reached then 'counselled' else 'not-reached' end, reached, at, 30, '{housing,language}', at, at
    from gen.contact order by at;
insert into app.contact_client (id, organisation_id, contact_id, client_id, case_id, team_id, at, reached)
    select gen.id(51, k, at), organisation_id, id, client_id, case_id, team_id, at, reached from gen.contact order by at;
insert into app.contact_note (id, organisation_id, contact_id, client_id, compartment, is_private, text, written_by, created_at, updated_at)
    select gen.id(52, k, at), organisation_id, id, client_id, case when gen.u(34, k) < 0.05 then 'health' end, gen.u(35, k) < 0.1,
           'Gespräch über Wohnungssuche und Sprachkurs, nächster Schritt vereinbart. ' || k, staff_id, at, at
    from gen.contact where gen.u(36, k) < 0.5 order by at;

-- Reminders: 1.5 a person; about half open, due around today.
create table gen.reminder as
    select row_number() over ()::bigint as k, p.i, p.case_id, p.household_id, p.organisation_id, p.org_no, p.team_id, p.staff_id,
           p.open and gen.u(41, p.i * 16 + x) < 0.65 as open, p.at + gen.u(42, p.i * 16 + x) * (now() - p.at) as at
    from gen.person p cross join lateral generate_series(1, floor(gen.u(40, p.i) * 4.0)::int) x;
alter table gen.reminder add id uuid;
update gen.reminder set id = gen.id(60, k, at);
insert into app.reminder (id, organisation_id, subject_type, subject_id, case_id, household_id, team_id, assignee_id, kind, title, due_on, status,
        created_by, created_at, closed_by, closed_at, updated_at)
    select id, organisation_id, 'case', case_id, case_id, household_id, team_id, case when gen.u(43, k) < 0.9 then staff_id end, 'personal',
           'Nachfragen: Jobcenter, Bescheid ' || k,
           case when open then current_date - 40 + floor(gen.u(44, k) * 160)::int else at::date + 14 end, case when open then 'open' else 'done' end,
           staff_id, at, case when not open then staff_id end, case when not open then least(at + interval '12 days', now()) end, at
    from gen.reminder;
insert into app.reminder_move (id, organisation_id, reminder_id, from_date, to_date, moved_by, moved_at)
    select gen.id(61, k, at), organisation_id, id, at::date, at::date + 7, staff_id, at from gen.reminder where gen.u(45, k) < 0.1;

-- Completed assessments for every person of a household of five, which are handed over, and for every sixth other.
create unlogged table gen.assessed as
    select p.*, case when p.birth < p.at::date - 6570 then 'adult' else 'child' end as person from gen.person p where p.size = 5 or gen.u(50, p.i) < 0.16;
insert into app.assessment (id, organisation_id, client_id, case_id, template_id, status, person, started_by, started_at, completed_by,
        completed_at, updated_at)
    select gen.id(70, p.i, p.at), p.organisation_id, p.id, p.case_id, (select id from app.assessment_template where status = 'published' order by id limit 1),
           'completed', p.person, p.staff_id, p.at, p.staff_id, p.at + interval '1 hour', p.at
    from gen.assessed p;
insert into app.assessment_area (id, organisation_id, assessment_id, client_id, area, compartment, answers, urgency, need, proposed_service,
        updated_by, updated_at)
    select gen.id(71, p.i * 32 + a.no, p.at), p.organisation_id, gen.id(70, p.i, p.at), p.id, a.x ->> 'code', a.x ->> 'compartment', '{}',
           gen.pick('{none,low,medium,high}', gen.u(51, p.i * 32 + a.no)), 'Bedarf', 'Beratungsstelle', p.staff_id, p.at
    from gen.assessed p
    join (select no, x from app.assessment_template t cross join lateral jsonb_array_elements(t.content -> 'areas') with ordinality y(x, no)
          where t.id = (select id from app.assessment_template where status = 'published' order by id limit 1)) a
        on coalesce(a.x ->> 'appliesTo', 'all') in ('all', p.person);
-- Restricted records for 2 %.
insert into app.restricted_record (id, organisation_id, client_id, compartment, content, written_by, created_at, updated_at)
    select gen.id(72, p.i, p.at), p.organisation_id, p.id, 'health', 'Vertraulich.', p.staff_id, p.at, p.at from gen.person p where gen.u(52, p.i) < 0.02;
-- The ledger of figures, four years of it: more than the tables above tell (who came, places, jobs, needs, referrals), because figures read nothing else.
-- Nearly all came to the town by a handover, as they do.
insert into ledger.subject (organisation_id, unit, unit_id, pseudonym) select organisation_id, 'client', id, md5('s' || i)::uuid from gen.person;
create unlogged table gen.figure as
    select p.i, p.organisation_id, md5('s' || p.i)::uuid as pseudonym, p.at::date as since, p.team_id, p.staff_id, c.closed_at::date as closed,
        s.until_date, gen.u(60, p.i) as u, gen.u(61, p.i) as v, gen.u(62, p.i) as w,
        jsonb_build_object('sex', gen.pick('{male,female}', gen.u(10, p.i)), 'born', p.birth, 'language', 'ara', 'household', md5('h' || p.h)::uuid,
            'householdRole', case p.m when 1 then 'applicant' when 2 then 'spouse' else 'child' end, 'nationalities', array[p.nat], 'team', p.team_id,
            'phase', gen.pick('{anschlussunterbringung,vorlaeufige-unterbringung,private-wohnung}', gen.u(23, p.i)),
            'accommodationKind', 'gemeinschaftsunterkunft', 'residenceStatus', 'gestattung', 'benefits', array['asylblg-3']) as dimensions
    from gen.person p join app."case" c on c.id = p.case_id
    left join app.client_residence_status s on s.client_id = p.id and s.until_date is not null;
insert into ledger.entry (organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld, attributes, dimensions)
    select p.organisation_id, 'client', p.pseudonym, e.kind, e.day, 'day', e.day,
        case when e.kind in ('allocated', 'arrived') then 'taken_over' else 'recorded' end, false, e.attributes,
        p.dimensions || case when e.day >= p.until_date then '{"residenceStatus": "25-2-1", "benefits": ["sgb2"]}'::jsonb else '{}' end
    from gen.figure p cross join lateral (
        values ('allocated', p.since, jsonb_build_object('municipality', '08116056')), ('arrived', p.since, '{"as": "allocation"}'),
            ('taken_over', p.since, '{}'), ('residence_status_begun', p.since, '{"status": "gestattung"}'),
            ('benefit_begun', p.since, '{"regime": "asylblg-3"}'), ('benefit_ended', p.until_date, '{"regime": "asylblg-3"}'),
            ('benefit_begun', p.until_date, '{"regime": "sgb2"}'), ('residence_status_begun', p.until_date, '{"status": "25-2-1"}'),
            ('accommodation_begun', p.since, '{"kind": "gemeinschaftsunterkunft"}'),
            ('responsibility_begun', p.since, jsonb_build_object('team', p.team_id, 'worker', p.staff_id)),
            ('responsibility_ended', p.closed, jsonb_build_object('team', p.team_id, 'worker', p.staff_id)),
            ('left', case when p.u < 0.1 then p.closed end, '{"reason": "moved-away"}'),
            ('place_begun', case when p.v < 0.3 then p.since + 60 end, '{"kind": "school"}'),
            ('job_begun', case when p.v > 0.8 then p.since + 400 end, '{"kind": "employment", "firstLabourMarket": true}'),
            ('need_found', p.since + 7, '{"area": "language", "urgency": "high"}'),
            ('need_found', p.since + 7, '{"area": "housing", "urgency": "medium"}'),
            ('goal_set', case when p.w < 0.6 then p.since + 14 end, '{"area": "language"}'),
            ('referral_sent', case when p.w < 0.5 then p.since + 21 end, '{"area": "language"}'),
            ('referral_ended', case when p.w < 0.3 then p.since + 60 end, '{"area": "language", "status": "completed"}')) e(kind, day, attributes)
    where e.day is not null and e.day <= current_date
    union all
    select c.organisation_id, 'client', p.pseudonym, 'contact', c.at::date, 'day', c.at, 'recorded', false,
        jsonb_build_object('kind', 'office', 'team', c.team_id, 'worker', c.staff_id, 'contact', md5('c' || c.k)::uuid, 'minutes', 30, 'outcome', 'counselled',
            'persons', 1, 'present', c.reached, 'reached', c.reached, 'language', 'ara'),
        p.dimensions || case when c.at::date >= p.until_date then '{"residenceStatus": "25-2-1", "benefits": ["sgb2"]}'::jsonb else '{}' end
    from gen.contact c join gen.figure p on p.i = c.i;
-- What is kept of it for figures, as the product would make it (StockTests).
create unlogged table gen.unit as
    with spoken as (
        select p.i, min(c.at::date) as day from gen.person p join app.contact_client c on c.client_id = p.id where c.reached group by p.i
    )
    select e.kind, e.from_day, coalesce(e.until_day, 'infinity') as until_day, p.team_id, case e.kind when 'open_case' then p.staff_id end as staff_id,
        p.dimensions - array['team', 'household', 'born'] || case when e.from_day >= p.until_date
            then '{"residenceStatus": "25-2-1", "benefits": ["sgb2"]}'::jsonb else '{}' end as setting,
        e.attributes, (p.dimensions ->> 'born')::date as born, e.day_1, e.day_2, e.day_3, e.day_4, p.organisation_id, p.pseudonym,
        (p.dimensions ->> 'household')::uuid as household
    from gen.figure p left join spoken s on s.i = p.i cross join lateral (select case when p.u < 0.1 then p.closed end as gone) g
    cross join lateral (
        values ('open_case', p.since, least(p.closed, p.until_date), null::jsonb, null::date, null::date, null::date, null::date),
            ('open_case', case when p.until_date < coalesce(p.closed, 'infinity') then p.until_date end, p.closed, null, null, null, null, null),
            ('place', case when p.v < 0.3 and p.since + 60 < coalesce(g.gone, 'infinity') then p.since + 60 end, least(g.gone, p.until_date),
                '{"kind": "school"}', null, null, null, null),
            ('place', case when p.v < 0.3 and p.until_date < coalesce(g.gone, 'infinity') then p.until_date end, g.gone, '{"kind": "school"}', null, null,
                null, null),
            ('change_to_sgb2', p.until_date, null, null, null, null, null, null),
            ('allocation', p.since, null, null, s.day, g.gone, null, null),
            ('need', p.since + 7, null, '{"area": "language", "urgency": "high"}',
                case when p.w < 0.6 and p.since + 14 <= current_date then p.since + 14 end,
                case when p.w < 0.5 and p.since + 21 <= current_date then p.since + 21 end,
                case when p.w < 0.3 and p.since + 60 <= current_date then p.since + 60 end, case when g.gone >= p.since + 7 then g.gone end),
            ('need', p.since + 7, null, '{"area": "housing", "urgency": "medium"}', null, null, null, case when g.gone >= p.since + 7 then g.gone end)
        ) e(kind, from_day, until_day, attributes, day_1, day_2, day_3, day_4)
    where e.from_day <= current_date;
insert into ledger.setting (organisation_id, content)
    select distinct u.organisation_id, c.content from gen.unit u cross join lateral (
        values (u.setting), (u.attributes), (to_jsonb(u.team_id)), (to_jsonb(u.staff_id))) c(content) where c.content is not null;
insert into ledger.unit (kind, from_day, until_day, team, worker, setting, attributes, born, day_1, day_2, day_3, day_4, withheld, organisation_id, pseudonym,
        household)
    select u.kind, u.from_day, u.until_day, t.id, w.id, s.id, a.id, u.born, u.day_1, u.day_2, u.day_3, u.day_4, false, u.organisation_id, u.pseudonym,
        u.household
    from gen.unit u
    left join ledger.setting t on t.organisation_id = u.organisation_id and t.content = to_jsonb(u.team_id)
    left join ledger.setting w on w.organisation_id = u.organisation_id and w.content = to_jsonb(u.staff_id)
    left join ledger.setting s on s.organisation_id = u.organisation_id and s.content = u.setting
    left join ledger.setting a on a.organisation_id = u.organisation_id and a.content = u.attributes;
drop table gen.contact, gen.named, gen.assessed, gen.figure, gen.unit;
reset session_replication_role;
