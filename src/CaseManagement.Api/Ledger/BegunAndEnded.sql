-- Called by what periods mean in the ledger: each begins, and ends where its end is known. Where nobody knows since when, it is known from that day on and did
-- not begin there.
create or replace function ledger.begun_and_ended(p_kind text, p_known boolean, p_from date, p_until date) returns table (kind text, on_date date)
language sql immutable as $$
    select e.kind, e.on_date from (values (p_kind || case when p_known then '_begun' else '_known' end, p_from), (p_kind || '_ended', p_until)) e(kind, on_date)
    where e.on_date is not null
$$;
revoke execute on function ledger.begun_and_ended from public;
