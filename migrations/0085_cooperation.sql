-- What organisations have agreed on processing data together (Cooperation): Art. 26, Art. 28 GDPR, §§ 67d ff. SGB X. Nothing of a client is in it.
create table app.cooperation_agreement (
    id               uuid primary key,
    organisation_id  uuid not null references app.organisation,   -- who recorded it
    partner_id       uuid references app.organisation,            -- the other side, where it is an organisation here
    partner_name     text check (length(btrim(partner_name)) between 1 and 200), -- else by name
    kind             text not null check (kind in ('joint_controllers', 'processor', 'transmission')),
    subject          text not null check (length(btrim(subject)) between 1 and 2000),
    data_basis       text not null check (length(btrim(data_basis)) between 1 and 2000),
    document_date    date not null check (document_date between date '1900-01-01' and date '2200-01-01'),
    from_date        date not null check (from_date between date '1900-01-01' and date '2200-01-01'),
    until_date       date check (until_date between date '1900-01-01' and date '2200-01-01'),   -- first day no longer
    status           text not null check (status in ('proposed', 'agreed', 'declined', 'withdrawn', 'ended')),
    paper_reason     text check (length(btrim(paper_reason)) between 1 and 1000), -- why nobody acknowledges it here
    recorded_by      uuid references app.staff,
    acknowledged_by  uuid references app.staff,
    acknowledged_at  timestamptz constraint cooperation_agreement_acknowledged_at_in_bounds
        check (acknowledged_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    created_at       timestamptz not null constraint cooperation_agreement_created_at_in_bounds
        check (created_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    updated_at       timestamptz not null constraint cooperation_agreement_updated_at_in_bounds
        check (updated_at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z'),
    check ((partner_id is null) <> (partner_name is null)),
    check (partner_id <> organisation_id),
    check ((partner_id is null) = (paper_reason is not null)),
    check (until_date > from_date or status = 'ended' and until_date = from_date), -- of one that ended before it began, no day
    constraint cooperation_agreement_both check (partner_id is null or status not in ('agreed', 'ended') or acknowledged_at is not null),
    -- One side's word is never given by who has given the other side's.
    constraint cooperation_agreement_two_persons check (acknowledged_by <> recorded_by)
);
-- ListCooperationAgreements of either side; is there one in force (app.cooperates)?
create index cooperation_agreement_organisation on app.cooperation_agreement (organisation_id, created_at desc, id desc);
create index cooperation_agreement_partner on app.cooperation_agreement (partner_id, created_at desc, id desc) where partner_id is not null;

-- How it came about; both sides read it.
create table app.cooperation_move (
    id              uuid primary key,
    agreement_id    uuid not null references app.cooperation_agreement,
    organisation_id uuid not null references app.organisation,    -- whose move
    staff_id        uuid references app.staff,
    action          text not null check (action in ('propose', 'record', 'acknowledge', 'decline', 'withdraw', 'correct', 'end')),
    to_status       text not null,
    reason          text check (length(btrim(reason)) between 1 and 1000),
    at              timestamptz not null constraint cooperation_move_at_in_bounds check (at between timestamptz '1900-01-01Z' and timestamptz '2200-01-01Z')
);
create index cooperation_move_agreement on app.cooperation_move (agreement_id, at, id);

-- Whether a referral without an agreement in force is refused; else who sends it is warned.
alter table app.organisation add agreements_required boolean not null default false;

-- Health data received under § 203 StGB: on which basis it goes on (§ 76 SGB X); stated where no release from secrecy carries it.
alter table app.referral add secrecy_basis text;
alter table app.disclosure add secrecy_basis text;

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('secrecy-basis', 540, 'Befugnis zur Weitergabe von Gesundheitsdaten', 'Power to pass health data on', 'Wo keine Schweigepflichtentbindung vorliegt.', 'Where the person has given no release from secrecy.', '§ 76 SGB X; § 203 StGB');
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('secrecy-basis', 'told-by-person', 'Von der Person selbst mitgeteilt, von keiner Stelle nach § 203 StGB erhalten', 'Told by the person, not received from a holder of professional secrets', '2000-01-01', null, 10, '{}', '§ 76 Abs. 1 SGB X'),
('secrecy-basis', 'assessment', 'Im Zusammenhang mit einer Begutachtung oder ihrer Bescheinigung, ohne Widerspruch der Person', 'In connection with an expert assessment or its certificate, without the person''s objection', '2000-01-01', null, 20, '{}', '§ 76 Abs. 2 Nr. 1 SGB X'),
('secrecy-basis', 'averting-danger', 'Abwehr einer gegenwärtigen Gefahr für Leib, Leben oder Freiheit', 'Averting a present danger to life, limb or freedom', '2000-01-01', null, 30, '{}', '§ 34 StGB'),
('secrecy-basis', 'child-protection', 'Gewichtige Anhaltspunkte für die Gefährdung eines Kindes', 'Weighty signs that a child is in danger', '2000-01-01', null, 40, '{}', '§ 4 Abs. 3 KKG');
