-- Benefits may run side by side where the law allows it: which beside which is said by the codes ("beside", in either of the two), and held by
-- Clients/BenefitsSideBySide.sql. The same regime never twice on a day.
alter table app.client_benefit
    add column approved_until date,                               -- exclusive: the end of the approval period; the benefit may outlast it
    add constraint client_benefit_approved_until check (approved_until between date '1900-01-01' and date '2200-01-01'),
    add constraint client_benefit_approval check (approved_until > from_date);
alter table app.client_benefit drop constraint client_benefit_no_overlap;
alter table app.client_benefit add constraint client_benefit_no_overlap
    exclude using gist (organisation_id with =, client_id with =, regime with =, daterange(from_date, until_date, '[)') with &&) where (compartment is null)
    deferrable initially deferred;

-- § 7 WoGG excludes housing benefit beside SGB II, SGB XII and AsylbLG, § 6a BKGG the supplementary child allowance; parental allowance and pensions are
-- income, and run beside what they do not cover; § 7 Abs. 6 SGB II, § 2 Abs. 1 AsylbLG: education beside what secures the livelihood.
update app.code set attributes = attributes || x.beside::jsonb
from (values
    ('wohngeld', '{"beside":["alg1","bab","bafoeg","afbg","kinderzuschlag","elterngeld","rente","none"]}'),
    ('kinderzuschlag', '{"beside":["alg1","bab","bafoeg","afbg","wohngeld","elterngeld","rente","none"]}'),
    ('kinderzuschlag-wohngeld', '{"beside":["alg1","bab","bafoeg","afbg","elterngeld","rente","none"]}'),
    ('elterngeld', '{"beside":["sgb2","sgb12-3","sgb12-4","asylblg-3","asylblg-2","alg1","bab","bafoeg","afbg","rente","none"]}'),
    ('rente', '{"beside":["sgb2","sgb12-3","sgb12-4","asylblg-3","asylblg-2","none"]}'),
    ('alg1', '{"beside":["sgb2"]}'),
    ('bafoeg', '{"beside":["sgb2","sgb8","asylblg-3","asylblg-2","none"]}'),
    ('bab', '{"beside":["sgb2","sgb8","asylblg-3","asylblg-2","none"]}'),
    ('afbg', '{"beside":["sgb2","none"]}')) x(code, beside)
where app.code.list = 'benefit-regime' and app.code.code = x.code;
