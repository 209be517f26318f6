-- The survey of needs is the Bedarfserhebung. Beratungsraster, as Plochingen has it, is the grid of measures (0039), by which the local actors see who
-- does what; the form had its name by mistake. What has been published never changes but for this once, so the form's guard stands aside.
alter table app.assessment_template disable trigger user;
update app.assessment_template set code = 'bedarfserhebung', name_de = 'Bedarfserhebung', name_en = 'Survey of needs',
    source = 'Bereiche nach der Bedarfserhebung der Stadt Dortmund, erweitert um Arbeit, Finanzen und Familie'
where code = 'beratungsraster';
alter table app.assessment_template enable trigger user;
comment on table app.assessment_template is 'Versions of the binding form of the survey of needs (Bedarfserhebung).';

update app.code_list set source = replace(source, 'Beratungsraster (Dortmund)', 'Bedarfserhebung (Dortmund)'),
    description_de = 'Bereiche der Bedarfserhebung; Zeilen des Beratungsrasters der Maßnahmen.',
    description_en = 'Areas of the survey of needs; rows of the counselling grid of measures.'
where code = 'need-area';
update app.code set source = replace(replace(source, 'des Beratungsrasters', 'der Bedarfserhebung'), 'Beratungsraster', 'Bedarfserhebung (Dortmund)')
where list = 'need-area' and source like '%Beratungsraster%';
update app.code set label_de = 'Bedarfserhebung', label_en = 'Survey of needs' where list = 'document-kind' and code = 'assessment';
