-- Asked by access.learn when the context is entered; PL/pgSQL, because it keeps its plans: the clients
-- whose glass somebody has broken and who are open to him now, their cases, too.
create or replace function access.glass_of(p_staff uuid, p_now timestamptz) returns uuid[] language plpgsql stable as $$
begin
    return (select coalesce(array_agg(g.client_id), '{}') from app.break_glass g where g.staff_id = p_staff and g.until_at > p_now);
end $$;

create or replace trigger a_learn after insert on app.break_glass for each statement execute function access.learn_again();
