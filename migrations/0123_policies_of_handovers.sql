-- What waits at a handover, and for the confirmation of a withdrawal, is reminded of by policies as well. Such a cause may belong to no case of the
-- organisation, or to several: it tells itself who looks after it.
alter table app.policy_kind
    add column tells_team boolean not null default false,         -- its causes say household, team and lead worker; a case only where one takes reminders
    add column ends_with_cause boolean not null default false;    -- nobody ticks it off: a later step takes the place of the one before
update app.policy_kind set ends_with_cause = true where kind = 'referral_answer';

-- A reminder says also that what was awaited has happened, and that the next step of its policy has come. What has happened can be awaited again on the same
-- day; a step whose place another one took has been.
alter table app.reminder
    drop constraint reminder_end_cause_check,
    drop constraint reminder_end_cause,
    add constraint reminder_end_cause_check check (end_cause in ('happened', 'no_longer_applies', 'policy_changed', 'next_step', 'case_closed')),
    add constraint reminder_end_cause check (end_cause is null
        or (policy_id is not null and status = case when end_cause = 'happened' then 'done' else 'cancelled' end));
drop index app.reminder_step_once;
create unique index reminder_step_once on app.reminder (organisation_id, subject_id, kind, cause_on, step, step_unit)
    where policy_id is not null and (end_cause is null or end_cause = 'next_step');

-- app.reminder_plan: what was seen to before there were policies; without it each cause read all reminders.
create index reminder_seen_to on app.reminder (subject_id, kind) where policy_id is null and status in ('done', 'not_executable');

-- app.causes_of_handover_acceptance, app.causes_of_first_contact: what waits at its receiver.
create index handover_waits on app.handover (receiver_organisation_id, status) where status in ('submitted', 'accepted');

insert into app.policy_kind (kind, sort, subject_type, direction, condition_de, condition_en, source, ends_done, tells_team, ends_with_cause) values
('handover_acceptance', 2, 'handover', 'before',
 'Eine Übergabe liegt vor und ist nicht beantwortet; gezählt wird vom letzten Tag der Antwortfrist.',
 'A handover waits to be answered; counted from the last day for the answer.', null, false, true, true),
('handover_escalation', 4, 'handover', 'after',
 'Eine Übergabe blieb unbeantwortet, oder die Erstansprache danach blieb aus; gezählt wird vom Tag, nach dem die Leitung es erfährt.',
 'A handover was not answered, or the first contact after it did not happen; counted from the day after which the supervisor is told.',
 null, false, true, false),
('first_contact', 6, 'handover', 'before',
 'Ein Haushalt wurde übernommen, und mit jemandem daraus wurde noch nicht gesprochen; gezählt wird vom letzten Tag für die Erstansprache.',
 'A household was taken over, and somebody of it was not spoken to yet; counted from the last day for the first contact.', null, false, true, false),
('no_first_contact', 8, 'case', 'after',
 'Ein Fall wurde ohne Übergabe eröffnet, und mit der Person wurde noch nicht gesprochen.',
 'A case was opened without a handover, and the person was not spoken to yet.', null, false, false, false),
('referral_confirmation', 95, 'referral', 'after',
 'Eine Einwilligung wurde widerrufen, und der Empfänger hat nicht gesagt, was mit den Daten geschah.',
 'A consent was withdrawn, and the recipient has not told what was done with the data.', 'Art. 7 Abs. 3, Art. 19 DSGVO', true, true, true);

-- As before: on the last day for the answer and for the first contact; the supervisor on the day after; a week after a withdrawal.
insert into app.reminder_policy (id, kind, number, from_date, is_active, steps, unit, addressee, made, missed, escalate_after, created_at)
select gen_random_uuid(), kind, 1, date '2000-01-01', is_active, steps, unit, addressee, made, missed, escalate_after, timestamptz '2000-01-01Z'
from (values
    ('handover_acceptance', true, array[0], 'days', 'team', 'at_once', 'once', null::integer),
    ('handover_escalation', true, array[1], 'days', 'supervisor', 'on_the_day', 'once', null),
    ('first_contact', true, array[0], 'days', 'lead', 'at_once', 'once', null),
    ('no_first_contact', false, array[10], 'working_days', 'lead', 'on_the_day', 'once', 5),
    ('referral_confirmation', true, array[7], 'days', 'lead', 'at_once', 'once', 5)
) shipped (kind, is_active, steps, unit, addressee, made, missed, escalate_after);
