-- That a provider has not answered is reminded of by a policy, too: as before on the last day for the answer, for who leads the case. What was awaited has then
-- happened when its cause ends: such a reminder is done, and not just without a cause any more.
alter table app.policy_kind add column ends_done boolean not null default false;

insert into app.policy_kind (kind, sort, subject_type, direction, condition_de, condition_en, source, ends_done) values
('referral_answer', 85, 'referral', 'before',
 'Eine Vermittlung ist gesendet, und die Antwort steht aus; gezählt wird vom letzten Tag der Antwortfrist.',
 'A referral was sent and is not answered; counted from the last day for the answer.', null, true);

insert into app.reminder_policy (id, kind, number, from_date, is_active, steps, unit, addressee, made, missed, escalate_after, created_at) values
(gen_random_uuid(), 'referral_answer', 1, date '2000-01-01', true, array[0], 'days', 'lead', 'at_once', 'once', null, timestamptz '2000-01-01Z');
