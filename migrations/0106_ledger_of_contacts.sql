-- A contact is counted once, whoever of its persons is erased: it has a pseudonym of its own, which goes like theirs.
alter table ledger.subject drop constraint subject_unit_check;
alter table ledger.subject add constraint subject_unit_check check (unit in ('client', 'household', 'dwelling', 'landlord', 'place', 'contact'));
