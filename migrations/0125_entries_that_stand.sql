-- Whether a reversal has taken a row back stands at the row: figures read what stands, by indexes of nothing else, instead of looking for a reversal of each.
alter table ledger.entry add is_reversed boolean not null default false check (not is_reversed or reversal_of is null);
alter table ledger.entry disable trigger user; -- Which forbid it, each version its own way.
update ledger.entry e set is_reversed = true from ledger.entry r where r.reversal_of = e.no;
alter table ledger.entry enable trigger user;
drop index ledger.entry_kind, ledger.entry_as_of;
-- Figures: events of a kind in a period, or up to a key date.
create index entry_kind on ledger.entry (organisation_id, kind, on_date) where reversal_of is null and not is_reversed;
-- Figures on a key date: what was known last of a person on that day.
create index entry_as_of on ledger.entry (pseudonym, on_date desc, no desc) where reversal_of is null and not is_reversed;
