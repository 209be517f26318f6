-- What the ledger says now: rows that nothing has taken back. As whoever asks (security_invoker), so that the wall of the ledger holds.
create or replace view figures.fact with (security_invoker = true) as
    select e.no, e.pseudonym, e.kind, e.on_date, e.origin, e.withheld, e.attributes, e.dimensions
    from ledger.entry e
    where e.reversal_of is null and not e.is_reversed;
grant select on figures.fact to casemanagement_statistics;
