-- Figures count the ledger through routines that run as the role of the statistics, whose wall holds for them: they are made by the owner and given to
-- that role, of which he is a member for it. It makes nothing outside of this schema, and reads no table of persons.
create schema figures;
grant usage on schema figures to casemanagement_app;
grant usage, create on schema figures to casemanagement_statistics;
grant usage on schema app to casemanagement_statistics;  -- age bands
do $$
begin
    if not pg_has_role(current_user, 'casemanagement_statistics', 'usage') then
        execute format('grant casemanagement_statistics to %I', current_user);
    end if;
exception when unique_violation then
    null; -- A parallel run has granted it.
end $$;

-- Figures on a key date: what was known last of a person on that day.
create index entry_as_of on ledger.entry (pseudonym, on_date desc, no desc) where reversal_of is null;

-- A case says from now on in which phase it was opened; of those whose phase never changed it is known.
alter table app."case" no force row level security;
alter table app.case_event no force row level security;
update app.case_event e set code = c.phase from app."case" c
    where c.id = e.case_id and e.kind = 'opened' and c.phase is not null and e.code is null
      and not exists (select from app.case_event x where x.case_id = e.case_id and x.kind = 'phase_changed');
alter table app."case" force row level security;
alter table app.case_event force row level security;
