-- A death ends what the person takes part in.
insert into app.code (list, code, label_de, label_en, valid_from, valid_to, sort, attributes, source) values
('participation-break-off-reason', 'died', 'Verstorben', 'Died', '2000-01-01', null, 890, '{}', null),
('participation-withdrawal-reason', 'died', 'Verstorben', 'Died', '2000-01-01', null, 890, '{}', null);
