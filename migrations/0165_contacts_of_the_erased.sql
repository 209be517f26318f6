-- ledger.follow_contact: what is on record of a contact, also of who was erased since.
create index entry_contact on ledger.entry ((attributes ->> 'contact')) where attributes ? 'contact' and reversal_of is null and not is_reversed;
