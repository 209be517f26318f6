-- Not even the owner in passing. A row is taken back by its reversal, which ledger.settle marks at it; a subject goes by ledger.forget alone, and only
-- app.coarsen_ledger makes rows coarser.
create or replace function ledger.forbid() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only' using errcode = '42501';
end $$;
revoke execute on function ledger.forbid from public;

create or replace trigger append_only before delete or truncate on ledger.entry execute function ledger.forbid();
create or replace trigger coarsen_only before update of no, organisation_id, unit, pseudonym, kind, on_date, date_precision, recorded_at, origin, withheld,
        attributes, dimensions, reversal_of on ledger.entry
    for each statement when (current_setting('ledger.routine', true) is distinct from 'coarsen') execute function ledger.forbid();
create or replace trigger reverse_only before update of is_reversed on ledger.entry
    for each statement when (current_setting('ledger.routine', true) is distinct from 'reverse') execute function ledger.forbid();
create or replace trigger append_only before update or truncate on ledger.subject execute function ledger.forbid();
create or replace trigger forget_only before delete on ledger.subject
    for each statement when (current_setting('ledger.routine', true) is distinct from 'forget') execute function ledger.forbid();
