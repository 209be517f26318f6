-- Called by Deaths, and by rooms above: on which day a person has died, or the first of two; null where nothing on file says so.
create or replace function app.died_on(p_client uuid, p_or uuid default null) returns date language plpgsql stable as $$
begin
    return (select min(p.until_date) from app.presence p
        where p.client_id in (p_client, p_or) and p.leave_reason = 'died' and p.voided_at is null);
end $$;
