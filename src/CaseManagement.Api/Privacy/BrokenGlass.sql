-- Asked by the scopes of cases (AccessFunctions.BrokenGlass).
--
-- The clients whose glass the caller has broken and who are open to him now: their cases, too.
create or replace function access.broken_glass() returns table (id uuid) language sql stable as $$
    select g.client_id from app.break_glass g where g.staff_id = access.staff_id() and g.until_at > access.now()
$$;
