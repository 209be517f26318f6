-- What a contact was for: figures compare what goes into keeping plans with what goes into goals. None: nobody has said.
alter table app.contact add purposes text[] not null default '{}'; -- code list contact-purpose

insert into app.code_list (code, sort, name_de, name_en, description_de, description_en, source) values
('contact-purpose', 720, 'Zweck eines Kontakts', 'Purpose of a contact',
 'attributes.serves: „goals“ zählt als Kontakt zu Zielen, „upkeep“ als Kontakt zur Pflege des Plans.',
 'attributes.serves: "goals" counts as a contact about goals, "upkeep" as one about upkeep of the plan.', null);

insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('contact-purpose', 'goal', 'Arbeit an einem Ziel', 'Work on a goal', '2000-01-01', null, 10, '{"serves":"goals"}', null),
('contact-purpose', 'plan-upkeep', 'Pflege des Plans (Überprüfung, Fortschreibung, Unterschrift)', 'Upkeep of the plan (review, amendment, signing)',
 '2000-01-01', null, 20, '{"serves":"upkeep"}', null),
('contact-purpose', 'need', 'Bedarf klären', 'Clarifying a need', '2000-01-01', null, 30, '{}', null),
('contact-purpose', 'referral', 'Vermittlung', 'Referral', '2000-01-01', null, 40, '{}', null),
('contact-purpose', 'administration', 'Anträge, Schreiben, Formalitäten', 'Applications, letters, formalities', '2000-01-01', null, 50, '{}', null),
('contact-purpose', 'crisis', 'Krise', 'Crisis', '2000-01-01', null, 60, '{}', null);
